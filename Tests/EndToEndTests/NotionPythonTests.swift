import Foundation
import Sandbox
import Testing

/// `notion-client` from PyPI against the sandbox: what it can't do with it, the sandbox gets wrong.
///
/// `scripts/python-env.sh` makes its environment; `make test` runs it first.
@Suite(.enabled(if: NotionPythonTests.isThere, "run scripts/python-env.sh")) struct NotionPythonTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let interpreter = root + "/.build/python/bin/python"

    /// Whether the environment has the client: an older one may lack it.
    static let isThere: Bool = {
        let library = root + "/.build/python/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        return versions.contains {
            FileManager.default.fileExists(atPath: "\(library)/\($0)/site-packages/notion_client")
        }
    }()

    @Test(arguments: ["2026-03-11", "2025-09-03"])
    func `notion-client reads, makes, changes and trashes rows`(version: String) async throws {
        var options = NotionSandbox.Options()
        options.checksAnswers = true
        let notion = NotionSandbox(options: options)
        let address = try await notion.start()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.interpreter)
        process.arguments = [
            Self.root + "/Tests/EndToEndTests/Python/notion_client.py", address, notion.token, notion.database, version,
        ]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": FileManager.default.temporaryDirectory.path]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = await withCheckedContinuation { reply in
            Thread.detachNewThread { reply.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
        }
        process.waitUntilExit()
        await notion.stop()
        let text = String(decoding: output, as: UTF8.self)
        #expect(process.terminationStatus == 0 && text.hasSuffix("ok\n"), "\(text)")
        #expect(notion.rows().count == 6 && notion.allRows().count == 7)
    }
}
