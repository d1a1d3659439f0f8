import ICalendar
import ProviderKit
import SyncCore

// MARK: Changes

extension CalDAVProvider {
    package func changes(in calendar: RemoteCalendar, since cursor: Cursor?) async throws(ProviderError) -> ChangeSet {
        let place = try location(of: calendar)
        if let cursor {
            guard let before = CalDAVCursor(cursor, notify), now() - before.listedAt < CalDAVCursor.age else {
                throw .syncTokenExpired
            }
            return before.token == nil
                ? try await listed(place, calendar, since: before) : try await synced(place, calendar, since: before)
        }
        if calendar.hasSync {
            do throws(ProviderError) {
                return try await synced(place, calendar, since: nil)
            } catch {
                switch error {
                // It says that it can, and can't.
                case .rejected, .forbidden: break
                default: throw error
                }
            }
        }
        return try await listed(place, calendar, since: nil)
    }

    package func cursor(_ cursor: Cursor, written: [RemoteEvent], deleted: Set<String>) -> Cursor {
        guard var known = CalDAVCursor(cursor, notify) else { return cursor }
        known.note(written, deleted: deleted)
        return known.cursor(notify)
    }

    /// What changed since the server's token (RFC 6578).
    private func synced(
        _ place: DAVLocation, _ calendar: RemoteCalendar, since before: CalDAVCursor?
    ) async throws(ProviderError) -> ChangeSet {
        var token = before?.token
        var tags: [String: String] = [:]
        var gone: Set<String> = []
        var isCut = false
        repeat {
            let answer = try await api.changes(in: place, since: token)
            isCut = false
            for response in answer.status.responses {
                guard let location = answer.location.resolving(response.href) else { continue }
                // RFC 6578 §3.6: the calendar itself with a 507 says that there is more.
                if response.status == 507 { isCut = true }
                if response.isGone, location.segments == place.segments { throw isAway(calendar) }
                // iCloud lists the calendar itself too.
                guard let name = place.name(of: location), !location.isCollection else { continue }
                if response.isGone {
                    gone.insert(name)
                    tags[name] = nil
                } else {
                    // Whatever else is said of it, it is there.
                    gone.remove(name)
                    tags[name] = response.tag ?? ""
                }
            }
            guard let next = answer.status.syncToken, !(isCut && next == token) else {
                throw .unreadable(
                    "The listing of \(place.host) ended without a sync token; nothing is concluded from it.")
            }
            token = next
        } while isCut
        var marks: [String: String] = [:]
        for (name, tag) in tags where !tag.isEmpty { marks[name] = CalDAVCursor.mark(name, tag) }
        let written = before?.written ?? [:]
        let untold = Set(written.keys.filter { tags[$0] == nil && !gone.contains($0) })
        let owed =
            tags.keys.filter { written[$0] == nil || written[$0] != marks[$0] }
            + (before?.unread ?? []).subtracting(gone).subtracting(untold)
        let read = try await self.read(Set(owed).union(untold).sorted(), in: place, calendar)
        var after = CalDAVCursor(
            token: token, listedAt: before?.listedAt ?? now().rounded(.down), listed: Set(marks.values))
        // That what is listed isn't shown proves nothing: a later account says so if it is gone.
        after.unread = Set(owed).subtracting(read.told)
        for name in untold.subtracting(read.told).sorted() {
            let isThere = read.missing.contains(name) ? false : try await api.exists(place.appending(name))
            let missedAt = min(before?.missed[name] ?? .infinity, now().rounded(.down))
            if !isThere, now() - missedAt >= CalDAVCursor.lag {
                gone.insert(name)
            } else {
                after.written[name] = written[name]
                after.missed[name] = isThere ? nil : missedAt
            }
        }
        let unread = after.unread
        // What it shows may be older than what it lists.
        after.unread.formUnion(
            read.found.filter { tags[$0.key].map { !$0.isEmpty } ?? false && tags[$0.key] != $0.value.revision }.keys)
        let items = items(
            read.found.filter {
                tags[$0.key] != nil || written[$0.key] != CalDAVCursor.mark($0.key, $0.value.revision)
            },
            gone: before == nil ? [] : gone)
        var set = ChangeSet(
            items: items, cursor: after.cursor(notify), isComplete: before == nil,
            present: before == nil ? Set(tags.keys) : nil)
        set.unread = unread
        set.keepsCursor = after.missed.keys != (before?.missed ?? [:]).keys
        return set
    }

