extension GoogleState {
    /// `calendarList.list`.
    func listCalendars(_ call: Call) throws(GoogleError) -> JSON {
        var since: Int?
        if let text = call.parameter("syncToken") {
            for name in ["minAccessRole", "showOwnOrganizationOnly"] where call.parameter(name) != nil {
                throw .parameter(
                    name, "Sync token cannot be used together with the parameter \(name).", reason: "badRequest")
            }
            for name in ["showDeleted", "showHidden"] where call.parameter(name) == "false" {
                throw .parameter(name, "Sync token cannot be used with \(name) set to false.", reason: "badRequest")
            }
            guard let token = SyncToken(text), token.scope == "calendarList", token.era == era else {
                throw .fullSyncRequired
            }
            since = token.change
        }
        let least = call.parameter("minAccessRole").flatMap(AccessRole.init) ?? .freeBusyReader
        let listed = calendarOrder.compactMap { calendars[$0] }.filter { calendar in
            if let since { return calendar.entryChange > since }
            return calendar.accessRole >= least && (calendar.isListed || call.flag("showDeleted"))
                && (calendar.entry["hidden"] != true || call.flag("showHidden"))
        }
        let rows = listed.map { calendar in
            let place = calendarOrder.firstIndex(of: calendar.id) ?? 0
            return Row(key: pad(place, 6)) { calendar.entryResource(account: options.account) }
        }
        var page = try cut(rows, call, change: listChanges, most: 250, usual: 100)
        page["kind"] = "calendar#calendarList"
        page["etag"] = .string("\"p\(listChanges)g0o\"")
        if let covered = page["covered"]?.int, least == .freeBusyReader {
            page["nextSyncToken"] = .string(
                SyncToken(scope: "calendarList", change: covered, era: era, shape: "").text)
        }
        page["covered"] = nil
        return page
    }

    /// `calendarList.get`.
    func calendarEntry(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.isListed else { throw .notFound }
        return calendar.entryResource(account: options.account)
    }

    /// `calendarList.insert`: brings an existing calendar into the list.
    mutating func subscribe(_ call: Call) throws(GoogleError) -> JSON {
        guard let id = call.body?["id"]?.string else { throw .required("Missing calendar id.") }
        let calendar = try calendar(id)
        calendar.isListed = true
        return try apply(call, to: calendar)
    }

    /// `calendarList.patch` and `calendarList.update`.
    mutating func changeEntry(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.isListed else { throw .notFound }
        try checkPrecondition(call, "\"\(calendar.entryStamp)000\"")
        return try apply(call, to: calendar)
    }

    private mutating func apply(_ call: Call, to calendar: GoogleCalendar) throws(GoogleError) -> JSON {
        let own = ["colorId", "hidden", "selected", "summaryOverride", "notificationSettings"]
        let body = call.body?.object ?? [:]
        var reminders: [Reminder]?
        if let sent = body["defaultReminders"]?.array {
            var read: [Reminder] = []
            for json in sent { if let reminder = try Reminder(json) { read.append(reminder) } }
            reminders = read
        }
        let colors = call.flag("colorRgbFormat") ? ["backgroundColor", "foregroundColor"] : []
        for (name, value) in body where (own + colors).contains(name) {
            calendar.entry[name] = value.isNull ? nil : value
        }
        if let reminders { calendar.defaultReminders = reminders }
        touchEntry(calendar)
        return calendar.entryResource(account: options.account)
    }

    /// `calendarList.delete`: takes a calendar off the list; the calendar itself stays.
    mutating func unsubscribe(_ call: Call) throws(GoogleError) -> Outcome {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.isListed else { throw .notFound }
        guard !calendar.isPrimary else { throw .forbidden }
        calendar.isListed = false
        touchEntry(calendar)
        return .empty
    }
}
