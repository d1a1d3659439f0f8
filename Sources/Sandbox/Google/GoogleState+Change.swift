extension GoogleState {
    /// `events.patch` and `events.update`.
    mutating func changeEvent(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try writableCalendar(call)
        let how = try presentation(call, of: calendar)
        let found = try find(call.path["eventId"], in: calendar)
        try checkPrecondition(call, found.etag)
        let stamp = tick()
        var event: GoogleEvent
        switch found {
        case .stored(let stored): event = stored
        case .occurrence(let master, let start): event = master.exception(at: start, stamp: stamp)
        }
        let body = call.body?.object ?? [:]
        guard event.life != .orphaned else { throw .notFound }
        let isUpdate = call.method.name == "events.update"
        if event.life == .deleted, !isUpdate, !["confirmed", "tentative"].contains(body["status"]?.string) {
            throw .deleted
        }
        let content = try changedContent(of: event, by: body, call, in: calendar)
        let before = event
        if content.status == .cancelled, event.origin == nil {
            delete(event, in: calendar, at: stamp)
            return (calendar.events[event.id] ?? event).resource(how)
        }
        event.life = .live
        if call.isTrusted { for (name, value) in body where event.owned[name] != nil { event.owned[name] = value } }
        if let meeting = content.fields["conferenceData"] {
            event.owned["hangoutLink"] = meeting["entryPoints"]?[0]?["uri"]
        } else if before.content.fields["conferenceData"] != nil {
            event.owned["hangoutLink"] = nil
        }
        if event.content == content, before.life == .live, event.owned == before.owned { return shown(found, how) }
        event.replaceContent(content, at: stamp)
        calendar.save(event)
        if before.life == .deleted { reviveExceptions(of: event, in: calendar) }
        resetExceptions(of: event, since: before.content, in: calendar)
        mail(call, about: event, in: calendar)
        return event.resource(how)
    }

    /// The content that a PATCH merges, or a PUT puts, in place of an event's.
    private func changedContent(
        of event: GoogleEvent, by body: [String: JSON], _ call: Call, in calendar: GoogleCalendar
    ) throws(GoogleError) -> EventContent {
        let old = event.content
        if let kind = body["eventType"]?.string, kind != event.eventType {
            throw .invalid("Event type cannot be changed.")
        }
        guard event.origin == nil || (body["recurrence"]?.array ?? []).isEmpty else {
            throw .invalid("Invalid recurrence rule.")
        }
        if let sequence = body["sequence"]?.int, sequence < old.sequence { throw Self.invalidSequence }
        var body = body
        if !call.isTrusted { body = try guestBody(body, event, in: calendar) }
        var base = old.json
        if call.method.name == "events.update" {
            // PUT clears what is not sent; conference data and attachments stay without their parameters.
            base = base.filter { ["conferenceData", "attachments", "sequence"].contains($0.key) }
            if call.parameter("conferenceDataVersion") == "1" { base["conferenceData"] = nil }
            if call.flag("supportsAttachments") { base["attachments"] = nil }
        } else if event.life == .deleted {
            base["status"] = "confirmed"
        }
        var content = try EventContent(writable(body, over: base, call))
        if content.sequence == old.sequence, body["sequence"] == nil,
            (content.start, content.end) != (old.start, old.end) || content.recurrence != old.recurrence
        {
            // RFC 5546 section 2.1.4: a change of time is a new sequence; a change of title is not (LIVE, env0).
            content.sequence += 1
        }
        return content
    }

    /// What of a body counts when the calendar is only a guest's.
    private func guestBody(
        _ body: [String: JSON], _ event: GoogleEvent, in calendar: GoogleCalendar
    ) throws(GoogleError) -> [String: JSON] {
        // Discovery document, Event.locked: "no changes can be made to the main event fields".
        let main = ["summary", "description", "location", "start", "end", "recurrence"]
        guard event.owned["locked"] != true || !body.keys.contains(where: main.contains) else { throw .forbidden }
        // Discovery document, Event.source: "Can only be seen or modified by the creator of the event."
        guard body["source"] == nil || event.isCreator(options.account) else { throw .forbidden }
        let organizer = event.owned["organizer"]?["email"]?.string ?? ""
        guard !calendar.isSelf(organizer, account: options.account), event.owned["privateCopy"] != true else {
            return body
        }
        // Discovery document, Event.guestsCanModify: unless it is set, none but the organizer modifies the event.
        let isOpen = event.content.fields["guestsCanModify"] == true
        let shared = main + ["conferenceData", "attachments"]
        guard !body.keys.contains(where: { $0.hasPrefix("guestsCan") || !isOpen && shared.contains($0) }) else {
            throw GoogleError(
                status: 403, reason: "forbiddenForNonOrganizer",
                message: "Shared properties can only be changed by the organizer of the event.", domain: "calendar")
        }
        var body = body
        if !isOpen, let sent = body["attendees"]?.array {
            // LIVE (allodia 17): as a guest only one's own answer counts, and one entry is enough.
            let own = sent.first { calendar.isSelf($0["email"]?.string ?? "", account: options.account) }
            body["attendees"] = .array(
                (event.content.fields["attendees"]?.array ?? []).map { entry in
                    guard calendar.isSelf(entry["email"]?.string ?? "", account: options.account) else { return entry }
                    var entry = entry
                    for name in ["responseStatus", "comment"] { entry[name] = own?[name] ?? entry[name] }
                    return entry
                })
        }
        return body
    }

    /// Merges a body into an event's writable fields, heeding the parameters that switch features on.
    func writable(_ body: [String: JSON], over base: [String: JSON], _ call: Call) -> [String: JSON] {
        var body = body.filter { !EventContent.serverOwned.contains($0.key) }
        // LIVE (mmedum 61): without conferenceDataVersion=1 conference data is dropped in silence.
        if call.parameter("conferenceDataVersion") != "1", !call.isTrusted { body["conferenceData"] = nil }
        // Discovery document, Event.attachments: "supportsAttachments request parameter should be set to true".
        if !call.flag("supportsAttachments"), !call.isTrusted { body["attachments"] = nil }
        let reminders = body.removeValue(forKey: "reminders")
        var merged = JSON.object(base).merging(.object(body)).object ?? [:]
        // LIVE (FamilyHQ): a PATCH with `reminders` replaces the object.
        if let reminders { merged["reminders"] = reminders.isNull ? nil : reminders }
        if let meeting = merged["conferenceData"], meeting["createRequest"] != nil {
            merged["conferenceData"] = Conference.completed(
                meeting, id: meeting["createRequest"]?["requestId"]?.string ?? "")
        }
        return merged
    }

    /// A change of start or rule brings a series' exceptions back to what the series says (LIVE, mmedum 38).
    ///
    /// Those that the series no longer has are gone; excepting a date or two leaves the others alone.
    mutating func resetExceptions(of master: GoogleEvent, since old: EventContent, in calendar: GoogleCalendar) {
        let patterns = (old.series?.patternLines, master.series?.patternLines)
        let isSame = old.start == master.content.start && patterns.0 == patterns.1
        for var exception in calendar.exceptions(of: master.id) where exception.life == .live {
            guard let origin = exception.origin else { continue }
            let remains = master.series?.contains(origin.start.seconds) ?? false
            if remains, isSame { continue }
            if remains, master.content.start.isAllDay == origin.start.isAllDay {
                exception.life = .reset
                exception.replaceContent(master.occurrence(at: origin.start), at: tick())
            } else {
                exception.life = .orphaned
                exception.stamp = tick()
                exception.updated = exception.stamp
            }
            calendar.save(exception)
        }
    }
}

/// Conference data, as far as a stand-in makes it.
enum Conference {
    /// Returns the data of a create request that was answered at once, as is usual (LIVE, mmedum 60).
    static func completed(_ json: JSON, id: String) -> JSON {
        guard json["createRequest"] != nil, json["entryPoints"] == nil else { return json }
        let code = String(Base32.hex(Array(id.utf8)).filter(\.isLetter).prefix(10)).padding(to: 10)
        let letters = Array(code)
        let name = "\(String(letters[0..<3]))-\(String(letters[3..<7]))-\(String(letters[7..<10]))"
        var done = json
        done["createRequest"]?["status"] = ["statusCode": "success"]
        done["conferenceId"] = .string(name)
        done["conferenceSolution"] = ["key": ["type": "hangoutsMeet"], "name": "Google Meet"]
        done["entryPoints"] = [
            [
                "entryPointType": "video", "uri": .string("https://meet.google.com/" + name),
                "label": .string("meet.google.com/" + name),
            ]
        ]
        return done
    }
}

extension String {
    /// The text filled up with `x` to a length.
    fileprivate func padding(to length: Int) -> String {
        self + String(repeating: "x", count: Swift.max(0, length - count))
    }
}
