import ArgumentParser
import ProviderCalDAV
import ProviderKit
import SyncEngine

/// `calsync login`: signs in to a service.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in to a service.",
        discussion: """
            `calsync login google client_secret_….json` opens a browser and asks for your consent; without a file it says \
            how to get one. `calsync login notion` asks for a token, which isn't shown. `calsync login caldav ADDRESS` takes your \
            mail address or the server's URL, finds your calendars there, and asks for the password; `icloud`, `fastmail` and \
            `nextcloud` are such servers. Later `calsync login ACCOUNT` renews a sign-in.
            """)

    @Argument(
        help: "The service (google, notion, caldav, icloud, fastmail, nextcloud), or an account from accounts.toml.")
    var service: String
    @Argument(
        help: "Google: the client's JSON, as downloaded from its console. CalDAV: a mail address or the server's URL.",
        completion: .file(extensions: ["json"]))
    var file: String?
    @Option(help: "The account's name; the service's own if left out.") var account: String?
    @Option(help: "The port of this machine that the browser comes back to; a free one if left out.") var port = 0
    @Option(help: "CalDAV: the user name; your mail address if left out.") var user: String?
    @Flag(help: "Print the address instead of opening a browser.") var noBrowser = false
    @Option(
        help: "Sign in with a service account's key file instead of a browser.", completion: .file(extensions: ["json"])
    )
    var serviceAccount: String?
    @Option(help: "A calendar that was shared with the service account; repeat it for more.") var calendar: [String] =
        []
    @Option(help: "The base URL of the API, for a sandbox; kept in accounts.toml.") var endpoint: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("A port is a number from 1 to 65535.") }
    }

    func run() async throws {
        let accounts = try SettingsFiles.loadAccounts(environment: Context.processEnvironment, files: DiskFileStore())
        let known = accounts[account ?? service]
        let profiles = CalDAVProfile.all.map(\.word)
        let named = accounts[service]?.provider ?? (profiles.contains(service) ? .caldav : nil)
        guard let kind = ProviderKind(rawValue: service) ?? named else {
            let names = ProviderKind.allCases.map(\.rawValue) + profiles + accounts.accounts.map(\.name)
            let nearest = Suggestion.nearest(service, in: names).map { "Did you mean \($0)?" }
            throw Failure(
                .usage, "There is no service and no account \(service).",
                nearest ?? "There is: \(names.joined(separator: ", ")).")
        }
        guard Account.isName(account ?? service) else {
            throw Failure(
                .usage, "An account can't be called \(account ?? service).",
                "Use 1 to 64 of the letters A to Z and a to z, digits, - and _.")
        }
        if let known, known.provider != kind {
            throw Failure(
                .usage, "The account \(known.name) is one of \(known.provider.rawValue).",
                "Choose another name with --account.")
        }
        var account = known ?? Account(name: account ?? service, provider: kind)
        if let endpoint { account.endpoint = endpoint }
        // A name or an address that accounts.toml can't hold is told before anything is asked.
        // Where a CalDAV server is, is only then found out.
        if kind != .caldav { _ = try AccountFile(environment: Context.processEnvironment).text(with: account) }
        switch kind {
        case .google: try await GoogleLogin(self, account: account).run()
        case .notion: try await NotionLogin(self, account: account).run()
        case .caldav: try await CalDAVLogin(self, account: account).run()
        }
    }
}
