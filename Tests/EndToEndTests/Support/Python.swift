import Foundation

/// The Python that `scripts/python-env.sh` makes below `.build`, with calendar clients that others wrote.
enum Python {
    /// Whether it was made.
    static let isThere = FileManager.default.isExecutableFile(atPath: interpreter)

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let interpreter = root + "/.build/python/bin/python"

    /// Runs a script of `Tests/EndToEndTests/Python`, and returns its exit code and what it said.
    static func run(_ script: String, _ arguments: [String]) async throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = [root + "/Tests/EndToEndTests/Python/" + script] + arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": FileManager.default.temporaryDirectory.path]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = await withCheckedContinuation { reply in
            Thread.detachNewThread { reply.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
        }
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
