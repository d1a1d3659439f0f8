import ProviderKit
import SyncCore
import SyncEngine

/// `calsync login notion`: takes a token, tries it, and keeps it.
///
/// A personal access token or a connection's token; Notion's OAuth needs a client secret without PKCE, which a program on
/// everybody's disk can't keep (facts/notion.md 8).
struct NotionLogin {
    let command: LoginCommand
    let account: Account
    private let environment = Context.processEnvironment
    private let output = Caller.current.output

    init(_ command: LoginCommand, account: Account) {
        self.command = command
        self.account = account
    }

    /// Asks for the token, and says what it can see.
    func run() async throws {
        guard command.file == nil, command.serviceAccount == nil, command.calendar.isEmpty else {
            throw Failure(
                .usage, "Notion is signed in to with a token alone.",
                "Run `calsync login \(account.name)` and paste it; or pipe it in.")
        }
        let accounts = try AccountFile(environment: environment)
        let store = try SignIns(environment: environment).store()
        let token = try await token()
        let calendars = try await seen(with: token)
        do { try await store.save(.token(Secret(token)), of: account.name) } catch {
            throw Failure(error, account: account.name)
        }
        try accounts.write(account)
        try show(calendars)
    }

    private func token() async throws -> String {
        let prompt = Prompt.standard(output)
        let pasted: String?
        if prompt.isInteractive {
            output.note(
                "Make a token at https://www.notion.so/profile/integrations: a personal access token, or an internal")
            output.note("connection's, which you then add to the database (⋯, Connections).")
            pasted = try await prompt.secret("Its token", flag: "a pipe")
        } else {
            pasted = await TerminalInput.line()
        }
        let token = (pasted ?? "").filter { !$0.isWhitespace }
        guard !token.isEmpty else {
            throw Failure(
                .usage, "No token was given.",
                "Paste it when asked, or pipe it in: `pass notion | calsync login notion`.")
        }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                .usage, "That is no token: it has characters that none has.", "Copy it again; it begins with ntn_.")
        }
        return token
    }

    /// The data sources that `token` can see.
    private func seen(with token: String) async throws -> [RemoteCalendar] {
        // What was pasted is tried, not what the environment has beside it.
        var own = environment
        own[ProviderError.tokenVariable(account.name)] = token
        var providers = Providers(environment: own, accounts: Accounts([account]))
        let provider = try providers.provider(account.name)
        do throws(ProviderError) {
            let calendars = try await provider.calendars()
            await provider.close()
            return calendars
        } catch {
            await provider.close()
            if case .unavailable(let sentence, _) = error {
                throw Failure(.failure, sentence, "Look at the address and at the network; nothing was stored.")
            }
            guard case .unauthorized = error else { throw Failure(error, account: account.name) }
            throw Failure(.signIn, "Notion doesn't take this token.", "Copy it again, whole; nothing was stored.")
        }
    }

    /// The stable shape in `--json`.
    private struct LoginJSON: Encodable {
        let account: String
        let databases: [Database]

        struct Database: Encodable { let id, name: String }
    }

    private func show(_ calendars: [RemoteCalendar]) throws {
        let variable = ProviderError.tokenVariable(account.name)
        if environment[variable]?.isEmpty == false {
            output.note("\(variable) is set, and goes before this sign-in; unset it.")
        }
        if command.options.json {
            let list = calendars.map { LoginJSON.Database(id: $0.id, name: $0.name) }
            return try output.json(LoginJSON(account: account.name, databases: list))
        }
        output.print("Signed in to \(account.name).")
        for calendar in calendars {
            output.print("  \(DisplayWidth.safe(calendar.name))  \(DisplayWidth.safe(calendar.id))")
        }
        if calendars.isEmpty {
            output.print("It sees no database yet. Open yours in Notion: ⋯, Connections, add this one. Then go on:")
        }
        output.print(
            "Next, in your calendar folder (`calsync init` makes one): `calsync pair add NAME --account \(account.name) --database LINK`"
        )
    }
}
