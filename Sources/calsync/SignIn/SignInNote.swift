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
    /// Whether no service can be asked with it: there is none, it has ended, or it can't be read.
    let isMissing: Bool

    private enum CodingKeys: String, CodingKey {
        case account, kind, ends, warning
    }

    /// Looks at the account's sign-in.
    ///
    /// - Parameter now: Seconds since 1970.
    init(_ account: Account, environment: [String: String], now: Double) {
        self.account = account.name
        let signIns = SignIns(environment: environment)
        let again = "`calsync login \(account.name)`"
        if signIns.variable(account.name) != nil {
            (kind, ends, warning, isMissing) = ("variable", nil, nil, false)
            return
        }
        if account.passwordCommand != nil {
            (kind, ends, warning, isMissing) = ("command", nil, nil, false)
            return
        }
        do {
            guard let note = try signIns.store().note(of: account.name) else {
                (kind, ends, isMissing) = ("none", nil, true)
                warning = "\(account.name) isn't signed in: \(again)."
                return
            }
            kind = note.kind.rawValue
            ends = note.ends.map { TimeText.utc(Int64($0) * 1_000_000_000) }
            isMissing = note.ends.map { Double($0) <= now } ?? false
            warning = note.ends.map { Self.warning(ends: Double($0), now: now, account: account.name) } ?? nil
        } catch {
            let failure = Failure(error)
            (kind, ends, isMissing) = ("unreadable", nil, true)
            warning = "\(failure.sentence) \(failure.remedy)"
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
