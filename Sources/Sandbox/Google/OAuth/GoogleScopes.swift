/// Which scopes let a token do what (the discovery document's `scopes` of each method).
enum GoogleScopes {
    /// Whether one of `granted` suffices for `method`.
    static func suffice(_ granted: [String], for method: GoogleSchema.Method) -> Bool {
        let names = granted.filter { $0.hasPrefix(GoogleAccounts.scopePrefix) }
            .map { String($0.dropFirst(GoogleAccounts.scopePrefix.count)) }
        return !needed(method.name).isDisjoint(with: names)
    }

    private static func needed(_ method: String) -> Set<String> {
        let reading: Set = [
            "calendar", "calendar.app.created", "calendar.events", "calendar.events.freebusy", "calendar.events.owned",
            "calendar.events.owned.readonly", "calendar.events.public.readonly", "calendar.events.readonly",
            "calendar.readonly",
        ]
        let writing: Set = ["calendar", "calendar.app.created", "calendar.events", "calendar.events.owned"]
        switch method {
        case "events.list", "events.get", "events.instances", "events.watch": return reading
        case "events.move": return ["calendar", "calendar.events", "calendar.events.owned"]
        case _ where method.hasPrefix("events."): return writing
        case "calendarList.list", "calendarList.watch":
            return ["calendar", "calendar.calendarlist", "calendar.calendarlist.readonly", "calendar.readonly"]
        case "calendarList.get":
            return [
                "calendar", "calendar.app.created", "calendar.calendarlist", "calendar.calendarlist.readonly",
                "calendar.readonly",
            ]
        case "calendarList.insert": return ["calendar", "calendar.calendarlist"]
        case _ where method.hasPrefix("calendarList."):
            return ["calendar", "calendar.app.created", "calendar.calendarlist"]
        case "calendars.get":
            return [
                "calendar", "calendar.app.created", "calendar.calendars", "calendar.calendars.readonly",
                "calendar.readonly",
            ]
        case "calendars.clear": return ["calendar", "calendar.calendars"]
        case _ where method.hasPrefix("calendars."): return ["calendar", "calendar.app.created", "calendar.calendars"]
        case "freebusy.query":
            return ["calendar", "calendar.events.freebusy", "calendar.freebusy", "calendar.readonly"]
        case "colors.get", "channels.stop":
            return reading.union(["calendar.calendarlist", "calendar.calendarlist.readonly"])
        case _ where method.hasPrefix("settings."):
            return ["calendar", "calendar.readonly", "calendar.settings", "calendar.settings.readonly"]
        default: return ["calendar"]
        }
    }
}
