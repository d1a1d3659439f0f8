/// A refusal of the stand-in, met by a call from the same process.
package struct SandboxRefusal: Error, Sendable, Hashable {
    /// The status that a client would have got.
    package var status: Int
    /// Google's word for it, such as `timeRangeEmpty`.
    package var reason: String
    /// Google's sentence.
    package var message: String
}

/// The other hand: what a phone, another client or a test does to the calendars behind a client's back.
///
/// Nothing here is logged, counted, struck by faults or refused for want of access; the service's rules hold all the
/// same.
extension GoogleSandbox {
    /// Adds a calendar, or replaces it, without events.
    ///
    /// An unknown zone becomes UTC. `accessRole` is one of `freeBusyReader`, `reader`, `writerWithoutPrivateAccess`,
    /// `writer` and `owner`; `defaultReminders` are EventReminder objects.
    package func addCalendar(
        id: String, summary: String, timeZone: String = "Europe/Berlin", accessRole: String = "owner",
        defaultReminders: [JSON] = [["method": "popup", "minutes": 30]]
    ) {
        let reminders = defaultReminders.compactMap { json in try? Reminder(json) }
        world.withLock { world in
            world.state.add(
                GoogleCalendar(
                    id: id, isPrimary: id == options.account, summary: summary, zone: Zone(timeZone) ?? .utc,
                    accessRole: AccessRole(rawValue: accessRole) ?? .owner, defaultReminders: reminders,
                    stamp: world.state.tick()))
        }
    }

    /// Removes a calendar without a trace, as when it is unshared.
    package func removeCalendar(_ id: String) {
        world.withLock { $0.state.removeCalendar(id) }
    }

    /// Changes what the user may do with a calendar.
    package func setAccessRole(_ role: String, of id: String) {
        world.withLock { world in
            guard let role = AccessRole(rawValue: role), let calendar = world.state.calendars[id] else { return }
            calendar.accessRole = role
            world.state.touchEntry(calendar)
        }
    }

    /// The resources of a calendar's events, without deleted ones: singles, masters and exceptions, cancelled ones too.
    package func events(in calendar: String) -> [JSON] {
        resources(in: calendar) { $0.life == .live }
    }

    /// The resources of everything a calendar keeps, tombstones too.
    package func allEvents(in calendar: String) -> [JSON] {
        resources(in: calendar) { _ in true }
    }

    private func resources(in id: String, where isWanted: (GoogleEvent) -> Bool) -> [JSON] {
        world.withLock { world in
            guard let calendar = world.state.calendars[id] else { return [] }
            let how = GoogleEvent.Presentation(calendar: calendar, account: options.account, zone: calendar.zone)
            return calendar.events.values.filter(isWanted).sorted { $0.ordinal < $1.ordinal }.map { $0.resource(how) }
        }
    }

    /// The resource of an event or an occurrence; nil when there is none with this id.
    package func event(_ id: String, in calendar: String) -> JSON? {
        try? act("events.get", ["calendarId": calendar, "eventId": id])
    }

    /// Writes an event: patches the one whose `id` the resource names, or inserts it.
    ///
    /// Also makes what no client can: other `eventType`s, somebody else's `organizer`, `locked` events, any `id`.
    /// - Throws: ``SandboxRefusal`` when the event itself is refused.
    @discardableResult
    package func putEvent(_ event: JSON, in calendar: String) throws -> JSON {
        if let id = event["id"]?.string, self.event(id, in: calendar) != nil {
            return try editEvent(id, in: calendar, event)
        }
        return try act("events.insert", ["calendarId": calendar], body: event)
    }

    /// Patches an event or an occurrence.
    @discardableResult
    package func editEvent(_ id: String, in calendar: String, _ changes: JSON) throws -> JSON {
        try act("events.patch", ["calendarId": calendar, "eventId": id], body: changes)
    }

    /// Deletes an event, or cancels the occurrence with this instance id.
    package func deleteEvent(_ id: String, in calendar: String) throws {
        _ = try act("events.delete", ["calendarId": calendar, "eventId": id])
    }

    /// Moves an event to another calendar, with its exceptions.
    package func moveEvent(_ id: String, from calendar: String, to destination: String) throws {
        _ = try act(
            "events.move", ["calendarId": calendar, "eventId": id], query: [("destination", destination)])
    }

    /// Cancels the occurrence of a series that starts, by its rule, at `originalStart`.
    ///
    /// That is a date, or a time with an offset.
    package func cancelInstance(of master: String, at originalStart: String, in calendar: String) throws {
        try deleteEvent(Self.instanceID(of: master, at: originalStart), in: calendar)
    }

    /// The id of the occurrence of a series at an original start: a date, or a time with an offset.
    package static func instanceID(of master: String, at originalStart: String) -> String {
        if let date = CivilTime(date: originalStart) { return master + "_" + date.basicDate }
        let moment = EventTime.moment(Timestamp.moment(originalStart) ?? 0, zone: nil)
        return master + "_" + moment.instanceSuffix
    }

    /// Forgets the tombstones of a calendar, as the service does after some weeks; ids and UIDs stay taken.
    package func purgeTombstones(in calendar: String) {
        world.withLock { $0.state.calendars[calendar]?.purgeTombstones() }
    }

    /// Lets every sync token given out so far answer 410.
    package func expireSyncTokens() {
        world.withLock { $0.state.era += 1 }
    }

    private func act(
        _ method: String, _ path: [String: String], query: [(name: String, value: String)] = [], body: JSON? = nil
    ) throws -> JSON {
        guard let method = GoogleSchema.calendar.methods[method] else {
            throw SandboxRefusal(status: 404, reason: "notFound", message: method)
        }
        let call = GoogleState.Call(method: method, path: path, query: query, body: body, isTrusted: true)
        do {
            return try world.withLock { world throws(GoogleError) in
                switch try world.state.perform(call) {
                case .json(let json): json
                case .empty, .notModified: .null
                }
            }
        } catch {
            throw SandboxRefusal(status: error.status, reason: error.reason, message: error.message)
        }
    }
}
