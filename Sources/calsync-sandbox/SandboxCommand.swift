import ArgumentParser
import Dispatch
import Glibc
import Sandbox

/// `calsync-sandbox`: the stand-in services as a program, to try calsync and other clients without an account.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calsync-sandbox",
        abstract: "Stand-ins for Google Calendar and Notion on this machine.",
        discussion: """
            Speaks the Google Calendar API v3 and Notion's API on 127.0.0.1, each on a port of its own, and forgets \
            everything when it stops; --state keeps the Google calendars. Each address itself, opened in a browser, \
            shows what is there and lets you edit it, as a phone or Notion would.
            """)

    @Option(help: "The port of the Google stand-in; a free one if not given.")
    var port = 0

    @Option(help: "The port of the Notion stand-in; a free one if not given.")
    var notionPort = 0

    @Flag(
        help:
            "Refuse every parameter and field that Google's discovery document does not know. Notion is always strict.")
    var strict = false

    @Flag(help: "Begin with a handful of events around today.")
    var seedDemo = false

    @Option(help: "The access token that is good for Google.")
    var token = "sandbox-token"

    @Option(help: "The access token that is good for Notion.")
    var notionToken = "ntn_sandbox"

    @Option(help: "A calendar to begin with, as NAME:ID:ZONE; repeat it for more. The first one is the primary.")
    var calendar: [CalendarArgument] = []

    @Option(
        help: "The title of a Notion database to begin with; repeat it for more. Without it there is one, 'Calendar'.")
    var database: [String] = []

    @Option(
        help: "The file to keep the Google calendars in from one run to the next.", completion: .file())
    var state: String?

    func validate() throws {
        for argument in calendar where !GoogleSandbox.knowsZone(argument.zone) {
            throw ValidationError("'\(argument.zone)' is no time zone. Write one as Europe/Berlin or UTC.")
        }
    }

    func run() async throws {
        let google = GoogleSandbox(options: googleOptions)
        let notion = NotionSandbox(options: notionOptions)
        let address = try await google.start()
        let notionAddress = try await notion.start()
        if seedDemo {
            try google.seedDemo()
            try notion.seedDemo()
        }
        print("address \(address)")
        print("token \(token)")
        print("hint: in accounts.toml set endpoint = \"\(address)/calendar/v3\"; open \(address) to edit by hand.")
        print("hint: or sign in. curl -O \(address)/_sandbox/sign-in/client_secret_sandbox.json ; then")
        print("hint:   calsync login google client_secret_sandbox.json --endpoint \(address)/calendar/v3")
        print("notion-address \(notionAddress)")
        print("notion-token \(notionToken)")
        for database in notion.databases { print("notion-database \(database.id) \(database.title)") }
        print("hint: in accounts.toml set endpoint = \"\(notionAddress)/v1\"; open \(notionAddress) to edit by hand.")
        fflush(nil)
        await Self.interruption()
        await google.stop()
        await notion.stop()
        try google.saveState()
    }

    private var googleOptions: GoogleSandbox.Options {
        var options = GoogleSandbox.Options(strict: strict)
        options.port = port
        options.token = token
        options.stateFile = state
        if let first = calendar.first {
            options.account = first.id
            options.calendars = calendar.map { argument in
                .init(
                    id: argument.id, summary: argument.name, timeZone: argument.zone, isPrimary: argument.id == first.id
                )
            }
        }
        return options
    }

    private var notionOptions: NotionSandbox.Options {
        var options = NotionSandbox.Options()
        options.port = notionPort
        options.token = notionToken
        if !database.isEmpty { options.databases = database.map { NotionSandbox.Database(title: $0) } }
        return options
    }

    /// Returns when the process is asked to end.
    private static func interruption() async {
        let (signals, received) = AsyncStream<Void>.makeStream()
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { received.yield() }
            source.resume()
            return source
        }
        for await _ in signals { break }
        for source in sources { source.cancel() }
    }
}

/// A calendar as the command line names it.
struct CalendarArgument: ExpressibleByArgument {
    var name: String
    var id: String
    var zone: String

    init?(argument: String) {
        // The name may hold colons; ids and zones hold none.
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, let zone = parts.last, !zone.isEmpty else { return nil }
        self.zone = zone
        id = parts[parts.count - 2]
        name = parts.dropLast(2).joined(separator: ":")
        guard !id.isEmpty, !name.isEmpty else { return nil }
    }
}
