import Sandbox
import Testing

/// Clients that others wrote, against the strict sandbox: what they can't do with it, it gets wrong.
///
/// `scripts/python-env.sh` makes their environment; `make test` runs it first.
@Suite(.enabled(if: Python.isThere, "run scripts/python-env.sh")) struct PythonClientsTests {
    @Test func `Google's own library syncs, guards, imports, moves`() async throws {
        // What the script asks for on purpose: a token with a search, an empty range.
        try await runWithGoogle("google_client.py", refusals: 2) { [$0.token] }
    }

    @Test func `Home Assistant's library syncs, and starts anew after a dead token`() async throws {
        try await runWithGoogle("home_assistant.py", refusals: 0) { [$0.token] }
    }

    @Test func `Google's own libraries sign in, refresh, and work`() async throws {
        try await runWithGoogle("sign_in.py", refusals: 0) { sandbox in
            sandbox.setSignIn { $0.consent = "approve" }
            return []
        }
    }

    @Test(arguments: ["2026-03-11", "2025-09-03"])
    func `notion-client reads, makes, changes and trashes rows`(version: String) async throws {
        var options = NotionSandbox.Options()
        options.checksAnswers = true
        let notion = NotionSandbox(options: options)
        let address = try await notion.start()
        let (status, text) = try await Python.run(
            "notion_client.py", [address, notion.token, notion.database, version])
        await notion.stop()
        #expect(status == 0 && text.hasSuffix("ok\n"), "\(text)")
        #expect(notion.rows().count == 6 && notion.allRows().count == 7)
    }

    /// Runs a script against a strict Google; it ends with "ok", after so many requests that were refused as bad.
    private func runWithGoogle(
        _ script: String, refusals: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ arguments: (GoogleSandbox) -> [String]
    ) async throws {
        let sandbox = GoogleSandbox(options: .init(strict: true))
        let address = try await sandbox.start()
        let (status, text) = try await Python.run(script, [address] + arguments(sandbox))
        await sandbox.stop()
        #expect(status == 0 && text.hasSuffix("ok\n"), "\(text)", sourceLocation: sourceLocation)
        let refused = sandbox.log.filter { $0.status == 400 }.map(\.target)
        #expect(refused.count == refusals, "\(refused)", sourceLocation: sourceLocation)
    }
}
