import Foundation
import Sandbox
import Testing

/// The Python that `scripts/python-env.sh` makes.
enum PythonEnvironment {
    /// The repository.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    /// Its interpreter.
    static let interpreter = root + "/.build/python/bin/python"
    /// Whether it was made.
    static let isThere = FileManager.default.isExecutableFile(atPath: interpreter)
}

/// Clients that others wrote, against the sandbox: what they can't do with it, it gets wrong.
///
/// `scripts/python-env.sh` makes their environment; `make test` runs it first.
@Suite(.enabled(if: PythonEnvironment.isThere, "run scripts/python-env.sh")) struct PythonTests {
    /// Runs a script of `Tests/EndToEndTests/Python` against a strict sandbox; it ends with "ok".
    private func run(
        _ script: String, _ change: (GoogleSandbox) -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let sandbox = GoogleSandbox(options: .init(strict: true))
        let address = try await sandbox.start()
        change(sandbox)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: PythonEnvironment.interpreter)
        process.arguments = [PythonEnvironment.root + "/Tests/EndToEndTests/Python/" + script, address]
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
        #expect(sandbox.log.filter { $0.status == 400 }.map(\.target) == [], sourceLocation: sourceLocation)
    }

    @Test func `Google's own libraries sign in, refresh, and work`() async throws {
        try await run("sign_in.py") { sandbox in sandbox.setSignIn { $0.consent = "approve" } }
    }
}
