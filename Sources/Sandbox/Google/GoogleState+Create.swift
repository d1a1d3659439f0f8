extension GoogleState {
    /// `events.insert`.
    mutating func insertEvent(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try writableCalendar(call)
        let how = try presentation(call, of: calendar)
        let body = call.body?.object ?? [:]
        if let id = body["id"]?.string {
            guard call.isTrusted || Base32.isClientID(id) else { throw .invalid("Invalid resource id value.") }
            // LIVE (mmedum 37): a deleted event keeps its id.
            guard calendar.isFree(id: id) else { throw .duplicate }
        }
        let origin = try call.isTrusted ? origin(body) : nil
        if origin == nil, let uid = body["iCalUID"]?.string, !calendar.isFree(uid: uid) { throw .duplicate }
        if options.strict, origin == nil, let id = body["id"]?.string, let uid = body["iCalUID"]?.string,
            uid != id + "@google.com"
        {
            // Discovery document, Event.iCalUID: "only one of them should be supplied at event creation time".
            throw .invalid("Only one of id and iCalUID should be supplied.")
        }
        try checkKind(body, call)
        let content = try EventContent(writable(body, over: [:], call))
        guard content.status != .cancelled else { throw .invalid("Invalid value for: status") }
        let id = body["id"]?.string ?? newID()
        let event = GoogleEvent(
            id: id, iCalUID: body["iCalUID"]?.string ?? id + "@google.com", origin: origin, content: content,
            owned: ownedFields(body, call, in: calendar), at: tick())
        calendar.save(event)
        mail(call, about: event, in: calendar)
        return event.resource(how)
    }

    /// The series of an occurrence that somebody invites the user to, and to no other.
    private func origin(_ body: [String: JSON]) throws(GoogleError) -> GoogleEvent.Origin? {
        guard let master = body["recurringEventId"]?.string, let start = body["originalStartTime"] else { return nil }
        return GoogleEvent.Origin(master: master, start: try EventTime(start, role: "original start"))
    }

    /// `events.quickAdd`: the text becomes the title of the next full hour.
    mutating func quickAdd(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try writableCalendar(call)
        let hour = Int(options.now().timeIntervalSince1970) / 3600 * 3600 + 3600
        var insertion = call
        insertion.body = [
            "summary": .string(call.parameter("text") ?? ""),
            "start": EventTime.moment(hour, zone: calendar.zone).stored,
            "end": EventTime.moment(hour + 3600, zone: calendar.zone).stored,
        ]
        return try insertEvent(insertion)
    }

    /// `events.import`: creates the event with this iCalUID, or replaces it whole; mails nobody.
    ///
    /// CODE (keeper.sh 6b50aa27) and GC #599: importing a UID again updates; RUN (four real answers): the id of a new
    /// event is `_` and the UID in base32hex.
    mutating func importEvent(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try writableCalendar(call)
        let how = try presentation(call, of: calendar)
        let body = call.body?.object ?? [:]
        guard let uid = body["iCalUID"]?.string, !uid.isEmpty else { throw .required("Missing iCalUID.") }
        guard body["recurringEventId"] == nil, body["originalStartTime"] == nil else {
            throw .invalid("Exceptions of a series cannot be imported.")
        }
        try checkKind(body, call)
        try checkParticipants(body, of: calendar)
        let known = calendar.idsByUID[uid].flatMap { calendar.events[$0] }
        if known?.life == .deleted || known == nil && !calendar.isFree(uid: uid) {
            // OPEN on the real service: whether import revives a deleted UID.
            guard options.importRevives, known != nil else { throw .duplicate }
        }
        let kept = known.map { old in old.content.json.filter { ["conferenceData", "attachments"].contains($0.key) } }
        let content = try EventContent(writable(body, over: kept ?? [:], call))
        guard content.sequence >= known?.content.sequence ?? 0 else { throw Self.invalidSequence }
        let owned = ownedFields(body, call, in: calendar)
        guard var event = known else {
            let id = "_" + Base32.hex(Array(uid.utf8))
            guard id.utf8.count <= 1024 else { throw .invalid("Invalid resource id value.") }
            let event = GoogleEvent(id: id, iCalUID: uid, content: content, owned: owned, at: tick())
            calendar.save(event)
            return event.resource(how)
        }
        let old = event.content
        if old == content, event.owned == owned, event.life == .live { return event.resource(how) }
        event.owned = owned
        event.life = .live
        event.replaceContent(content, at: tick())
        calendar.save(event)
        resetExceptions(of: event, since: old, in: calendar)
        return event.resource(how)
    }

    static let invalidSequence = GoogleError.invalid(
        "Invalid sequence value. The specified sequence number is below the current sequence number of the resource. "
            + "Re-fetch the resource and use its sequence number on the following request.")

    /// Discovery document, Event.eventType: it cannot be changed, and only default events can be imported.
    private func checkKind(_ body: [String: JSON], _ call: Call) throws(GoogleError) {
        guard call.isTrusted || (body["eventType"]?.string ?? "default") == "default" else {
            throw .invalid("Invalid value for: eventType")
        }
    }

    /// LIVE (kewisch/gdata-provider 1049).
    private func checkParticipants(_ body: [String: JSON], of calendar: GoogleCalendar) throws(GoogleError) {
        guard let organizer = body["organizer"]?["email"]?.string,
            !calendar.isSelf(organizer, account: options.account)
        else { return }
        let guests = body["attendees"]?.array ?? []
        guard guests.contains(where: { calendar.isSelf($0["email"]?.string ?? "", account: options.account) }) else {
            throw GoogleError(
                status: 400, reason: "participantIsNeitherOrganizerNorAttendee",
                message: "The owner of the calendar must either be the organizer or an attendee of an event that is "
                    + "imported.", domain: "calendar")
        }
    }

    /// The fields that the server sets on a new event.
    private func ownedFields(_ body: [String: JSON], _ call: Call, in calendar: GoogleCalendar) -> [String: JSON] {
        var owned: [String: JSON] = [
            "eventType": body["eventType"] ?? "default", "creator": ["email": .string(options.account)],
        ]
        var organizer: JSON = ["email": .string(calendar.isPrimary ? options.account : calendar.id)]
        if !calendar.isPrimary { organizer["displayName"] = .string(calendar.summary) }
        let foreign =
            body["organizer"]?["email"]?.string.map { !calendar.isSelf($0, account: options.account) } ?? false
        if foreign, call.isTrusted || call.method.name == "events.import", let given = body["organizer"] {
            organizer = given
            // LIVE (allodia 18): an imported event of somebody else's is a private copy.
            if !call.isTrusted { owned["privateCopy"] = true }
        }
        organizer["self"] = nil
        owned["organizer"] = organizer
        if let meeting = body["conferenceData"], call.isTrusted || call.parameter("conferenceDataVersion") == "1" {
            owned["hangoutLink"] = Conference.completed(meeting, id: "new")["entryPoints"]?[0]?["uri"]
        }
        guard call.isTrusted else { return owned }
        for name in EventContent.serverOwned {
            let computed: Set = ["kind", "etag", "id", "iCalUID", "organizer", "created", "updated"]
            if let value = body[name], !computed.contains(name) { owned[name] = value }
        }
        return owned
    }
}
