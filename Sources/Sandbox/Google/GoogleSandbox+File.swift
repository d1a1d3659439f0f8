import Foundation

/// The state on disk, so that a demo survives a restart.
extension GoogleSandbox {
    /// Writes the state to the file that the options name, if they do; in one step, so that it is whole or old.
    package func saveState() throws {
        guard let file = options.stateFile else { return }
        let bytes = world.withLock { $0.state.json.bytes(indented: true) }
        try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
    }

    /// Reads the state from a file; one that does not exist is an empty state.
    func load(from file: String) throws {
        guard FileManager.default.fileExists(atPath: file) else { return }
        let json = try JSON(parsing: try Data(contentsOf: URL(fileURLWithPath: file)))
        try world.withLock { world throws(GoogleError) in
            var state = GoogleState(options: options)
            try state.restore(json)
            world.state = state
        }
    }
}

extension GoogleState {
    /// The calendars and their events, tombstones too.
    var json: JSON {
        let all = calendarOrder.compactMap { calendars[$0] }
        return [
            "version": 1, "era": .int(era), "listChanges": .int(listChanges), "calendars": .array(all.map(\.stateJSON)),
        ]
    }

    /// Takes over a written state.
    mutating func restore(_ json: JSON) throws(GoogleError) {
        for entry in json["calendars"]?.array ?? [] {
            guard let id = entry["id"]?.string, let summary = entry["summary"]?.string else {
                throw .invalid("The state file is damaged.")
            }
            let calendar = GoogleCalendar(
                id: id, isPrimary: entry["isPrimary"] == true, summary: summary,
                zone: Zone(entry["timeZone"]?.string ?? "UTC") ?? .utc,
                accessRole: AccessRole(rawValue: entry["accessRole"]?.string ?? "") ?? .owner, defaultReminders: [],
                stamp: entry["stamp"]?.int ?? 0)
            for reminder in entry["defaultReminders"]?.array ?? [] {
                if let read = try Reminder(reminder) { calendar.defaultReminders.append(read) }
            }
            calendar.entry = entry["entry"]?.object ?? [:]
            calendar.details = entry["details"]?.object ?? [:]
            calendar.isListed = entry["isListed"] != false
            var events: [GoogleEvent] = []
            for event in entry["events"]?.array ?? [] { events.append(try GoogleEvent(stateJSON: event)) }
            calendar.restore(
                events, changes: entry["changes"]?.int ?? 0,
                burned: Set((entry["burned"]?.array ?? []).compactMap(\.string)))
            add(calendar)
        }
        era = json["era"]?.int ?? 1
        listChanges = json["listChanges"]?.int ?? listChanges
        for entry in calendars.values { reseed(by: entry.changes) }
    }
}

extension GoogleCalendar {
    fileprivate var stateJSON: JSON {
        [
            "id": .string(id), "summary": .string(summary), "isPrimary": .bool(isPrimary),
            "timeZone": .string(zone.name),
            "accessRole": .string(accessRole.rawValue), "defaultReminders": .array(defaultReminders.map(\.json)),
            "stamp": .int(stamp), "entry": .object(entry), "details": .object(details), "isListed": .bool(isListed),
            "changes": .int(changes), "burned": .array(burned.sorted().map { .string($0) }),
            "events": .array(events.values.sorted { $0.ordinal < $1.ordinal }.map(\.stateJSON)),
        ]
    }
}

extension GoogleEvent {
    fileprivate var stateJSON: JSON {
        var json: JSON = [
            "id": .string(id), "iCalUID": .string(iCalUID), "content": .object(content.json), "owned": .object(owned),
            "created": .int(created), "updated": .int(updated), "stamp": .int(stamp), "change": .int(change),
            "ordinal": .int(ordinal), "life": .string(life.rawValue),
        ]
        if let origin { json["origin"] = ["master": .string(origin.master), "start": origin.start.stored] }
        return json
    }

    fileprivate init(stateJSON json: JSON) throws(GoogleError) {
        guard let id = json["id"]?.string, let uid = json["iCalUID"]?.string else {
            throw .invalid("The state file is damaged.")
        }
        var origin: Origin?
        if let saved = json["origin"], let master = saved["master"]?.string {
            origin = Origin(master: master, start: try EventTime(saved["start"], role: "original start"))
        }
        self.init(
            id: id, iCalUID: uid, origin: origin, content: try EventContent(json["content"]?.object ?? [:]),
            owned: json["owned"]?.object ?? [:], at: json["created"]?.int ?? 0)
        updated = json["updated"]?.int ?? created
        stamp = json["stamp"]?.int ?? created
        change = json["change"]?.int ?? 0
        ordinal = json["ordinal"]?.int ?? 0
        life = Life(rawValue: json["life"]?.string ?? "") ?? .live
    }
}
