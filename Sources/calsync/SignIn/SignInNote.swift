import ProviderKit
import SyncEngine

/// How an account's sign-in stands, as far as that shows without its key and without asking anybody.
struct SignInNote: Encodable {
    /// The account.
    let account: String
    /// `variable`, `command`, `oauth`, `service-account`, `token`, `password`, `none` or `unreadable`.
    let kind: String
    /// When it will end, in UTC; `nil` where no end is known.
    @OrNull var ends: String?
    /// What a person should know of it; `nil` where all is well.
    @OrNull var warning: String?

    /// Looks at the account's sign-in.
    ///
    /// - Parameter now: Seconds since 1970.
    init(_ account: Account, environment: [String: String], now: Double) {
        self.account = account.name
        let signIns = SignIns(environment: environment)
        let again = "`calsync login \(account.name)`"
        if signIns.variable(account.name) != nil {
            (kind, ends, warning) = ("variable", nil, nil)
            return
        }
        if account.passwordCommand != nil {
            (kind, ends, warning) = ("command", nil, nil)
            return
        }
        do {
            guard let note = try signIns.store().note(of: account.name) else {
                (kind, ends, warning) = ("none", nil, "\(account.name) isn't signed in: \(again).")
                return
            }
            kind = note.kind.rawValue
            ends = note.ends.map { TimeText.utc(Int64($0) * 1_000_000_000) }
            warning = note.ends.map { Self.warning(ends: Double($0), now: now, account: account.name) } ?? nil
        } catch {
            let failure = Failure(error)
            (kind, ends, warning) = ("unreadable", nil, "\(failure.sentence) \(failure.remedy)")
        }
    }

    private static func warning(ends: Double, now: Double, account: String) -> String? {
        let hours = Int((ends - now) / 3600)
        guard ends > now else { return "The sign-in to \(account) has ended: `calsync login \(account)`." }
        guard hours < 24 * 8 else { return nil }
        let left = hours < 48 ? "\(hours) hours" : "\(hours / 24) days"
        return "The sign-in to \(account) ends in \(left), since its Google project is in “Testing”. "
            + "Publish the app, then `calsync login \(account)`: https://console.cloud.google.com/auth/audience"
    }
}
