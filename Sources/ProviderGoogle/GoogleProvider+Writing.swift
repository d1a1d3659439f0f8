import ICalendar
import ProviderKit
import SyncCore

// MARK: Creating

extension GoogleProvider {
    /// Brings a deleted event back as `draft` has it.
    func restore(
        _ id: String, revision: String, _ draft: Draft, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        let body = GoogleEventBody(restoring: draft.view)
        return try await readBack(try await api.patch(id, body, revision: revision, in: calendar.id), in: calendar)
    }

    /// Creates the event under an id of ours, its UID beside it: Google won't take the UID.
    ///
    /// A repetition meets the same id and returns the event that is there.
    func insertUnderMarker(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        let id = GoogleEventID.chosen(for: draft.uid, in: calendar.id, generation: draft.generation)
        var body = GoogleEventBody(creating: draft.view)
        body.id = id
        body.extendedProperties = GoogleExtendedProperties(private: [GoogleEventBody.uidMarker: draft.uid.text])
        do throws(ProviderError) {
            return GoogleMapping(calendar).event(try await api.insert(body, in: calendar.id))
        } catch {
            guard case .alreadyExists = error, case .live(let event) = try await event(id, in: calendar) else {
                throw error
            }
            return event
        }
    }

    /// Looks for it under the two ids that a create of ours comes to: Google itself notes nothing of who made an event.
    package func made(
        _ uid: UID, generation: Int, by operation: String, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent? {
        let ids = [
            GoogleEventID.imported(uid), GoogleEventID.chosen(for: uid, in: calendar.id, generation: generation),
        ]
        return try await find(uid, in: calendar).live.first { ids.contains($0.id) }
    }

    /// Whether Google refuses the UID and yet shows nothing that bears it: a tombstone that no list has (any more).
    func isBurned(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> Bool {
        guard try await find(uid, in: calendar).isEmpty else { return false }
        return try await event(GoogleEventID.imported(uid), in: calendar) == .absent
    }
}

// MARK: Deleting

extension GoogleProvider {
    /// Whether a look at the event finds it deleted, or nothing.
    func isGone(_ id: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Bool {
        switch try await event(id, in: calendar) {
        case .live: false
        case .tombstone, .absent: true
        }
    }
}

// MARK: Changing

extension GoogleProvider {
    /// Changes fields of the master. A new schedule makes Google forget exceptions, so the event is read again then.
    func changeMaster(
        _ edit: Edit, of event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        var body = GoogleEventBody(changing: edit.changes, to: edit.target, from: event)
        try await setLists(&body, edit.changes, event.id, event.revision, limit: event.limit, in: calendar)
        if body.isEmpty { return event }
        let answer = try await api.patch(event.id, body, revision: event.revision, in: calendar.id)
        if body.recurrence != nil { return try await readBack(answer, in: calendar) }
        return GoogleMapping(calendar).event(answer).keepingInstances(of: event)
    }

    /// Changes one instance.
    func change(
        _ key: InstanceKey, _ edit: Edit, of event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        guard let schedule = event.view.schedule, let original = key.time(in: schedule.start),
            let id = event.instances[key]?.id ?? GoogleEventID.instance(of: event.id, at: original)
        else { throw .rejected("The instance of \(key.words) can't be named at Google: its zone is unknown here.") }
        let instance = Instance(key: key, id: id, revision: event.instances[key]?.revision, original: original)

        guard case .exception(_, _, let new)? = edit.changes.first else {
            guard case .changed(let part)? = edit.target.exceptions[key] else { return event }
            var body = GoogleEventBody(instance: part, fields: edit.changes.compactMap(\.field))
            try await setLists(&body, edit.changes, id, instance.revision, limit: event.limit, in: calendar)
            if body.isEmpty { return event }
            return try await patch(instance, body, of: event, in: calendar)
        }
        switch new {
        case .excluded?:
            return try await cancel(instance, of: event, in: calendar)
        case .changed(let part)?:
            // Google has no instance where an EXDATE line of the master leaves one out.
            let event = event.exdateKeys.contains(key) ? try await include(key, in: event, calendar) : event
            var body = GoogleEventBody(instance: part)
            let lists = Self.lists(of: part, beside: edit.target.master, at: key)
            try await setLists(&body, lists, id, instance.revision, limit: event.limit, in: calendar)
            return try await patch(instance, body, of: event, in: calendar)
        case nil:
            if event.exdateKeys.contains(key) { return try await include(key, in: event, calendar) }
            var part = edit.target.master
            part[.when] = .schedule(schedule.instance(at: original))
            return try await patch(instance, GoogleEventBody(instance: part), of: event, in: calendar)
        }
    }

    /// The lists of an instance that differ from its series'. One that it lacks is the series'.
    private static func lists(of part: Part, beside master: Part, at key: InstanceKey) -> [Change] {
        [Field.attendees, .attachments].compactMap { field in
            guard let own = part[field], !Value.meanSame(own, master[field]) else { return nil }
            return .field(FieldPath(field, of: key), from: master[field], to: own)
        }
    }

    /// Says the lists among `changes`, from what Google has of them now: only who changed is sent differently.
    private func setLists(
        _ body: inout GoogleEventBody, _ changes: [Change], _ id: String, _ revision: String?, limit: WriteLimit?,
        in calendar: RemoteCalendar
    ) async throws(ProviderError) {
        guard changes.contains(where: { $0.field == .attendees || $0.field == .attachments }) else { return }
        if let own = limit?.answersFor { return body.setAnswer(of: own, in: changes) }
        let present = try await api.get(id, in: calendar.id)
        if let revision, let etag = present.etag, revision != etag { throw .preconditionFailed }
        body.setLists(changes, on: present)
    }

    /// An instance as requests name it.
    private struct Instance {
        var key: InstanceKey
        var id: String
        /// Known only of an exception.
        var revision: String?
        /// When it starts by the series.
        var original: EventTime
    }

    /// An instance under the id that Google has for it, where another was guessed: that of a series which was split at
    /// "this and following" is not made from the series' own. `nil` where the series has no such instance.
    private func named(
        _ instance: Instance, of event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> Instance? {
        guard instance.revision == nil, let start = instance.original.asked else { return nil }
        let rows = try await api.instances(of: event.id, at: start, in: calendar.id).items ?? []
        guard let row = rows.first(where: { $0.id != instance.id && $0.status != "cancelled" }) else { return nil }
        var instance = instance
        instance.id = row.id
        return instance
    }

    private func patch(
        _ instance: Instance, _ body: GoogleEventBody, of event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        var body = body
        // A cancelled instance takes place again.
        body.status = body.status ?? (event.view.exceptions[instance.key] == .excluded ? "confirmed" : nil)
        let answer: GoogleEvent
        do throws(ProviderError) {
            answer = try await api.patch(instance.id, body, revision: instance.revision, in: calendar.id)
        } catch {
            guard case .notFound = error, instance.revision == nil else { throw error }
            if let other = try await named(instance, of: event, in: calendar) {
                return try taking(
                    try await api.patch(other.id, body, revision: nil, in: calendar.id), into: event, calendar)
            }
            throw .rejected(
                "The series has no instance on \(instance.key.words) at Google. Correct its RECURRENCE-ID, or remove it."
            )
        }
        return try taking(answer, into: event, calendar)
    }

    /// Cancels an instance, and reads it for its new revision. Where the series has no such instance, nothing is to be done.
    private func cancel(
        _ instance: Instance, of event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        var instance = instance
        do throws(ProviderError) {
            try await api.delete(instance.id, revision: instance.revision, in: calendar.id)
        } catch {
            guard case .notFound = error else { throw error }
            if let other = try await named(instance, of: event, in: calendar) {
                instance = other
                try await api.delete(instance.id, revision: nil, in: calendar.id)
            }
        }
        do throws(ProviderError) {
            return try taking(try await api.get(instance.id, in: calendar.id), into: event, calendar)
        } catch {
            guard case .notFound = error else { throw Self.unread(error) }
            var event = event
            event.instances[instance.key] = nil
            event.view.exceptions[instance.key] = nil
            return event
        }
    }

    /// Takes the EXDATE of `key` out of the master. Google may forget exceptions then: exclusions go into the lines instead,
    /// and changed instances that it has forgotten are made again.
    private func include(
        _ key: InstanceKey, in event: RemoteEvent, _ calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        let body = GoogleEventBody(excluding: event.view.excluded.subtracting([key]), in: event)
        var answer = try await readBack(
            try await api.patch(event.id, body, revision: event.revision, in: calendar.id), in: calendar)
        guard let start = event.view.schedule?.start else { return answer }
        for (key, exception) in event.view.exceptions.sorted(by: { $0.key < $1.key }) {
            guard let part = exception.part, answer.view.exceptions[key] == nil, let original = key.time(in: start),
                let id = event.instances[key]?.id ?? GoogleEventID.instance(of: event.id, at: original)
            else { continue }
            let instance = Instance(key: key, id: id, original: original)
            answer = try await patch(instance, GoogleEventBody(instance: part), of: answer, in: calendar)
        }
        return answer
    }
}

// MARK: Answers

extension GoogleProvider {
    /// The event of an answer with what its series' exceptions are now.
    private func readBack(_ answer: GoogleEvent, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent
    {
        do throws(ProviderError) {
            return try await whole(answer, in: calendar)
        } catch {
            throw Self.unread(error)
        }
    }

    private func taking(
        _ answer: GoogleEvent, into event: RemoteEvent, _ calendar: RemoteCalendar
    ) throws(ProviderError) -> RemoteEvent {
        guard case .instance(let exception) = GoogleMapping(calendar).item(answer) else {
            throw .uncertain("Google answered the change of an instance with another event.")
        }
        var event = event
        event.take(exception)
        return event
    }

    /// What a failed reading after a change means: the change itself was made.
    static func unread(_ error: ProviderError) -> ProviderError {
        switch error {
        case .cancelled: .cancelled
        default: .uncertain("The change was made but couldn't be read back: \(error.sentence)")
        }
    }
}

extension RemoteEvent {
    /// This answer about a master with the exceptions known from `event`.
    fileprivate func keepingInstances(of event: RemoteEvent) -> RemoteEvent {
        var whole = self
        for (key, instance) in event.instances {
            whole.instances[key] = instance
            whole.view.exceptions[key] = event.view.exceptions[key]
        }
        return whole
    }
}

extension EventTime {
    /// The time as a query names it: a date, or a moment (RFC 3339); `nil` where its zone isn't known.
    fileprivate var asked: String? {
        if case .allDay(let date) = self { return date.extended }
        return instant.map { DateTime(secondsSinceEpoch: $0).extended + "Z" }
    }
}
