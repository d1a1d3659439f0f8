import ArgumentParser
import Dispatch
import Glibc
import Sandbox

/// `calsync-sandbox`: the stand-in services as a program, to try calsync and other clients without an account.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calsync-sandbox",
        abstract: "A stand-in for Google Calendar on this machine.",
        discussion: """
            Speaks the Google Calendar API v3 on 127.0.0.1 and forgets everything when it stops, unless --state is \
            given. The address itself, opened in a browser, shows the calendars and lets you edit them, as a phone \
            would.
            """)

    @Option(help: "The port; a free one if not given.")
    var port = 0

    @Flag(help: "Refuse every parameter and field that Google's discovery document does not know.")
    var strict = false

    @Flag(help: "Begin with a handful of events around today.")
    var seedDemo = false

    @Option(help: "The access token that is good.")
    var token = "sandbox-token"

    @Option(help: "A calendar to begin with, as NAME:ID:ZONE; repeat it for more. The first one is the primary.")
    var calendar: [CalendarArgument] = []

    @Option(help: "The file to keep the state in from one run to the next.", completion: .file())
    var state: String?

    func validate() throws {
        for argument in calendar where !GoogleSandbox.knowsZone(argument.zone) {
            throw ValidationError("'\(argument.zone)' is no time zone. Write one as Europe/Berlin or UTC.")
        }
    }

    func run() async throws {
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
        let google = GoogleSandbox(options: options)
        let address = try await google.start()
        if seedDemo { try google.seedDemo() }
        print("address \(address)")
        print("token \(token)")
        print("hint: in accounts.toml set endpoint = \"\(address)/calendar/v3\"; open \(address) to edit by hand.")
        fflush(nil)
        await Self.interruption()
        await google.stop()
        try google.saveState()
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
