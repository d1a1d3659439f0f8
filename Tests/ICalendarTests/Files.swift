import Foundation

/// Test files: ours beside the tests, and others' where they are at hand.
enum Files {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

    /// The files in `Corpus/`, each written for one thing that real files do.
    static func ours() throws -> [URL] { try calendars(below: tests.appending(path: "Corpus")) }

    /// Returns one of our files.
    static func named(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: tests.appending(path: "Corpus/\(name).ics")))
    }

    /// The folder with the collection of real files, `$CALSYNC_CORPUS` or `../shared/corpus`; nil where there is neither.
    static let collection: URL? = {
        let given = ProcessInfo.processInfo.environment["CALSYNC_CORPUS"].map { URL(filePath: $0) }
        let usual = tests.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "shared/corpus")
        let folder = given ?? usual
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// The collection of real files; nil where it isn't at hand.
    static func others() throws -> [URL]? { try collection.map { try calendars(below: $0) } }

    private static func calendars(below folder: URL) throws -> [URL] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return paths.filter { ["ics", "ical", "vcs"].contains(($0 as NSString).pathExtension) }.sorted()
            .map { folder.appending(path: $0) }
    }
}

/// A sequence of numbers that is the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
