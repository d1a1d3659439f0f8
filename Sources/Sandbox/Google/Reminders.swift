/// One reminder: how, and how many minutes before the start.
struct Reminder: Hashable, Sendable {
    var method: String
    var minutes: Int

    var json: JSON { ["method": .string(method), "minutes": .int(minutes)] }

    /// Reads an EventReminder; a method other than `popup` and `email` gives nil: Google drops it (LIVE, FamilyHQ).
    init?(_ json: JSON) throws(GoogleError) {
        guard let method = json["method"]?.string else { throw .required("Missing reminder method.") }
        guard let minutes = json["minutes"]?.int else { throw .required("Missing reminder minutes.") }
        guard ["popup", "email"].contains(method) else { return nil }
        self.method = method
        // LIVE (FamilyHQ): out-of-range minutes are clamped, with status 200.
        self.minutes = min(max(minutes, 0), 40_320)
    }

    init(method: String, minutes: Int) {
        self.method = method
        self.minutes = minutes
    }
}

/// The reminders of one event for the signed-in user.
///
/// Behaviour "captured from live API responses" (FamilyHQ); Discovery document, Event.reminders.
enum Reminders: Hashable, Sendable {
    /// Nothing of its own: the calendar's defaults apply.
    case standard
    /// Its own, perhaps none.
    case own([Reminder])

    /// Reads what a client wrote; an absent object is ``standard``.
    init(_ json: JSON?) throws(GoogleError) {
        guard let json else {
            self = .standard
            return
        }
        let overrides = json["overrides"]?.array ?? []
        let usesDefault = json["useDefault"]?.bool ?? false
        guard !usesDefault || overrides.isEmpty else {
            throw GoogleError(
                status: 400, reason: "cannotUseDefaultRemindersAndSpecifyOverride",
                message: "Cannot specify both default reminders and overrides at the same time.", domain: "calendar")
        }
        guard overrides.count <= 5 else {
            throw GoogleError(
                status: 400, reason: "eventRemindersCountExceedsLimit",
                message: "The maximum number of override reminders has been exceeded.", domain: "calendar")
        }
        guard !usesDefault else {
            self = .standard
            return
        }
        var kept: [Reminder] = []
        for override in overrides {
            guard let reminder = try Reminder(override), !kept.contains(reminder) else { continue }
            kept.append(reminder)
        }
        self = .own(kept)
    }

    /// What is kept, to be sent again by a client that puts the whole event.
    var stored: JSON? {
        switch self {
        case .standard: nil
        case .own(let reminders): ["useDefault": false, "overrides": .array(reminders.map(\.json))]
        }
    }

    /// What is answered; `turn` moves the list on, since its order is never the one written (LIVE, FamilyHQ).
    func resource(isAllDay: Bool, defaults: [Reminder], turn: Int) -> JSON {
        switch self {
        case .standard:
            // LIVE (FamilyHQ, allodia event_allday.json): an all-day event shows the calendar's defaults as its own.
            isAllDay
                ? Self.own(defaults).resource(isAllDay: true, defaults: defaults, turn: turn) : ["useDefault": true]
        case .own(let reminders) where reminders.isEmpty:
            ["useDefault": false]
        case .own(let reminders):
            ["useDefault": false, "overrides": .array(Self.turned(reminders, by: turn).map(\.json))]
        }
    }

    private static func turned(_ reminders: [Reminder], by turn: Int) -> [Reminder] {
        let first = (turn % max(1, reminders.count - 1)) + 1
        return Array((reminders[min(first, reminders.count)...] + reminders[..<min(first, reminders.count)]))
    }
}
