import Foundation
import TestSupport

/// The Python that `scripts/python-env.sh` makes below `.build`, with calendar clients that others wrote.
enum Python {
    /// Whether it was made.
    static let isThere = FileManager.default.isExecutableFile(atPath: interpreter)

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let interpreter = root + "/.build/python/bin/python"

    /// Runs a script of `Tests/EndToEndTests/Python`, and returns its exit code and what it said.
    static func run(_ script: String, _ arguments: [String]) async throws -> (status: Int32, text: String) {
        let said = FileManager.default.temporaryDirectory.path + "/calsync-python-" + UUID().uuidString
        try Data().write(to: URL(fileURLWithPath: said))
        defer { try? FileManager.default.removeItem(atPath: said) }
        let pid = try Child.start(
            [interpreter, root + "/Tests/EndToEndTests/Python/" + script] + arguments, in: root,
            environment: ["PATH": "/usr/bin:/bin", "HOME": FileManager.default.temporaryDirectory.path],
            input: .file("/dev/null"), output: .file(said), error: .file(said))
        let status = await Child.end(of: pid)
        return (status, try String(contentsOfFile: said, encoding: .utf8))
    }
}
