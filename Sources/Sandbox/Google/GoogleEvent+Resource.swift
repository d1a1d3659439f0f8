extension GoogleEvent {
    /// How an answer shows an event.
    struct Presentation {
        var calendar: GoogleCalendar
        /// The signed-in user's address.
        var account: String
        /// The zone that `dateTime` is read in; nil for the event's own.
        var zone: Zone?
        /// More attendees than this are left out.
        var maxAttendees: Int?
    }

    /// The Event resource as answered to a request.
    func resource(_ how: Presentation) -> JSON {
        let calendar = how.calendar
        guard calendar.accessRole.seesDetails(of: content) else { return hidden(how) }
        var json = content.fields
        for (name, value) in owned { json[name] = value }
        for (name, value) in stamps { json[name] = value }
        for (name, value) in times(how) { json[name] = value }
        json["sequence"] = .int(content.sequence)
        if !content.recurrence.isEmpty { json["recurrence"] = .array(content.recurrence.map { .string($0) }) }
        json["htmlLink"] = .string("https://www.google.com/calendar/event?eid=" + Base32.hex(Array(id.utf8)))
        if !isCreator(how.account) { json["source"] = nil }
        json["creator"] = person(owned["creator"], in: how)
        json["organizer"] = person(owned["organizer"], in: how)
        json["attendees"] = attendees(json["attendees"], how)
        if let limit = how.maxAttendees, let all = json["attendees"]?.array, all.count > limit {
            json["attendees"] = .array(all.filter { $0["self"] == true })
            json["attendeesOmitted"] = true
        }
        json["reminders"] = content.reminders.resource(
            isAllDay: content.start.isAllDay, defaults: calendar.defaultReminders, turn: stamp)
        return .object(json)
    }

    /// What a deletion looks like in a delta: nothing but the id is guaranteed (LIVE, allodia finding 9).
    var tombstone: JSON {
        ["kind": "calendar#event", "etag": .string(etag), "id": .string(id), "status": "cancelled"]
    }

    /// What a cancelled occurrence looks like: id, series, original start, no times (Discovery document, `status`).
    func cancelledOccurrence(_ how: Presentation) -> JSON {
        var json = tombstone
        json["recurringEventId"] = origin.map { .string($0.master) }
        json["originalStartTime"] = times(how)["originalStartTime"]
        return json
    }

    /// The form in which a listing shows the event.
    func listed(_ how: Presentation, inDelta: Bool) -> JSON {
        guard isCancelled else { return resource(how) }
        if origin != nil { return cancelledOccurrence(how) }
        return inDelta ? tombstone : resource(how)
    }

    private var stamps: [String: JSON] {
        [
            "kind": "calendar#event", "etag": .string(etag), "id": .string(id), "iCalUID": .string(iCalUID),
            "status": .string(isCancelled ? "cancelled" : content.status.rawValue),
            "created": .string(Timestamp.wholeSeconds(created)), "updated": .string(Timestamp.milliseconds(updated)),
            "eventType": .string(eventType),
        ]
    }

    private func times(_ how: Presentation) -> [String: JSON] {
        func shown(_ time: EventTime) -> JSON {
            let calendarZone = how.calendar.zone
            return time.resource(in: how.zone ?? time.zone ?? calendarZone, calendar: calendarZone)
        }
        var json = ["start": shown(content.start), "end": shown(content.end)]
        if let origin {
            json["recurringEventId"] = .string(origin.master)
            json["originalStartTime"] = shown(origin.start)
        }
        return json
    }

    /// What a reader learns of a private event: that the time is taken.
    private func hidden(_ how: Presentation) -> JSON {
        var json = stamps
        for (name, value) in times(how) { json[name] = value }
        json["visibility"] = "private"
        if !content.recurrence.isEmpty { json["recurrence"] = .array(content.recurrence.map { .string($0) }) }
        return .object(json)
    }

    private func person(_ json: JSON?, in how: Presentation) -> JSON? {
        var json = json
        if let email = json?["email"]?.string, how.calendar.isSelf(email, account: how.account) { json?["self"] = true }
        return json
    }

    private func attendees(_ json: JSON?, _ how: Presentation) -> JSON? {
        guard let entries = json?.array else { return nil }
        let organizer = owned["organizer"]?["email"]?.string?.lowercased()
        return .array(
            entries.map { entry in
                var entry = entry
                let email = entry["email"]?.string?.lowercased() ?? ""
                if email == organizer { entry["organizer"] = true }
                if how.calendar.isSelf(email, account: how.account) { entry["self"] = true }
                return entry
            })
    }
}
