import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

extension API {
    var editingRoutes: [Route] {
        [
            Route(.get, "/api/events/{uid}") { try await single($0) },
            Route(.post, "/api/events") { try await create($0) },
            Route(.patch, "/api/events/{uid}") { try await edit($0) },
            Route(.delete, "/api/events/{uid}") { try await delete($0) },
        ]
    }

    private func single(_ request: APIRequest) async throws -> Answer {
        let found = try await found(request)
        return answer(found, try occurrence(request, of: found.event), try await hub.look().standing)
    }

    private func create(_ request: APIRequest) async throws -> Answer {
        let fields = try request.json(EventFields.self)
        let standing = try await hub.look().standing
        guard fields.title != nil else { throw EventFields.noTitle }
        var part = Part()
        for (field, value) in try fields.values(for: part) { part[field] = value }
        var schedule = try fields.times.schedule(from: nil, zones: ZoneTable(), in: usualZone(standing))
        schedule.rules = try rules(fields, schedule) ?? []
        part[.when] = .schedule(schedule)
        let folder = try Place(fields, standing.configuration).folder
        guard let uid = UID(random: .random(in: .min ... .max), .random(in: .min ... .max)) else {
            throw Problem(.failed, "No UID could be made.")
        }
        let file = EventFile(uid: uid, view: View(master: part), through: .identity, stamp: Int(now()))
        let path = try await Offload.run {
            try checkFolder()
            return try NewFiles(root: root, files: DiskFileStore()) { .random(in: .min ... .max) }.write(
                file, into: folder)
        }
        guard let event = file.event else { throw Problem(.failed, "The new file can't be read.", "Please report it.") }
        var answer = answer(Known(path: path, bytes: file.bytes, event: event), nil, try await changed())
        answer.status = 201
        return answer.with("Location", "/api/events/" + FormText.encoded(uid.text))
    }

    private func edit(_ request: APIRequest) async throws -> Answer {
        let fields = try request.json(EventFields.self)
        let found = try await found(request)
        try checkMatch(request, found)
        let (event, occurrence) = (found.event, try occurrence(request, of: found.event))
        let standing = try await hub.look().standing
        let part =
            occurrence.map { event.content.exceptions[$0]?.part ?? event.plannedPart(of: $0) } ?? event.content.master
        var values = try fields.values(for: part)
        if !fields.times.isEmpty || fields.rule != nil {
            guard occurrence == nil || fields.rule == nil else {
                throw Problem(.badRequest, "One occurrence has no rule of its own.", "Leave out rule, or occurrence.")
            }
            var schedule = part.schedule
            if !fields.times.isEmpty {
                schedule = try fields.times.schedule(from: schedule, zones: event.zones, in: usualZone(standing))
            }
            if occurrence == nil, let base = schedule {
                schedule?.rules = try rules(fields, base) ?? part.schedule?.rules ?? []
            }
            values[.when] = .some(schedule.map { .schedule($0) })
        }
        let goal = try fields.pair == nil && fields.folder == nil ? nil : Place(fields, standing.configuration).folder
        if goal != nil, occurrence != nil {
            throw Problem(
                .badRequest, "One occurrence can't move to another calendar.", "Leave out pair, or occurrence.")
        }
        let file = EventFile(found.bytes)
            .applying(EventEdit(values).changes(of: event, occurrence: occurrence), through: .identity).file
        guard let edited = file.event else {
            throw Problem(
                .badRequest, "The event could not be read any more with these values.", "Change less at once.")
        }
        let path = try await Offload.run { [editor] in
            try editor.replace(found.bytes, at: found.path, with: file.bytes)
            guard let goal, Path.parent(found.path) != goal else { return found.path }
            return try editor.move(found.path, into: goal)
        }
        return answer(Known(path: path, bytes: file.bytes, event: edited), occurrence, try await changed())
    }

