import ProviderKit
import ProviderNotion
import SyncCore
import SyncEngine

/// What adding a pair with a Notion database says and asks.
extension PairCommand.Add {
    /// How the pair will be set up.
    func notionOptions(_ context: Context) -> NotionOptions {
        NotionOptions(dataSource: dataSource, timeZone: context.configuration.defaultZone?.text ?? "")
    }

    /// Finds the database, says which property is what and what is lost, and adds what is missing where that is wanted.
    ///
    /// - Returns: What to write for it: what was given, or the id that a name stands for.
    func lookIntoDatabase(_ context: Context) async throws -> String {
        var providers = Providers(environment: context.environment, accounts: context.accounts)
        let any = try providers.provider(account, notion: notionOptions(context), pair: name)
        guard let provider = any as? NotionProvider else { return calendar }
        do {
            let id = try await told { try await provider.id(named: calendar) } ?? calendar
            try await look(provider, id, context)
            await provider.close()
            return id
        } catch {
            await provider.close()
            throw error
        }
    }

    private func look(_ provider: NotionProvider, _ id: String, _ context: Context) async throws {
        guard calendar != "primary" else {
            throw Failure(
                .usage, "Say which Notion database is meant.",
                "Write --database and its link (in Notion: ⋯, Copy link). `calsync calendars \(account)` lists what is shared."
            )
        }
        guard var found = try await told({ try await provider.calendar(id, known: nil, isOutdated: false) })
        else { return }
        context.output.note(try await told { try await provider.introduction() })
        for (role, name) in provider.found(in: found) {
            context.output.note("  \(role.rawValue): \(DisplayWidth.safe(name))")
        }
        let missing = provider.missing(in: found).filter { $0 != .deleted }
        guard !missing.isEmpty else { return }
        for role in missing {
            context.output.note("  \(role.rawValue): no property. \(role.loss ?? "")")
        }
        guard try await wantsProperties(context) else { return }
        let (changed, left) = try await told { try await provider.adding(missing, to: found, found: id) }
        found = changed
        let names = left.map(\.rawValue).joined(separator: ", ")
        context.output.note(
            left.isEmpty
                ? "Added them to the database."
                : "Added them, but for \(names): the database has other properties of these names. Name yours in [pair.\(name).properties]."
        )
    }

    private func wantsProperties(_ context: Context) async throws -> Bool {
        if let addProperties { return addProperties }
        let prompt = Prompt.standard(context.output)
        guard prompt.isInteractive else {
            context.output.note("Run this with --add-properties to add them, or add them in Notion.")
            return false
        }
        return try await prompt.confirm(
            "Add these properties to the database?", isUsual: true, flag: "--add-properties")
    }

    /// What goes wrong is said with the account's name.
    private func told<Answer: Sendable>(_ body: () async throws -> Answer) async throws -> Answer {
        do { return try await body() } catch let error as ProviderError {
            switch error {
            case .rejected, .notFound, .calendarGone:
                throw Failure(.usage, error.sentence, "`calsync calendars \(account)` lists what is shared.")
            case .unavailable, .rateLimited, .writesSuspended, .uncertain, .unauthorized, .forbidden,
                .preconditionFailed, .alreadyExists, .syncTokenExpired, .unreadable, .cancelled:
                throw Failure(error, account: account)
            }
        }
    }
}
