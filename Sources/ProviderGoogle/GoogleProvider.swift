import Glibc
import ICalendar
import ProviderKit
import SyncCore

/// Google Calendar, signed in with one account (Calendar API v3).
///
/// What it relies on stands in facts/google-calendar.md, with sources.
package struct GoogleProvider: Provider {
    /// Whether guests get mail about changes.
    package enum Notify: String, Hashable, Sendable {
        case none, all
    }

    package let capabilities: Capabilities

    /// The account's name in the configuration.
    package let account: String
    let api: GoogleAPI

    /// Speaks to the API at `endpoint`; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - endpoint: Such as `https://www.googleapis.com/calendar/v3`.
    ///   - token: Returns an access token that is good now.
    ///   - renew: Returns another token than one that Google refused, or `nil`; it is tried once.
    ///   - notify: Whether Google mails guests; import never does.
    ///   - pace: How fast it is written to; `nil` for a stand-in on this machine.
    ///   - now: Seconds since 1970.
    package init(
        account: String, endpoint: String, http: HTTPClient,
        token: @escaping @Sendable () async throws(ProviderError) -> String,
        renew: @escaping @Sendable (String) async throws(ProviderError) -> String? = { _ in nil },
        notify: Notify = .none, pace: Pace? = nil, now: @escaping @Sendable () -> Double = { Double(time(nil)) }
    ) {
        self.account = account
        var capabilities = Capabilities(
            name: "Google", guardsWrites: true, createsOncePerUID: true, scheduleWriteResetsExceptions: true,
            hasDeltas: true)
        capabilities.movesEvents = true
        capabilities.mailsGuests = true
        capabilities.guardsInstancesApart = true
        capabilities.pace = pace
        self.capabilities = capabilities
        api = GoogleAPI(endpoint: endpoint, http: http, token: token, renew: renew, notify: notify, now: now)
    }

    /// What Google allows one user since 2026-05, and what it takes on one calendar before it throttles
    /// (facts/google-calendar.md 5). A PATCH counts threefold.
    package static let pace = Pace(unitsPerMinute: 600, writesPerSecond: 5, updateUnits: 3)

    /// Reads the calendar list whole, so that a lost right or a new name is seen.
    package func calendars() async throws(ProviderError) -> [RemoteCalendar] {
        var entries: [GoogleCalendarEntry] = []
        var page: String?
        repeat {
            let answer = try await api.calendarList(page: page)
            entries += (answer.items ?? []).filter { $0.deleted != true }
            page = try Self.next(answer.nextPageToken, after: page)
        } while page != nil
        // The account's address is the id of its own calendar: that needs no further scope.
        let account = entries.first { $0.primary == true }?.id.lowercased()
        return entries.map { RemoteCalendar($0, account: account) }
    }

    /// Puts a calendar that is shared with the account on its list: a service account's list begins empty.
    package func subscribe(to calendar: String) async throws(ProviderError) { try await api.subscribe(to: calendar) }

    package func lens(for calendar: RemoteCalendar) -> Lens { GoogleLens(calendar).lens }

    package func changes(in calendar: RemoteCalendar, since cursor: Cursor?) async throws(ProviderError) -> ChangeSet {
        if let cursor, cursor.shape != Self.shape { throw .syncTokenExpired }
        let query = cursor.map { [("syncToken", $0.token)] } ?? []
        let listing = try await listing(calendar, query, question: .listing(hasToken: cursor != nil))
        guard listing.token != nil else {
            throw .unreadable("Google's listing ended without a sync token; nothing is concluded from it.")
        }
        let mapping = GoogleMapping(calendar)
        return ChangeSet(
            items: listing.rows.map(mapping.item), cursor: listing.token.map { Cursor(token: $0, shape: Self.shape) },
            isComplete: cursor == nil && listing.token != nil)
    }

    package func event(_ id: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Sighting {
        let row: GoogleEvent
        do throws(ProviderError) {
            row = try await api.get(id, in: calendar.id)
        } catch {
            if case .notFound = error { return .absent }
            throw error
        }
        // An occurrence is no event of its own where its series is there.
        if let master = row.recurringEventId, master != id, try await isThere(master, in: calendar) { return .absent }
        if row.status == "cancelled" { return .tombstone(id: row.id, revision: row.etag ?? "") }
        return .live(try await whole(row, in: calendar))
    }

    /// Whether the calendar has a series. Somebody who was invited to one occurrence of it doesn't see the rest.
    private func isThere(_ series: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Bool {
        do throws(ProviderError) {
            return try await api.get(series, in: calendar.id).status != "cancelled"
        } catch {
            switch error {
            case .notFound, .forbidden: return false
            default: throw error
            }
        }
    }

    package func find(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> [Sighting] {
        // An event whose UID Google didn't take carries it as our marker.
        for query in [("iCalUID", uid.text), ("privateExtendedProperty", GoogleEventBody.uidMarker + "=" + uid.text)] {
            let rows = try await listing(
                calendar, [query, ("showDeleted", "true")], question: .listing(hasToken: false)
            ).rows
            let found = RemoteChanges(whole: rows.map(GoogleMapping(calendar).item))
            var sightings = found.events.values.sorted { $0.id < $1.id }.map { Sighting.live($0) }
            for (id, revision) in found.gone.sorted(by: { $0.key < $1.key }) {
                sightings.append(.tombstone(id: id, revision: revision ?? ""))
            }
            if !sightings.isEmpty { return sightings }
        }
        return []
    }

    package func create(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        if case .tombstone(let id, let revision)? = draft.restoring {
            return try await restore(id, revision: revision, draft, in: calendar)
        }
        guard draft.uid.text.utf8.count <= GoogleEventID.longestUID else {
            return try await insertUnderMarker(draft, in: calendar)
        }
        var body = GoogleEventBody(creating: draft.view)
        body.iCalUID = draft.uid.text
        do throws(ProviderError) {
            // An import mails nobody, and meets itself when repeated; invitations go out by insert alone.
            let invites = api.notify == .all && body.attendees?.isEmpty == false
            let answer =
                invites ? try await api.insert(body, in: calendar.id) : try await api.importing(body, in: calendar.id)
            return GoogleMapping(calendar).event(answer)
        } catch {
            guard case .alreadyExists = error, try await isBurned(draft.uid, in: calendar) else { throw error }
        }
        return try await insertUnderMarker(draft, in: calendar)
    }

    package func update(
        _ edit: Edit, replacing event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        guard let first = edit.changes.first else { return event }
        if let key = first.instance { return try await change(key, edit, of: event, in: calendar) }
        return try await changeMaster(edit, of: event, in: calendar)
    }

    package func move(
        _ event: RemoteEvent, from calendar: RemoteCalendar, to destination: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        try await api.move(event.id, from: calendar.id, to: destination.id, revision: event.revision)
        do throws(ProviderError) {
            if case .live(let moved) = try await self.event(event.id, in: destination) { return moved }
        } catch {
            throw Self.unread(error)
        }
        throw .uncertain("Google moved the event, but doesn't show it in \(destination.name) yet.")
    }

    package func delete(_ event: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError) {
        do throws(ProviderError) {
            try await api.delete(event.id, revision: event.revision, in: calendar.id)
        } catch {
            if case .notFound = error { return }
            // A tombstone has another revision: after a lost answer our own deletion looks like somebody's change.
            if error == .preconditionFailed, try await isGone(event.id, in: calendar) { return }
            throw error
        }
    }

    package func close() async { await api.http.close() }
}

// MARK: Listing

extension GoogleProvider {
    /// The query that sync tokens are given for, and the version of the mapping: a token of another one is dropped.
    static let shape = "events.list singleEvents=unset showDeleted=unset mapping=2"

    /// Reads all pages. A page may be empty and not the last; of rows that come twice the last counts.
    private func listing(
        _ calendar: RemoteCalendar, _ query: GoogleAPI.Query, question: GoogleQuestion
    ) async throws(ProviderError) -> (rows: [GoogleEvent], token: String?) {
        var rows: [GoogleEvent?] = []
        var places: [String: Int] = [:]
        var page: String?
        var token: String?
        repeat {
            let pageQuery = page.map { [("pageToken", $0)] } ?? []
            let answer = try await api.list(
                calendar.id, query: [("maxResults", "2500")] + query + pageQuery, question: question)
            for row in answer.items ?? [] {
                if let place = places.updateValue(rows.count, forKey: row.id) { rows[place] = nil }
                rows.append(row)
            }
            page = try Self.next(answer.nextPageToken, after: page)
            token = answer.nextSyncToken
        } while page != nil
        return (rows.compactMap { $0 }, token)
    }

    private static func next(_ token: String?, after page: String?) throws(ProviderError) -> String? {
        guard let token, !token.isEmpty else { return nil }
        guard token != page else { throw .unreadable("Google's listing goes round in circles.") }
        return token
    }

    /// The event that `row` is the master of, with all its exceptions.
    func whole(_ row: GoogleEvent, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        let mapping = GoogleMapping(calendar)
        let event = mapping.event(row)
        guard row.recurrence?.isEmpty == false, let uid = row.iCalUID else { return event }
        let rows = try await listing(calendar, [("iCalUID", uid)], question: .listing(hasToken: false)).rows
        // The master is the row that was read: a listing may lag behind it.
        let family = rows.filter { $0.recurringEventId == row.id }
        return RemoteChanges(whole: ([row] + family).map(mapping.item)).events[row.id] ?? event
    }
}

extension RemoteChanges {
    /// Puts rows together that hold all there is to know.
    fileprivate init(whole rows: [RemoteItem]) { self.init(rows, known: { _ in nil }, knownMaster: { _ in nil }) }
}

extension RemoteCalendar {
    fileprivate init(_ entry: GoogleCalendarEntry, account: String?) {
        let role = entry.accessRole ?? ""
        self.init(
            id: entry.id, name: entry.summaryOverride ?? entry.summary ?? entry.id, timeZone: entry.timeZone ?? "UTC",
            isWritable: ["owner", "writer", "writerWithoutPrivateAccess"].contains(role),
            isPrimary: entry.primary == true, defaultAlarms: Set((entry.defaultReminders ?? []).compactMap(\.alarm)),
            account: account, hidesPrivate: role == "writerWithoutPrivateAccess" ? true : nil)
    }
}
