import Foundation
import Sandbox
import Testing

/// Calendar clients that others wrote, against the strict sandbox: what they can't do with it, it gets wrong.
///
/// `scripts/python-env.sh` makes their environment; `make test` runs it first.
@Suite(.enabled(if: PythonEnvironment.isThere, "run scripts/python-env.sh")) struct PythonClientsTests {
    @Test func `Google's own library syncs, guards, imports, moves`() async throws {
        try await run("google_client.py") { log in
            // What the script asks for on purpose: a token with a search, an empty range.
            log.filter { $0.status == 400 }.count == 2
        }
    }

    @Test func `Home Assistant's library syncs, and starts anew after a dead token`() async throws {
        try await run("home_assistant.py") { log in log.allSatisfy { $0.status != 400 } }
    }

    /// Runs a script of `Tests/EndToEndTests/Python` against a strict sandbox; it ends with "ok".
    private func run(
        _ script: String, isClean: ([LoggedRequest]) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let sandbox = GoogleSandbox(options: .init(strict: true))
        let address = try await sandbox.start()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: PythonEnvironment.interpreter)
        process.arguments = [PythonEnvironment.root + "/Tests/EndToEndTests/Python/" + script, address, sandbox.token]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": FileManager.default.temporaryDirectory.path]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = await withCheckedContinuation { reply in
            Thread.detachNewThread { reply.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
        }
        process.waitUntilExit()
        await sandbox.stop()
        let text = String(decoding: output, as: UTF8.self)
        #expect(process.terminationStatus == 0 && text.hasSuffix("ok\n"), "\(text)", sourceLocation: sourceLocation)
        let refusals = sandbox.log.filter { $0.status == 400 }.map(\.target)
        #expect(isClean(sandbox.log), "\(refusals)", sourceLocation: sourceLocation)
    }
}

/// The Python below `.build`, with the clients in it.
private enum PythonEnvironment {
    /// The project's folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let interpreter = root + "/.build/python/bin/python"
    static let isThere = FileManager.default.isExecutableFile(atPath: interpreter)
}
