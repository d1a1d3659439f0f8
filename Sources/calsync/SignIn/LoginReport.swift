import ProviderGoogle
import ProviderKit
import SyncCore
import SyncEngine

/// What a sign-in led to: the calendars that are seen, and what to do next.
struct LoginReport {
    private let options: GlobalOptions
    private let account: Account
    private let environment: [String: String]

    init(_ options: GlobalOptions, _ account: Account, _ environment: [String: String]) {
        self.options = options
        self.account = account
        self.environment = environment
    }

    /// The stable shape in `--json`.
    private struct LoginJSON: Encodable {
        let account: String
        @OrNull var ends: String?
        let calendars: [Calendar]

        struct Calendar: Encodable { let id, name: String }
    }

    /// Asks for the calendars and shows them.
    ///
    /// - Parameters:
    ///   - ends: When the sign-in will end, in seconds since 1970, where that is known.
    ///   - robot: The address of a service account.
    ///   - adding: Calendars that are shared with it, to be put on its list first.
    func show(ends: Int? = nil, robot: String? = nil, adding: [String] = []) async throws {
        let output = Caller.current.output
        if !options.json { output.print("Signed in to \(account.name)\(robot.map { " as \($0)" } ?? "").") }
        if let ends {
            let days = max(0, Int(((Double(ends) - SignIns.now()) / 86_400).rounded()))
            output.note("This sign-in ends in \(days) days, since your Google project is in “Testing”.")
            output.note(
                "  → Publish the app (no verification needed), then sign in once more: https://console.cloud.google.com/auth/audience"
            )
        }
        // What is stored is tried, not what the environment has beside it.
        var plain = environment
        plain[ProviderError.tokenVariable(account.name)] = nil
        var providers = Providers(environment: plain, accounts: Accounts([account]))
        let provider = try providers.provider(account.name)
        if let google = provider as? GoogleProvider {
            for id in adding {
                do { try await google.subscribe(to: id) } catch { throw Failure(error, account: account.name) }
            }
        }
        let calendars = try await provider.calendars(of: account.name)
        await provider.close()
        if environment[ProviderError.tokenVariable(account.name)]?.isEmpty == false {
            output.note("\(ProviderError.tokenVariable(account.name)) is set, and goes before this sign-in; unset it.")
        }
        if options.json {
            let list = calendars.map { LoginJSON.Calendar(id: $0.id, name: $0.name) }
            return try output.json(
                LoginJSON(
                    account: account.name, ends: ends.map { TimeText.utc(Int64($0) * 1_000_000_000) }, calendars: list))
        }
        for calendar in calendars {
            let rights = calendar.isWritable ? "" : "  (read only)"
            output.print("  \(DisplayWidth.safe(calendar.name))  \(DisplayWidth.safe(calendar.id))\(rights)")
        }
        output.print(next(calendars, robot))
    }

    private func next(_ calendars: [RemoteCalendar], _ robot: String?) -> String {
        guard let first = calendars.first(where: \.isPrimary) ?? calendars.first else {
            guard let robot else { return "The account has no calendar." }
            return
                "It sees no calendar yet. Share one with \(robot) (“Make changes to events”), then run this again with --calendar ID."
        }
        let id = first.isPrimary ? "primary" : first.id
        return
            "Next, in your calendar folder (`calsync init` makes one): `calsync pair add NAME --account \(account.name) --calendar \(id)`"
    }
}
