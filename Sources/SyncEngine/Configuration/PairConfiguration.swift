import ProviderNotion
import SyncCore

/// A pair as `calsync.toml` sets it up: a folder, a remote calendar, and what the pair may do.
package struct PairConfiguration: Hashable, Sendable {
    /// The pair's name, 1 to 64 of `A-Z a-z 0-9 _ -`.
    package var id: PairID
    /// The folder, relative to the calendar folder, normalised; empty for the whole of it.
    package var folder: String
    /// The account's name in `accounts.toml`.
    package var account: String
    /// The service's id of the calendar, `primary`, or the id or link of a Notion database.
    package var calendar: String
    /// What the pair may do, the file's defaults included.
    package var policy: Policy
    /// How the pair's Notion database is used, where `calendar` is one.
    package var notion: NotionOptions?
    /// Seconds between two polls under `watch`; `nil` for what `[watch]` says.
    package var poll: Int?
    /// Whether it is left alone until the person says otherwise.
    package var isPaused: Bool

    /// Keeps the parts as they are given; without `folder`, the folder has the pair's name.
    package init(
        id: PairID, folder: String? = nil, account: String, calendar: String, policy: Policy = Policy(),
        notion: NotionOptions? = nil, poll: Int? = nil, isPaused: Bool = false
    ) {
        self.id = id
        self.folder = folder ?? id.text
        self.account = account
        self.calendar = calendar
        self.policy = policy
        self.notion = notion
        self.poll = poll
        self.isPaused = isPaused
    }

    /// Whether `path`, relative to the calendar folder, is this pair's folder or lies below it.
    ///
    /// The file may still belong to a pair whose folder is deeper (``Configuration/pairs(ofFile:)``).
    package func contains(_ path: String) -> Bool { Path.isInside(path, folder) }
}