    /// What changed since a listing of all tags, for servers that keep no account of changes.
    private func listed(
        _ place: DAVLocation, _ calendar: RemoteCalendar, since before: CalDAVCursor?
    ) async throws(ProviderError) -> ChangeSet {
        let answer = try await api.properties(
            [.dav("getetag"), .dav("getcontenttype"), .dav("resourcetype")], of: place, depth: 1,
            question: .listing(hasToken: false))
        let own = answer.status.responses.first {
            answer.location.resolving($0.href)?.segments == answer.location.segments
        }
        // A listing that doesn't begin with the calendar itself is none (RFC 4918 §9.1).
        guard let own else {
            throw .unreadable("The listing of \(place.host) lacks the calendar itself; nothing is concluded from it.")
        }
        if own.isGone { throw isAway(calendar) }
        var tags: [String: String] = [:]
        for response in answer.status.responses {
            guard let location = answer.location.resolving(response.href), let name = place.name(of: location),
                !location.isCollection, !response.isGone,
                response.found[.dav("resourcetype")]?.child(.dav("collection")) == nil,
                response[.dav("getcontenttype")].map({ $0.hasPrefix("text/calendar") }) ?? true
            else { continue }
            tags[name] = response.tag ?? ""
        }
        let known = before?.listed ?? []
        let news = tags.filter { $0.value.isEmpty || !known.contains(CalDAVCursor.mark($0.key, $0.value)) }
        let read = try await self.read(news.keys.sorted(), in: place, calendar)
        let unread = Set(news.keys).subtracting(read.told)
        // What bears no mark is read by the next look.
        let marks = tags.filter { !$0.value.isEmpty && !unread.contains($0.key) }
            .map { CalDAVCursor.mark($0.key, read.found[$0.key]?.revision ?? $0.value) }
        let cursor = CalDAVCursor(token: nil, listedAt: before?.listedAt ?? now().rounded(.down), listed: Set(marks))
        var set = ChangeSet(
            items: items(read.found, gone: []), cursor: cursor.cursor(notify), isComplete: before == nil,
            present: Set(tags.keys))
        set.unread = unread
        return set
    }

    private func isAway(_ calendar: RemoteCalendar) -> ProviderError {
        .calendarGone("\(endpoint.host) doesn't know the calendar \(calendar.name) (any more).")
    }

    private func items(_ found: [String: RemoteEvent], gone: Set<String>) -> [RemoteItem] {
        found.values.sorted { $0.id < $1.id }.map { .event($0) } + gone.sorted().map { .gone(id: $0, revision: nil) }
    }
}

// MARK: Events whole

extension CalDAVProvider {
    /// Names asked for at once: every server answers so many in some ten milliseconds (facts/caldav.md 6).
    private static let batch = 80
    /// Requests under way at once.
    private static let width = 3

    /// What the server answered of names that it was asked for.
    struct Reading: Sendable {
        /// The events, by name.
        var found: [String: RemoteEvent] = [:]
        /// The names whose text it gave, be it an event's or another thing's.
        var told: Set<String> = []
        /// The names that it says aren't there: of one that it has listed that proves nothing, for iCloud shows what is new
        /// some seconds late (facts/caldav.md 7).
        var missing: Set<String> = []

        mutating func add(_ other: Reading) {
            found.merge(other.found) { $1 }
            told.formUnion(other.told)
            missing.formUnion(other.missing)
        }
    }

    /// Reads events whole, a few requests at a time.
    func read(
        _ names: [String], in place: DAVLocation, _ calendar: RemoteCalendar
    ) async throws(ProviderError) -> Reading {
        let batches = stride(from: 0, to: names.count, by: Self.batch).map {
            Array(names[$0..<min($0 + Self.batch, names.count)])
        }
        let mapping = mapping(calendar)
        // Read as each answer comes, while the next ones are awaited.
        let parts = await batches.carriedOut(width: Self.width) { batch throws(ProviderError) in
            let answer = try await api.events(batch.map { place.appending($0) }, in: place)
            var part = Reading()
            for text in texts(answer, in: place) {
                part.told.insert(text.name)
                part.found[text.name] = mapping.event(text.name, tag: text.tag, text: text.text)
            }
            for response in answer.status.responses where response.isGone {
                if let name = answer.location.resolving(response.href).flatMap({ place.name(of: $0) }) {
                    part.missing.insert(name)
                }
            }
            return part
        }
        var reading = Reading()
        for part in parts {
            switch part {
            case .done(let part): reading.add(part)
            case .failed(let error): throw error
            // What failed before it says why.
            case .unsent: continue
            }
        }
        return reading
    }

    /// The events of an answer that has their text.
    func sightings(_ answer: CalDAVAPI.Answer, in place: DAVLocation, _ calendar: RemoteCalendar) -> [RemoteEvent] {
        let mapping = mapping(calendar)
        return texts(answer, in: place).compactMap { mapping.event($0.name, tag: $0.tag, text: $0.text) }
    }

    private func texts(
        _ answer: CalDAVAPI.Answer, in place: DAVLocation
    ) -> [(name: String, tag: String, text: String)] {
        answer.status.responses.compactMap { response in
            guard let name = answer.location.resolving(response.href).flatMap({ place.name(of: $0) }),
                let tag = response.tag, let text = response.found[.caldav("calendar-data")]?.text, !text.isEmpty
            else { return nil }
            return (name, tag, text)
        }
    }
}
