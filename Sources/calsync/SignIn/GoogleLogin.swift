import Glibc
import ProviderGoogle
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync login google`, step by step.
struct GoogleLogin {
    let command: LoginCommand
    var account: Account
    let environment = Context.processEnvironment
    let output = Caller.current.output
    private let style: Style

    init(_ command: LoginCommand, account: Account) {
        self.command = command
        self.account = account
        style = Style(.auto, environment: environment, isTerminal: Terminal.isTerminal(2))
    }

    /// How long somebody may take in the browser.
    private static let patience = Duration.seconds(900)

    /// Signs in, and says what the account sees.
    func run() async throws {
        var login = self
        if let key = command.serviceAccount { return try await login.withServiceAccount(key) }
        guard command.calendar.isEmpty else {
            throw Failure(
                .usage, "--calendar goes with --service-account.", "Leave it out; your own calendars are all there.")
        }
        try await login.withBrowser()
    }

    // MARK: A person

    private mutating func withBrowser() async throws {
        let store = try SignIns(environment: environment).store()
        let client = try await client(store)
        let accounts = try AccountFile(environment: environment)
        // Before anything is opened: the addresses must be such as accounts.toml may hold.
        _ = try accounts.text(with: account)
        let receiver = try receiver()
        let request = GoogleSignIn.request(
            client: client, at: account.authEndpoint ?? GoogleSignIn.authorizationURL,
            redirectURI: receiver.redirectURI, random: Random.bytes)
        announce(request, receiver)

        var providers = Providers(environment: environment, accounts: Accounts([account]))
        let http = providers.client(account)
        let (name, tokenURL) = (account.name, account.tokenEndpoint ?? GoogleSignIn.tokenURL)
        let output = output
        let answer: TokenEndpoint.Answer
        do {
            answer = try await Interruption.stopping {
                let back = try await receiver.answer(
                    to: request.state, within: Self.patience, pasted: Caller.current.descriptors[0]
                ) { _ in output.note("That is not the address: it begins with \(receiver.redirectURI)/?") }
                switch back {
                case .refused(let word): throw OAuthError.refused(.init(code: word))
                case .code(let code):
                    return try await TokenEndpoint(url: tokenURL, http: http, now: SignIns.now)
                        .exchange(code, of: request)
                }
            }
        } catch let error as OAuthError {
            await http.close()
            throw Self.failure(error, name)
        }
        await http.close()
        try await keep(answer, client, store, accounts)
    }

    private func keep(
        _ answer: TokenEndpoint.Answer, _ client: OAuthClient, _ store: TokenStore, _ accounts: AccountFile
    ) async throws {
        let scopes = answer.scopes ?? GoogleSignIn.scopes
        let missing = GoogleSignIn.missing(in: scopes)
        guard missing.isEmpty else {
            throw Failure(
                .signIn, "You signed in without a tick at \(missing.joined(separator: " and ")).",
                "Run it again and leave all boxes ticked; nothing was kept.")
        }
        guard let refreshToken = answer.refreshToken else {
            throw Failure(
                .signIn, "Google gave no lasting sign-in.",
                "Remove calsync at https://myaccount.google.com/connections , then run this again.")
        }
        let grant = OAuthGrant(
            client: client, refreshToken: refreshToken, access: answer.access, scopes: scopes, ends: answer.ends)
        do { try await store.save(.oauth(grant), of: account.name) } catch {
            throw Failure(error, account: account.name)
        }
        try accounts.write(account)
        try await LoginReport(command.options, account, environment).show(ends: answer.ends)
    }

    static func failure(_ error: OAuthError, _ account: String) -> Failure {
        let advice = GoogleSignIn.advice(for: error, account: account, now: SignIns.now())
        let code: SyncEngine.ExitCode =
            switch error {
            case .refused, .timedOut: .signIn
            case .unavailable: .queued
            case .unreadable, .cancelled: .failure
            }
        return Failure(code, advice.sentence, advice.remedy)
    }

    /// The app to sign in with: the file's, the environment's, or that of the last time.
    private mutating func client(_ store: TokenStore) async throws -> OAuthClient {
        if let file = command.file { return try client(in: file) }
        if let id = environment["GOOGLE_CLIENT_ID"], !id.isEmpty {
            let secret = environment["GOOGLE_CLIENT_SECRET"].flatMap { $0.isEmpty ? nil : Secret($0) }
            return OAuthClient(id: id, secret: secret)
        }
        if case .oauth(let grant)? = try? await store.credential(of: account.name) { return grant.client }
        output.note(GoogleWizard.text(style: style))
        let prompt = Prompt.standard(output)
        guard prompt.isInteractive else {
            throw Failure(
                .usage, "Signing in to Google needs an OAuth client of your own.",
                "Follow the four steps above, then run: calsync login google ~/Downloads/client_secret_….json")
        }
        prompt.write("The downloaded file: ")
        guard let typed = await prompt.read().map(Self.path), !typed.isEmpty else {
            throw Failure(.usage, "No file was named.", "Run `calsync login google FILE.json` when you have it.")
        }
        return try client(in: typed)
    }

    private mutating func client(in file: String) throws -> OAuthClient {
        let bytes = try DiskFileStore().read(Context.absolute(file), limit: 1 << 16)
        do {
            let read = try GoogleClientFile(json: bytes)
            account.authEndpoint = read.authorizationURL ?? account.authEndpoint
            account.tokenEndpoint = read.tokenURL ?? account.tokenEndpoint
            if let url = read.tokenURL { try requireEndpoint(file, names: url) }
            return read.client
        } catch let error as SignInProblem {
            throw Failure(.usage, "\(file): \(error.sentence)", error.remedy)
        }
    }

    /// The tokens of a sandbox are no good at Google, and not meant for it.
    func requireEndpoint(_ file: String, names url: String) throws(Failure) {
        guard account.endpoint == nil else { return }
        throw Failure(
            .usage, "\(file) is of a sandbox: \(url).", "Name its API too: --endpoint http://127.0.0.1:PORT/calendar/v3"
        )
    }

    /// A path as people type or drop it: quoted, with blanks around it, with `~`.
    private static func path(_ typed: String) -> String {
        var text = typed.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        if text.count > 1, let quote = text.first, "'\"".contains(quote), text.last == quote {
            text = text.dropFirst().dropLast()
        }
        guard text.hasPrefix("~/"), let home = Context.processEnvironment["HOME"] else { return String(text) }
        return home + text.dropFirst()
    }

    private func receiver() throws -> LoopbackReceiver {
        do throws(LoopbackReceiver.Failure) {
            return try LoopbackReceiver(port: command.port)
        } catch {
            let why = String(cString: strerror(error.code))
            throw Failure(.failure, "Port \(error.port) can't be listened on: \(why).", "Choose another with --port.")
        }
    }

    private func announce(_ request: AuthorizationRequest, _ receiver: LoopbackReceiver) {
        let isGoogle = account.authEndpoint == nil
        if isGoogle {
            output.note(
                "Google may warn that it hasn't verified this app. It is your own: Advanced, then “Go to … (unsafe)”.")
        }
        let isOpened = !command.noBrowser && Browser.open(request.url, environment: environment)
        output.note(
            isOpened ? "Your browser shows a page now; if not, open this address:" : "Open this address in a browser:")
        output.note("\n  \(request.url)\n")
        if !isOpened {
            output.note("If the browser is on another machine, either run there first")
            output.note("  ssh -L \(receiver.port):127.0.0.1:\(receiver.port) THIS-MACHINE")
            output.note("or paste here the address (\(receiver.redirectURI)/?…) of the page that it then can't open.")
        }
        output.note("Waiting for your consent … (Ctrl-C stops)")
    }
}