    private func delete(_ request: APIRequest) async throws -> Answer {
        let found = try await found(request)
        try checkMatch(request, found)
        let bytes: [UInt8]?
        if let occurrence = try occurrence(request, of: found.event) {
            let change = Change.exception(occurrence, from: found.event.content.exceptions[occurrence], to: .excluded)
            bytes = EventFile(found.bytes).applying([change], through: .identity).file.bytes
        } else {
            bytes = nil
        }
        try await Offload.run { [editor] in
            if let bytes {
                try editor.replace(found.bytes, at: found.path, with: bytes)
            } else {
                try editor.delete(found.bytes, at: found.path)
            }
        }
        _ = try await changed()
        return .done
    }

    // MARK: What they share

    /// Changes files as the person's own hand does.
    var editor: FolderEdit {
        FolderEdit(
            root: root, files: DiskFileStore(), now: { [now] in Int64(now() * 1_000_000_000) },
            random: { .random(in: .min ... .max) })
    }

    /// Has everybody look again after a file was changed here, and returns how things stand then.
    func changed() async throws -> FolderStanding {
        calendar.noteChange()
        await hub.note([.events, .plan])
        return try await hub.lookAgain().standing
    }

    private func usualZone(_ standing: FolderStanding) -> Zone {
        standing.configuration.defaultZone.flatMap { Zone.named($0.text) } ?? zone
    }

    /// An event that can be shown and changed.
    private struct Known: Sendable {
        let path: String
        let bytes: [UInt8]
        let event: Event
    }

    private func found(_ request: APIRequest) async throws -> Known {
        guard let uid = UID(request.parameter("uid")) else { throw Problem(.notFound, "There is no such event.") }
        let (paths, found) = try await Offload.run {
            try checkFolder()
            return (calendar.paths(of: uid), calendar.event(uid))
        }
        guard let found else { throw Problem(.notFound, "There is no such event.", "GET /api/events lists them.") }
        guard paths.count == 1 else {
            throw Problem(
                .conflict, "\(paths.count) files have this event: \(paths.joined(separator: ", ")).",
                "Keep one of them, or give one a UID of its own.")
        }
        guard let event = found.event else {
            throw Problem(.conflict, "\(found.path) can't be read as an event.", "GET /api/files says why.")
        }
        return Known(path: found.path, bytes: found.bytes, event: event)
    }

    private func occurrence(_ request: APIRequest, of event: Event) throws -> InstanceKey? {
        guard let text = request.query["occurrence"] else { return nil }
        let key = InstanceKey(text)
        guard event.has(key) else { throw Problem(.notFound, "The series has no such occurrence.") }
        return key
    }

    private func checkMatch(_ request: APIRequest, _ found: Known) throws {
        guard let wanted = request.ifMatch, wanted != "*" else { return }
        let tags = wanted.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        guard tags.contains(Self.tag(found.bytes)) else {
            throw Problem(
                .changedMeanwhile, "\(found.path) was changed meanwhile.", "Look at it again, then repeat the change.")
        }
    }

    private static func tag(_ bytes: [UInt8]) -> String { "\"\(Digest.of(bytes))\"" }

    /// The rules that are asked for; `nil` where nothing is said of them.
    private func rules(_ fields: EventFields, _ schedule: Schedule) throws -> Set<String>? {
        guard let rule = fields.rule else { return nil }
        guard let rule, !rule.isEmpty else { return [] }
        guard rule.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Problem(.badRequest, "The rule has characters that no rule has.", "Write it as FREQ=WEEKLY;BYDAY=MO.")
        }
        let phrase = try RepeatPhrase(rule, at: Standpoint(now: Int(now()), zone: zone))
        return ["RRULE:" + (try phrase.rule(from: schedule.start, zone: zone))]
    }

    private func answer(_ found: Known, _ occurrence: InstanceKey?, _ standing: FolderStanding) -> Answer {
        let detail = EventDetailJSON(found.path, found.event, occurrence, bytes: found.bytes, standing)
        var writer = ByteWriter()
        EventJSON(found.path, found.event, occurrence, standing, in: zone, detail: detail).write(to: &writer)
        return .json(writer.bytes).with("ETag", Self.tag(found.bytes))
    }
}
