import ICalendar

/// How one service sees events: which fields it holds, and how it rounds, cuts or respells them.
///
/// A value, not a protocol: two pure functions and what the plan must know. Laws, tested over generated events:
/// the view is idempotent; `apply([], e) == e`; `view(apply(changes, e))` has the changes; a field outside `fields`
/// survives any apply.
package struct Lens: Sendable {
    /// The fields it holds at all.
    package var fields: Set<Field>
    /// The event as the service can hold it.
    package var view: @Sendable (Event) -> View
    /// Fields that the service shows and does not let be written: its changes go into the file, the file's stay there.
    package var readOnly: Set<Field> = []
    /// The addresses whose answers to an invitation may be written, such as `mailto:ann@example.com`, in lower case; `nil`
    /// for anybody's.
    package var own: Set<String>?
    /// One element of a field that is a set, as the service can hold it; `nil` when it can't.
    package var element: @Sendable (Field, String) -> String? = { $1 }
    /// What of a view goes into a new event there.
    package var created: @Sendable (View) -> View = { $0 }
    /// One alarm as the service can hold it; `nil` when it can't.
    package var alarm: @Sendable (Alarm) -> Alarm?
    /// A schedule from the service in the kind the folder's event had: floating stays floating, UTC stays UTC.
    package var localised: @Sendable (_ new: Schedule, _ old: Schedule?) -> Schedule
    /// Why the event can't be held at the service at all, as a sentence with a remedy; `nil` when it can.
    package var obstacle: @Sendable (Event) -> String?
    /// Whether it knows instances that speak for all later ones too (RANGE=THISANDFUTURE, case 75).
    package var keepsRanges = false
    /// Whether it takes exceptions of instances that the series doesn't have (case 78).
    package var keepsStrays = false
    /// The fields that the service shows of an event and can't own, each with the reason as a sentence (cases.md 2.5).
    ///
    /// What is changed there is never taken over; it waits, and is written back by `resolve`.
    package var shown: @Sendable (Event) -> [Field: String] = { _ in [:] }
    /// Why a value that is missing at the service was not emptied by anybody, as a sentence; `nil` when it may have been
    /// (case 66).
    package var vanished: @Sendable (Field, Value) -> String? = { _, _ in nil }
    /// Why no file can be made from what the service shows alone, as a sentence; `nil` when one can.
    package var unrestorable: @Sendable (View) -> String? = { _ in nil }
    /// The days for which the service shows each occurrence of a series as a row of its own; `nil` where a series is one
    /// row, or a master with its exceptions.
    package var window: OccurrenceWindow?
    /// Why no new event can be sent to the service, as a sentence with a remedy; `nil` when one can.
    package var creationObstacle: String?

    package init(
        fields: Set<Field>,
        view: @escaping @Sendable (Event) -> View,
        alarm: @escaping @Sendable (Alarm) -> Alarm?,
        localised: @escaping @Sendable (Schedule, Schedule?) -> Schedule,
        obstacle: @escaping @Sendable (Event) -> String?
    ) {
        self.fields = fields
        self.view = view
        self.alarm = alarm
        self.localised = localised
        self.obstacle = obstacle
    }

    /// A service that holds everything as it is: the folder's own view.
    package static let identity: Lens = {
        var lens = Lens(
            fields: Set(Field.allCases), view: { $0.content }, alarm: { $0 }, localised: { new, _ in new },
            obstacle: { _ in nil })
        lens.keepsRanges = true
        lens.keepsStrays = true
        return lens
    }()
}
