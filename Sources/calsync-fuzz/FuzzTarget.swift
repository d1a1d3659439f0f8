/// What strangers' bytes are thrown at. Each reads some bytes as calsync would, and knows what must hold afterwards.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// An event file: read, printed, edited, read again.
    case ics
    /// The lines of an event that say when it takes place.
    case recurrence
    /// A page of Google's listing of events.
    case google
    /// A page of Notion's query of a data source.
    case notion
    /// A multistatus of a CalDAV server.
    case caldav
    /// A message to the receiver of webhooks: lines of header fields, an empty one, the body.
    case webhook
    /// A request to the dashboard: method and path, lines of header fields, an empty one, the body.
    case api
    /// `manifest.json`, as it is and with its checksum put right.
    case manifest
    /// `journal.jsonl`, as it is and with its checksums put right.
    case journal
    /// `calsync.toml` and `accounts.toml`.
    case settings

    /// What is wrong after reading `bytes`, as a sentence; `nil` where all that must hold does.
    package func flaw(in bytes: [UInt8]) async -> String? {
        switch self {
        case .ics: EventFileTarget.flaw(in: bytes)
        case .recurrence: RecurrenceTarget.flaw(in: bytes)
        case .google: AnswerTarget.google(bytes)
        case .notion: AnswerTarget.notion(bytes)
        case .caldav: AnswerTarget.caldav(bytes)
        case .webhook: WebhookTarget.flaw(in: bytes)
        case .api: await APITarget.flaw(in: bytes)
        case .manifest: StateTarget.manifest(bytes)
        case .journal: StateTarget.journal(bytes)
        case .settings: SettingsTarget.flaw(in: bytes)
        }
    }
}
