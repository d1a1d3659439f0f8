import ArgumentParser
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync calendars`: what an account has.
struct CalendarsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendars", abstract: "List the calendars of an account.")

    @Argument(help: "The account, from accounts.toml; all if none is named.", completion: Completions.accounts)
    var account: String?
    @OptionGroup var options: GlobalOptions

    /// The stable shape of a calendar in `--json`.
    struct CalendarJSON: Encodable {
        let account, id, name, timeZone: String
        let writable, primary: Bool
        let pairs: [String]
    }

    func run() async throws {
        let environment = Context.processEnvironment
        let accounts = try SettingsFiles.loadAccounts(environment: environment, files: DiskFileStore())
        let configuration = (try? Context(options))?.configuration
        let names = account.map { [$0] } ?? accounts.accounts.map(\.name)
        guard !names.isEmpty else {
            throw Failure(
                .usage, "There is no account yet.",
                "Sign in with `calsync login google`."
            )
        }
        var providers = Providers(environment: environment, accounts: accounts)
        var found: [CalendarJSON] = []
        for name in names {
            let provider = try providers.provider(name)
            for calendar in try await provider.calendars(of: name) {
                let pairs = (configuration?.pairs ?? []).filter {
                    $0.account == name
                        && ($0.calendar == calendar.id || ($0.calendar == "primary" && calendar.isPrimary))
                }
                found.append(
                    CalendarJSON(
                        account: name, id: calendar.id, name: calendar.name, timeZone: calendar.timeZone,
                        writable: calendar.isWritable, primary: calendar.isPrimary, pairs: pairs.map(\.id.text)))
            }
            await provider.close()
        }
        let output = Caller.current.output
        if options.json { return try output.json(found) }
        var table = Table([
            Table.Column(heading: "account"), Table.Column(heading: "calendar", isFlexible: true),
            Table.Column(heading: "id", isFlexible: true), Table.Column(heading: "zone"),
            Table.Column(heading: "rights"), Table.Column(heading: "pair"),
        ])
        table.rows = found.map {
            [
                Table.Cell($0.account), Table.Cell(DisplayWidth.safe($0.name)), Table.Cell($0.id),
                Table.Cell($0.timeZone), Table.Cell($0.writable ? "write" : "read"),
                Table.Cell($0.pairs.joined(separator: ", ")),
            ]
        }
        let width = output.isTerminal ? Terminal.columns(environment: environment) : nil
        output.print(lines: table.lines(width: width, style: Context.style(options, environment)))
    }
}

extension Provider {
    /// The account's calendars; what goes wrong is said with the account's name.
    func calendars(of account: String) async throws -> [RemoteCalendar] {
        do { return try await calendars() } catch { throw Failure(error, account: account) }
    }
}
