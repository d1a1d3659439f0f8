import ArgumentParser
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync pair`: which folders are kept in step with which calendars.
struct PairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pair",
        abstract: "Add, list, change or remove pairs: a folder and the calendar it is kept in step with.",
        subcommands: [Add.self, List.self, Change.self, Remove.self], defaultSubcommand: List.self)

    /// `calsync pair add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add a pair to calsync.toml.")

        @Argument(help: "The pair's name.") var name: String
        @Option(help: "The account, from accounts.toml.", completion: Completions.accounts) var account: String
        @Option(
            name: [.long, .customLong("database")],
            help: "The service's id of the calendar, its name, or `primary`; of a Notion database its link or id.")
        var calendar = "primary"
        @Option(help: "Notion: which data source of the database, where there are several.") var dataSource: String?
        @Flag(
            inversion: .prefixedNo,
            help: "Notion: add the properties that the database lacks; asked on a terminal if left out.")
        var addProperties: Bool?
        @Option(
            name: .customLong("in"),
            help: "The folder of its files; the pair's name if left out, `.` for the whole folder.") var place: String?
        @Flag(help: "Do not ask the service whether the calendar is there.") var offline = false
        @OptionGroup var policy: PolicyOptions
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let isNotion = context.accounts[account]?.provider == .notion
            var id = calendar
            if isNotion {
                if !offline { id = try await lookIntoDatabase(context) }
            } else if !offline {
                id = try await found(context)
            }
            let folder = place.map { $0 == "." ? "" : $0 }
            let pair = PairConfiguration(
                id: PairID(name), folder: folder, account: account, calendar: id,
                policy: policy.changed(context.configuration.policy), notion: isNotion ? notionOptions(context) : nil)
            // What can't be done is found out before calsync.toml is written.
            _ = try ConfigurationEditor.addPair(pair, to: try context.configurationText())
            if !pair.folder.isEmpty { try makeFolder(pair.folder, context) }
            try context.editConfiguration { text in try ConfigurationEditor.addPair(pair, to: text) }
            if options.json { return try context.output.json(PairJSON(pair)) }
            context.output.print(
                "Added \(name): \(pair.folder.isEmpty ? "the whole folder" : pair.folder) ⇄ \(id) (\(account)).")
            context.output.print("Next: `calsync plan` says what a sync would do.")
        }

        private func makeFolder(_ folder: String, _ context: Context) throws {
            let store = DiskFileStore()
            if let status = try store.status(context.root + "/" + folder), status.kind != .folder {
                throw Failure(.usage, "\(folder) is no folder.", "Name another one: --in FOLDER.")
            }
            try store.makeFolder(context.root + "/" + folder)
        }

        private func found(_ context: Context) async throws -> String {
            var providers = Providers(environment: context.environment, accounts: context.accounts)
            let provider = try providers.provider(account)
            var calendars = try await provider.calendars(of: account)
            // What somebody else shares may be in none of the account's own collections.
            if calendar.hasPrefix("/") || calendar.hasPrefix("https://"),
                !calendars.contains(where: { $0.id == calendar }),
                let shared = try? await provider.calendar(calendar, known: nil, isOutdated: true)
            {
                calendars.append(shared)
            }
            await provider.close()
            if let exact = calendars.first(where: { $0.id == calendar || (calendar == "primary" && $0.isPrimary) }) {
                if !exact.isWritable {
                    context.output.note(
                        "That calendar is only to read for \(account): what you change waits in the folder.")
                }
                // Only Google has a word for it; elsewhere another calendar may be the first one tomorrow.
                let isWord = calendar == "primary" && context.accounts[account]?.provider == .google
                return isWord ? "primary" : exact.id
            }
            let named = calendars.filter { $0.name.lowercased() == calendar.lowercased() }
            if named.count == 1 { return named[0].id }
            let nearest = Suggestion.nearest(calendar, in: calendars.flatMap { [$0.id, $0.name] })
            throw Failure(
                .usage,
                "The account \(account) has no calendar \(calendar)." + (nearest.map { " Did you mean \($0)?" } ?? ""),
                "`calsync calendars \(account)` lists what is there.")
        }
    }

    /// `calsync pair list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the pairs.")
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let context = try Context(options)
            let pairs = context.configuration.pairs
            if options.json { return try context.output.json(pairs.map { PairJSON($0) }) }
            guard !pairs.isEmpty else { return context.notePairs() }
            var table = Table([
                Table.Column(heading: "pair"), Table.Column(heading: "folder"), Table.Column(heading: "account"),
                Table.Column(heading: "calendar", isFlexible: true), Table.Column(heading: "direction"),
            ])
            table.rows = pairs.map { pair in
                [
                    Table.Cell(pair.id.text), Table.Cell(pair.folder.isEmpty ? "." : pair.folder),
                    Table.Cell(pair.account), Table.Cell(pair.calendar),
                    Table.Cell(pair.isPaused ? "paused" : pair.policy.direction.rawValue),
                ]
            }
            context.output.print(lines: table.lines(width: context.width, style: context.style))
        }
    }

    /// `calsync pair remove`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove a pair from calsync.toml. Events stay where they are, on both sides.")

        @Argument(help: "The pair's name.", completion: Completions.pairs) var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            _ = try context.pairs([name])
            // What can't be removed there is not forgotten either.
            _ = try ConfigurationEditor.removePair(PairID(name), from: try context.configurationText())
            let session = try context.session(writes: true)
            try await session.forget(PairID(name))
            try await session.close()
            try context.editConfiguration { text in try ConfigurationEditor.removePair(PairID(name), from: text) }
            if options.json { return try context.output.json(["removed": name]) }
            context.output.print("Removed \(name). Its files and its calendar stay as they are.")
        }
    }
}

/// The stable shape of a pair in `--json`.
struct PairJSON: Encodable {
    let name, folder, account, calendar, direction, onConflict, deletions, notify: String
    let paused: Bool

    init(_ pair: PairConfiguration) {
        name = pair.id.text
        folder = pair.folder.isEmpty ? "." : pair.folder
        account = pair.account
        calendar = pair.calendar
        direction = pair.policy.direction.rawValue
        onConflict = pair.policy.onConflict.rawValue
        deletions = pair.policy.deletions.rawValue
        notify = pair.policy.notify.rawValue
        paused = pair.isPaused
    }
}

extension Context {
    /// The text of `calsync.toml`.
    func configurationText() throws -> String {
        String(
            decoding: try DiskFileStore().read(root + "/" + Configuration.fileName, limit: 1 << 20), as: UTF8.self)
    }

    /// Changes the text of `calsync.toml`.
    func editConfiguration(_ change: (String) throws -> String) throws {
        let text = try change(try configurationText())
        try DiskFileStore().writeWhole(Array(text.utf8), to: root + "/" + Configuration.fileName, mode: 0o644)
    }

    /// The width to fit tables into; `nil` where the output is no terminal.
    var width: Int? { output.isTerminal ? Terminal.columns(environment: environment) : nil }
}
