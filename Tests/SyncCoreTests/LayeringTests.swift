import Foundation
import Testing

/// The pure targets stay pure: what they are not allowed to know, they do not name.
@Suite struct LayeringTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Returns the lines of a target's sources, up to where a comment starts.
    private func code(of target: String) throws -> [(file: String, line: Substring)] {
        let folder = LayeringTests.root.appending(path: "Sources/\(target)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        #expect(!files.isEmpty)
        return try files.flatMap { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return text.split(separator: "\n").map { line in
                (file, line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex))
            }
        }
    }

    @Test func `SyncCore imports ICalendar alone`() throws {
        for (file, line) in try code(of: "SyncCore") where line.hasPrefix("import ") || line.hasPrefix("@") {
            #expect(line == "import ICalendar", "\(file)")
        }
    }

    @Test func `ICalendar imports nothing but what reads zones, locks and searches bytes`() throws {
        let allowed = [
            "ZoneFile.swift": "import CShims", "Locked.swift": "import Glibc", "ByteSearch.swift": "import Glibc",
        ]
        for (file, line) in try code(of: "ICalendar") where line.hasPrefix("import ") || line.hasPrefix("@") {
            #expect(allowed[file].map { line == $0 } ?? false, "\(file): \(line)")
        }
    }

    @Test(arguments: ["ICalendar", "SyncCore"])
    func `a pure target neither waits nor asks the world`(target: String) throws {
        let words = [
            "await ", " async", "FileManager", "Date()", "getenv", "ProcessInfo", "random(in", "Task {", "fopen(",
        ]
        for (file, line) in try code(of: target) {
            for word in words where line.contains(word) { Issue.record("\(target)/\(file): \(line)") }
        }
    }
}
