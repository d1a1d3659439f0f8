extension GoogleState {
    /// `events.delete`: an event becomes a tombstone, an occurrence a cancelled exception.
    mutating func deleteEvent(_ call: Call) throws(GoogleError) -> Outcome {
        let calendar = try writableCalendar(call)
        let found = try find(call.path["eventId"], in: calendar)
        // LIVE (allodia 11): the tombstone has an etag of its own, so a guarded second delete is 412, an open one 410.
        try checkPrecondition(call, found.etag)
        let event: GoogleEvent
        switch found {
        case .stored(let stored):
            guard !stored.isCancelled else { throw .deleted }
            event = stored
        case .occurrence(let master, let start):
            event = master.exception(at: start, stamp: tick())
        }
        delete(event, in: calendar, at: tick())
        mail(call, about: event, in: calendar)
        return .empty
    }

    /// Deletes an event or cancels an occurrence; a series takes its exceptions with it.
    mutating func delete(_ event: GoogleEvent, in calendar: GoogleCalendar, at stamp: Int) {
        var event = event
        var content = event.content
        if event.origin == nil { event.life = .deleted } else { content.status = .cancelled }
        event.replaceContent(content, at: stamp)
        event.updated = stamp
        calendar.save(event)
        for var exception in calendar.exceptions(of: event.id) where exception.life != .orphaned {
            exception.life = .orphaned
            exception.stamp = tick()
            exception.updated = exception.stamp
            calendar.save(exception)
        }
    }

    /// Brings back the exceptions of a series that was restored.
    mutating func reviveExceptions(of master: GoogleEvent, in calendar: GoogleCalendar) {
        for var exception in calendar.exceptions(of: master.id) where exception.life == .orphaned {
            guard let origin = exception.origin, master.series?.contains(origin.start.seconds) == true else { continue }
            exception.life = .live
            exception.stamp = tick()
            calendar.save(exception)
        }
    }

    /// `events.move`: the event keeps its id; the answer is the source's view, cancelled (LIVE, mmedum 48).
    mutating func moveEvent(_ call: Call) throws(GoogleError) -> JSON {
        let source = try writableCalendar(call)
        let how = try presentation(call, of: source)
        let destination = try calendar(call.parameter("destination"))
        guard destination.accessRole.canWrite else { throw .writerNeeded }
        guard case .stored(let event) = try find(call.path["eventId"], in: source), event.origin == nil else {
            throw .invalid("An occurrence of a series cannot be moved.")
        }
        try checkPrecondition(call, event.etag)
        guard !event.isCancelled else { throw .deleted }
        guard event.eventType == "default", source !== destination else {
            throw .invalid("Cannot change the organizer of this event.")
        }
        // Discovery document, events.move: it "changes an event's organizer", so only who is that may do it.
        let organizer = event.owned["organizer"]?["email"]?.string ?? ""
        guard source.isSelf(organizer, account: options.account), event.owned["privateCopy"] != true else {
            throw .forbidden
        }
        // The tombstone of an earlier stay does not stand in the way.
        let earlier = destination.events[event.id]
        let isReturning = earlier?.life == .deleted && earlier?.iCalUID == event.iCalUID
        guard isReturning || destination.isFree(id: event.id) && destination.isFree(uid: event.iCalUID) else {
            throw .duplicate
        }
        let exceptions = source.exceptions(of: event.id).filter { $0.life == .live }
        for moved in [event] + exceptions {
            var moved = moved
            moved.stamp = tick()
            moved.updated = moved.stamp
            var organizer: JSON = ["email": .string(destination.isPrimary ? options.account : destination.id)]
            if !destination.isPrimary { organizer["displayName"] = .string(destination.summary) }
            moved.owned["organizer"] = organizer
            destination.save(moved)
        }
        delete(event, in: source, at: tick())
        mail(call, about: event, in: source)
        return (source.events[event.id] ?? event).resource(how)
    }

    /// Notes the mail that a write sends ("sendUpdates" in the discovery document; import has none).
    mutating func mail(_ call: Call, about event: GoogleEvent, in calendar: GoogleCalendar) {
        let wanted = call.parameter("sendUpdates") ?? (call.flag("sendNotifications") ? "all" : "none")
        guard wanted != "none", !call.isTrusted else { return }
        let home = options.account.split(separator: "@").last ?? ""
        let guests = (event.content.fields["attendees"]?.array ?? []).compactMap { $0["email"]?.string }.filter {
            email in
            // LIVE (mmedum 40): `externalOnly` means outside the organizer's domain.
            !calendar.isSelf(email, account: options.account)
                && (wanted == "all" || email.split(separator: "@").last ?? "" != home)
        }
        if !guests.isEmpty { mails.append(SentMail(operation: call.method.name, eventID: event.id, guests: guests)) }
    }
}
