/// A calendar at a service.
package struct RemoteCalendar: Hashable, Sendable, Codable {
    /// The service's id of it.
    package var id: String
    /// The name the person gave it.
    package var name: String
    /// Its zone (IANA); what floating times mean there.
    package var timeZone: String
    /// Whether events can be written.
    package var isWritable: Bool
    /// Whether it is the account's main calendar.
    package var isPrimary: Bool
    /// The reminders that the service adds by itself to events that have none.
    package var defaultAlarms: Set<Alarm>
    /// What the provider must keep to read and write it later (opaque, small); `nil` for nothing.
    package var notes: [String: String]?
    /// What of the calendar can't be kept in step, as sentences with a remedy; `nil` for nothing.
    package var warnings: [String]?

    /// The address of the account that is signed in; `nil` where the service has none.
    package var account: String?
    /// Whether the service keeps the details of private events from this account, though it may write others.
    package var hidesPrivate: Bool?

    package init(
        id: String, name: String, timeZone: String, isWritable: Bool, isPrimary: Bool = false,
        defaultAlarms: Set<Alarm> = [], account: String? = nil, hidesPrivate: Bool? = nil,
        notes: [String: String]? = nil, warnings: [String]? = nil
    ) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        self.isWritable = isWritable
        self.isPrimary = isPrimary
        self.defaultAlarms = defaultAlarms
        self.account = account
        self.hidesPrivate = hidesPrivate
        self.notes = notes
        self.warnings = warnings
    }
}
