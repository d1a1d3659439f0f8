import ProviderCalDAV
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync login caldav`: finds the server, tries the password, and keeps it.
struct CalDAVLogin {
    let command: LoginCommand
    let account: Account
    private let environment = Context.processEnvironment
    private let output = Caller.current.output

    init(_ command: LoginCommand, account: Account) {
        self.command = command
        self.account = account
    }

    /// Asks for what isn't known, and says what the account sees.
    func run() async throws {
        guard command.serviceAccount == nil, command.calendar.isEmpty else {
            throw Failure(
                .usage, "A CalDAV server is signed in to with a user name and a password.",
                "Run `calsync login caldav` without --service-account and --calendar.")
        }
        let accounts = try AccountFile(environment: environment)
        let store = try SignIns(environment: environment).store()
        let words = try await address()
        let profile = CalDAVProfile(for: command.service) ?? CalDAVProfile(for: words)
        if let profile, Prompt.standard(output).isInteractive { for line in profile.advice { output.note(line) } }
        let user = try await user(words)
        let password = try await password()
        let (endpoint, calendars) = try await seen(words, user: user, password: password)
        var account = account
        if let known = account.endpoint, command.file == nil || CalDAVProfile.isSame(known, endpoint) {
            account.user = user
        } else if let known = account.endpoint {
            throw Failure(
                .usage, "\(account.name) is signed in to \(known), and not to \(endpoint).",
                "Give the other server a name of its own with --account NAME. Nothing was stored.")
        } else {
            (account.endpoint, account.user) = (endpoint, user)
        }
        // A name or an address that accounts.toml can't hold is told before anything is stored.
        _ = try accounts.text(with: account)
        do { try await store.save(.password(user: user, Secret(password)), of: account.name) } catch {
            throw Failure(error, account: account.name)
        }
        try accounts.write(account)
        try show(calendars, account)
    }

    // MARK: What to sign in with

    /// The server's URL or a mail address there.
    private func address() async throws -> String {
        if let words = command.file ?? account.endpoint { return words }
        if let endpoint = CalDAVProfile(for: command.service)?.endpoint { return endpoint }
        let prompt = Prompt.standard(output)
        guard prompt.isInteractive else {
            throw Failure(
                .usage, "No server was named.",
                "Give its URL or your mail address there: `calsync login caldav https://cal.example.com --user ann`.")
        }
        prompt.write("Your mail address, or the server's URL: ")
        let words = (await prompt.read() ?? "").filter { !$0.isWhitespace }
        guard !words.isEmpty else { throw Failure(.usage, "No server was named.", "Nothing was stored.") }
        return words
    }

    private func user(_ words: String) async throws -> String {
        if let user = command.user ?? account.user, !user.isEmpty { return user }
        if words.contains("@"), !words.hasPrefix("http") { return words }
        let prompt = Prompt.standard(output)
        guard prompt.isInteractive else {
            throw Failure(.usage, "No user name was given.", "Give it with --user; many servers want the mail address.")
        }
        prompt.write("User name: ")
        let user = (await prompt.read() ?? "").filter { !$0.isNewline }
        guard !user.isEmpty else { throw Failure(.usage, "No user name was given.", "Nothing was stored.") }
        return user
    }

    private func password() async throws -> String {
        let prompt = Prompt.standard(output)
        let given =
            prompt.isInteractive
            ? try await prompt.secret("Password", flag: "a pipe") : await TerminalInput.line()
        let password = given?.trimmingLineEnd ?? ""
        guard !password.isEmpty else {
            throw Failure(
                .usage, "No password was given.",
                "Type it when asked, or pipe it in: `pass caldav | calsync login \(account.name)`.")
        }
        return password
    }

    // MARK: The server

    /// Where the account was found, and its calendars.
    private func seen(
        _ words: String, user: String, password: String
    ) async throws -> (endpoint: String, calendars: [RemoteCalendar]) {
        let search = try await search(words)
        let endpoints = search.endpoints
        guard let first = endpoints.first else {
            throw Failure(
                .usage, "\(DisplayWidth.safe(words)) is no address of a server.",
                "Write a mail address, a host such as cal.example.com, or a URL that begins with https://.")
        }
        var providers = Providers(environment: environment, accounts: Accounts([account]))
        guard
            let provider = CalDAVProvider(
                endpoint: first, user: user, http: providers.client(account), password: { password })
        else { throw Failure(.usage, "\(DisplayWidth.safe(words)) can't be read.", "Write a URL with https://.") }
        do throws(ProviderError) {
            let (endpoint, calendars) = try await provider.found(at: endpoints)
            await provider.close()
            return (endpoint, calendars)
        } catch {
            await provider.close()
            if let foreign = search.foreign, let host = search.foreignHost, error != .cancelled {
                throw Failure(
                    .usage, "\(error.sentence) DNS says that the calendars are at \(host), which is another domain.",
                    "If you know that host, run `calsync login caldav \(foreign) --account \(account.name) --user \(user)`. The password did not go there."
                )
            }
            guard case .unauthorized = error else {
                throw Failure(error.exitCode, error.sentence, "Nothing was stored. Try again once that is mended.")
            }
            let advice = CalDAVProfile(for: words)?.advice.prefix(2).joined(separator: " ")
            throw Failure(
                .signIn, error.sentence,
                (advice ?? "Look at the user name too, then sign in again.") + " Nothing was stored.")
        }
    }

    /// Where to look. A host of another domain, which only DNS names, gets the password if the person says so.
    private func search(_ words: String) async throws -> CalDAVSearch {
        var search = await CalDAVSearch(for: words, asking: .system)
        let prompt = Prompt.standard(output)
        if let host = search.foreignHost, prompt.isInteractive,
            try await prompt.confirm(
                "DNS says that the calendars of \(DisplayWidth.safe(words)) are at \(DisplayWidth.safe(host)), and DNS can be forged. Send your password there?"
            )
        {
            search.trustForeign()
        }
        return search
    }

    /// The stable shape in `--json`.
    private struct LoginJSON: Encodable {
        let account, endpoint: String
        let calendars: [Calendar]

        struct Calendar: Encodable { let id, name: String }
    }

    private func show(_ calendars: [RemoteCalendar], _ account: Account) throws {
        let variable = ProviderError.tokenVariable(account.name)
        if environment[variable]?.isEmpty == false {
            output.note("\(variable) is set, and goes before this sign-in; unset it.")
        }
        if command.options.json {
            let list = calendars.map { LoginJSON.Calendar(id: $0.id, name: $0.name) }
            return try output.json(
                LoginJSON(account: account.name, endpoint: account.endpoint ?? "", calendars: list))
        }
        output.print("Signed in to \(account.name) (\(account.endpoint ?? "")).")
        for calendar in calendars {
            output.print(
                "  \(DisplayWidth.safe(calendar.name))\(calendar.isWritable ? "" : " (only to read)")  \(DisplayWidth.safe(calendar.id))"
            )
        }
        if calendars.isEmpty { output.print("It has no calendar for events yet. Make one there, then go on:") }
        output.print(
            "Next, in your calendar folder (`calsync init` makes one): `calsync pair add NAME --account \(account.name) --calendar CALENDAR`"
        )
    }
}

extension String {
    /// Without the line end that a pipe leaves behind.
    fileprivate var trimmingLineEnd: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
