extension GoogleState {
    /// What an event id names.
    enum Found {
        /// An event that is kept: single, master or exception, deleted or not.
        case stored(GoogleEvent)
        /// An occurrence of a series that has not been touched.
        case occurrence(master: GoogleEvent, start: EventTime)

        /// The revision that an `If-Match` is compared with.
        var etag: String {
            switch self {
            case .stored(let event): event.etag
            case .occurrence(let master, _): master.etag
            }
        }
    }

    /// Finds what an id names.
    ///
    /// "Recurring events" guide: an occurrence's id is that of its series, `_`, and its original start in UTC.
    func find(_ id: String?, in calendar: GoogleCalendar) throws(GoogleError) -> Found {
        guard let id else { throw .notFound }
        if let event = calendar.events[id], event.life != .reset { return .stored(event) }
        guard let name = GoogleEvent.instance(id) else { throw .notFound }
        for master in calendar.masters(of: name.master) {
            guard let series = master.series, name.isAllDay == master.content.start.isAllDay,
                series.contains(name.suffix.seconds)
            else { continue }
            return .occurrence(master: master, start: master.content.start.at(name.suffix.seconds))
        }
        throw .notFound
    }

    /// `events.get`: deleted events too, as cancelled, until their tombstones are gone (Discovery document, `status`).
    func getEvent(_ call: Call) throws(GoogleError) -> Outcome {
        let calendar = try calendar(call.path["calendarId"])
        let how = try presentation(call, of: calendar)
        let found = try find(call.path["eventId"], in: calendar)
        if let known = call.ifNoneMatch, Self.matches(known, found.etag) { return .notModified }
        return .json(shown(found, how))
    }

    /// The full resource of what was found.
    func shown(_ found: Found, _ how: GoogleEvent.Presentation) -> JSON {
        switch found {
        case .stored(let event): event.resource(how)
        case .occurrence(let master, let start): master.exception(at: start, stamp: master.stamp).resource(how)
        }
    }

    /// Refuses a write whose `If-Match` names another revision ("Get specific versions of resources" guide).
    func checkPrecondition(_ call: Call, _ etag: String) throws(GoogleError) {
        if let wanted = call.ifMatch, !Self.matches(wanted, etag) { throw .conditionNotMet }
    }

    private static func matches(_ header: String, _ etag: String) -> Bool {
        header.split(separator: ",").contains { entry in
            let entry = entry.trimmingBlanks
            return entry == "*" || entry == etag || entry == "W/" + etag
        }
    }
}

extension StringProtocol {
    /// The text without blanks at either end.
    var trimmingBlanks: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
