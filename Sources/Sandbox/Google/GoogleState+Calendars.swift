extension GoogleState {
    /// `calendars.get`.
    func getCalendar(_ call: Call) throws(GoogleError) -> JSON {
        try calendar(call.path["calendarId"]).resource(account: options.account)
    }

    /// `calendars.insert`: makes a secondary calendar that the user owns.
    mutating func insertCalendar(_ call: Call) throws(GoogleError) -> JSON {
        guard let summary = call.body?["summary"]?.string else { throw .required("Missing summary.") }
        let calendar = GoogleCalendar(
            id: newID() + "@group.calendar.google.com", isPrimary: false, summary: summary, zone: .utc,
            accessRole: .owner,
            defaultReminders: [], stamp: tick())
        try set(call, on: calendar)
        add(calendar)
        return calendar.resource(account: options.account)
    }

    /// `calendars.patch` and `calendars.update`.
    mutating func changeCalendar(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.accessRole == .owner else { throw .forbidden }
        try checkPrecondition(call, "\"\(calendar.stamp)000\"")
        try set(call, on: calendar)
        calendar.stamp = tick()
        return calendar.resource(account: options.account)
    }

    private func set(_ call: Call, on calendar: GoogleCalendar) throws(GoogleError) {
        let body = call.body?.object ?? [:]
        if let name = body["timeZone"]?.string {
            guard let zone = Zone(name) else { throw .invalid("Invalid time zone.") }
            calendar.zone = zone
        }
        if let summary = body["summary"]?.string { calendar.summary = summary }
        for name in ["description", "location"] {
            if let value = body[name] { calendar.details[name] = value.isNull ? nil : value }
        }
    }

    /// `calendars.delete`: secondary calendars only.
    mutating func deleteCalendar(_ call: Call) throws(GoogleError) -> Outcome {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.accessRole == .owner else { throw .forbidden }
        guard !calendar.isPrimary else {
            throw GoogleError(
                status: 403, reason: "cannotDeletePrimaryCalendar", message: "Cannot delete primary calendar.",
                domain: "calendar")
        }
        removeCalendar(calendar.id)
        return .empty
    }

    /// `calendars.clear`: deletes all events of the primary calendar.
    mutating func clearCalendar(_ call: Call) throws(GoogleError) -> Outcome {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.isPrimary else { throw .invalid("Only a primary calendar can be cleared.") }
        for event in calendar.events.values where event.origin == nil && event.life == .live {
            delete(event, in: calendar, at: tick())
        }
        return .empty
    }

    /// `freebusy.query`: the busy spans of each calendar, merged.
    func freeBusy(_ call: Call) throws(GoogleError) -> JSON {
        guard let from = call.body?["timeMin"]?.string.flatMap(Timestamp.moment),
            let through = call.body?["timeMax"]?.string.flatMap(Timestamp.moment)
        else { throw .required("Missing timeMin or timeMax parameter.") }
        guard from < through else { throw .timeRangeEmpty }
        guard let zone = Zone(call.body?["timeZone"]?.string ?? "UTC") else { throw .invalid("Invalid time zone.") }
        var answers: [String: JSON] = [:]
        for item in call.body?["items"]?.array ?? [] {
            guard let id = item["id"]?.string else { continue }
            guard let calendar = try? calendar(id) else {
                answers[id] = ["busy": [], "errors": [["domain": "global", "reason": "notFound"]]]
                continue
            }
            let spans = busySpans(of: calendar, from: from, through: through)
            answers[id] = [
                "busy": .array(
                    spans.map { span in
                        [
                            "start": .string(Timestamp.text(span.lowerBound, in: zone)),
                            "end": .string(Timestamp.text(span.upperBound, in: zone)),
                        ]
                    })
            ]
        }
        return [
            "kind": "calendar#freeBusy", "timeMin": .string(Timestamp.text(from, in: .utc)),
            "timeMax": .string(Timestamp.text(through, in: .utc)), "calendars": .object(answers),
        ]
    }

    private func busySpans(of calendar: GoogleCalendar, from: Int, through: Int) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        for event in calendar.events.values where event.life == .live && !event.isCancelled {
            guard event.content.fields["transparency"] != "transparent" else { continue }
            let taken = Set(
                calendar.exceptions(of: event.id).filter { $0.life == .live }.compactMap(\.origin?.start.seconds))
            let starts = event.series?.starts(through: through).filter { !taken.contains($0) }
            for start in starts ?? [event.content.start.seconds] {
                // An all-day event is busy from midnight to midnight of the calendar's zone.
                let shift = event.content.start.isAllDay ? calendar.zone.offset(at: start) : 0
                let span = start - shift..<start - shift + event.duration
                if span.lowerBound < through, span.upperBound > from { spans.append(span.clamped(to: from..<through)) }
            }
        }
        var merged: [Range<Int>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}
