extension GoogleState {
    private var allSettings: [(id: String, value: String)] {
        let zone = calendarOrder.compactMap { calendars[$0] }.first(where: \.isPrimary)?.zone.name ?? "UTC"
        return [
            ("autoAddHangouts", "false"), ("dateFieldOrder", "DMY"), ("defaultEventLength", "60"),
            ("format24HourTime", "true"), ("hideInvitations", "false"), ("hideWeekends", "false"), ("locale", "en"),
            ("remindOnRespondedEventsOnly", "false"), ("showDeclinedEvents", "true"), ("timezone", zone),
            ("useKeyboardShortcuts", "true"), ("weekStart", "1"),
        ]
    }

    private func resource(_ setting: (id: String, value: String)) -> JSON {
        [
            "kind": "calendar#setting", "etag": .string("\"\(setting.id.utf8.count)\""), "id": .string(setting.id),
            "value": .string(setting.value),
        ]
    }

    /// `settings.list`; its sync token is a plain number (LIVE, env0), and nothing ever changes.
    func settings(_ call: Call) -> JSON {
        [
            "kind": "calendar#settings", "etag": "\"p1g0o\"", "nextSyncToken": "1774645753000",
            "items": call.parameter("syncToken") == nil ? .array(allSettings.map(resource)) : [],
        ]
    }

    /// `settings.get`.
    func setting(_ call: Call) throws(GoogleError) -> JSON {
        guard let setting = allSettings.first(where: { $0.id == call.path["setting"] }) else { throw .notFound }
        return resource(setting)
    }
}

/// The palettes of `colors.get` (LIVE, env0).
enum GoogleColors {
    private static let events = [
        "#a4bdfc", "#7ae7bf", "#dbadff", "#ff887c", "#fbd75b", "#ffb878", "#46d6db", "#e1e1e1", "#5484ed", "#51b749",
        "#dc2127",
    ]

    /// The palette of calendars has 24 colours; the sandbox's are only as many, not the same.
    private static let calendars = (0..<24).map { events[$0 % events.count] }

    static var resource: JSON {
        [
            "kind": "calendar#colors", "updated": "2012-02-14T00:00:00.000Z", "event": palette(events),
            "calendar": palette(calendars),
        ]
    }

    private static func palette(_ colors: [String]) -> JSON {
        let entries = colors.enumerated().map { index, color in
            (String(index + 1), ["background": .string(color), "foreground": "#1d1d1d"] as JSON)
        }
        return .object(Dictionary(uniqueKeysWithValues: entries))
    }
}
