import Foundation
import Testing

/// docs/security.md against the tests that it names.
@Suite struct SecurityDocsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `every threat names tests that there are`() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/security.md"), encoding: .utf8)
        let threats = page.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| Somebody") }
        #expect(threats.count > 20)
        let tests = Self.root.appending(path: "Tests")
        let sources = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
            .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".py") }
            .map { try String(contentsOf: tests.appending(path: $0), encoding: .utf8) }
        for threat in threats {
            let named = try #require(threat.split(separator: "|").last).matches(of: /`([^`]+)`/).map(\.output.1)
            #expect(!named.isEmpty, "\(threat)")
            for name in named {
                // The browser's tests are Python's.
                let isThere = sources.contains { $0.contains("func `\(name)`") || $0.contains("def \(name)(self)") }
                #expect(isThere, "There is no test \(name).")
            }
        }
    }
}
