import Crypto
import Glibc
import ICalendar
import ProviderKit
import SyncCore

/// A CalDAV server, signed in with one account (RFC 4791).
///
/// What it relies on stands in facts/caldav.md, measured on five servers. It holds whole iCalendar text: a write starts from
/// the server's last text and changes just what is to change, and what the server makes of it is read back.
package struct CalDAVProvider: Provider {
    /// Whether guests get mail about changes.
    package enum Notify: String, Hashable, Sendable {
        case none, all
    }

    package let capabilities: Capabilities

    /// Where the account's search begins.
    let endpoint: DAVLocation
    let api: CalDAVAPI
    let notify: Notify
    let now: @Sendable () -> Double

    /// Speaks to the server at `endpoint`; nothing is sent yet. `nil` where that is no URL.
    ///
    /// - Parameters:
    ///   - endpoint: The address of the account or its server, such as `https://caldav.icloud.com/`.
    ///   - password: Returns the password.
    ///   - renew: Returns another password than one that was refused, or `nil`; it is tried once.
    ///   - notify: Whether guests are mailed by servers that do so.
    ///   - now: Seconds since 1970.
    package init?(
        endpoint: String, user: String, http: HTTPClient,
        password: @escaping @Sendable () async throws(ProviderError) -> String,
        renew: @escaping @Sendable (String) async throws(ProviderError) -> String? = { _ in nil },
        notify: Notify = .none, now: @escaping @Sendable () -> Double = { Double(time(nil)) }
    ) {
        guard let endpoint = DAVLocation(endpoint) else { return nil }
        self.endpoint = endpoint
        self.notify = notify
        self.now = now
        api = CalDAVAPI(http: http, user: user, password: password, renew: renew, now: now)
        var capabilities = Capabilities(
            name: "CalDAV", guardsWrites: true, createsOncePerUID: true, scheduleWriteResetsExceptions: false,
            hasDeltas: true)
        capabilities.keepsTombstones = false
        capabilities.movesEvents = true
        capabilities.mailsGuests = true
        // facts/caldav.md 3: more make no server faster.
        capabilities.lanes = 4
        // sabre and DAViCal store a UID twice (facts/caldav.md 2), and no server says beforehand what it does.
        capabilities.mayHoldUIDTwice = true
        self.capabilities = capabilities
    }

    /// Looks for the account and its calendars again, so that a lost right or a new name is seen.
    package func calendars() async throws(ProviderError) -> [RemoteCalendar] {
        let discovery = CalDAVDiscovery(api: api)
        return try await discovery.calendars(of: try await discovery.account(at: endpoint))
    }

    /// Finds the account from several addresses, and returns the one that knew it, with its calendars.
    package func found(at endpoints: [String]) async throws(ProviderError) -> (endpoint: String, [RemoteCalendar]) {
        let discovery = CalDAVDiscovery(api: api)
        let account = try await discovery.account(at: endpoints.compactMap { DAVLocation($0) })
        return (account.endpoint.url, try await discovery.calendars(of: account))
    }

    /// Looks at one calendar; one that was looked at under the same address is taken as it was seen.
    package func calendar(
        _ id: String, known: RemoteCalendar?, isOutdated: Bool
    ) async throws(ProviderError) -> RemoteCalendar? {
        guard id != "primary", let location = endpoint.resolving(id), endpoint.sharesSignIn(with: location) else {
            return nil
        }
        if let known, !isOutdated, known.notes?[RemoteCalendar.CalDAVNote.asked] == location.url,
            known.notes?[RemoteCalendar.CalDAVNote.addresses] != nil
        {
            return known
        }
        return try await CalDAVDiscovery(api: api).calendar(at: location, endpoint: endpoint)
    }

    package func lens(for calendar: RemoteCalendar) -> Lens { CalDAVLens(calendar).lens }

    package func event(_ id: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Sighting {
        let place = try location(of: calendar)
        let reading = try await read([id], in: place, calendar)
        if let event = reading.found[id] { return .live(event) }
        if reading.missing.contains(id) { return .absent }
        // Some servers leave out what isn't there (facts/caldav.md 2), so that only a read of it alone tells.
        guard try await api.exists(place.appending(id)) else { return .absent }
        throw .unreadable("\(place.host) has something at \(id) that it doesn't show as an event.")
    }

    package func find(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> [Sighting] {
        // Where nothing else happened it has the name that we gave it. Servers answer that at once, and a search for a UID
        // only after reading every event (Radicale), or not at all (facts/caldav.md 2).
        if let event = try await made(uid, generation: 0, by: "", in: calendar) { return [.live(event)] }
        let place = try location(of: calendar)
        do throws(ProviderError) {
            let answer = try await api.events(holding: uid.text, in: place)
            return sightings(answer, in: place, calendar).filter { $0.uid == uid }.map { .live($0) }
        } catch {
            switch error {
            case .unauthorized, .calendarGone, .cancelled, .rateLimited: throw error
            default: break
            }
        }
        // One stored event that can't be read makes some servers fail every search: then all are looked at.
        let set = try await changes(in: calendar, since: nil)
        return set.items.compactMap { item in
            if case .event(let event) = item, event.uid == uid { .live(event) } else { nil }
        }
    }

    package func made(
        _ uid: UID, generation: Int, by operation: String, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent? {
        let name = Self.name(for: uid, generation: generation)
        let event = try await read([name], in: try location(of: calendar), calendar).found[name]
        return event?.uid == uid ? event : nil
    }

    package func move(
        _ event: RemoteEvent, from calendar: RemoteCalendar, to destination: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        let (source, place) = (try location(of: calendar), try location(of: destination))
        guard source.origin == place.origin else {
            throw .rejected("\(source.host) and \(place.host) can't move events between each other.")
        }
        var refusal: ProviderError?
        do throws(ProviderError) {
            try await api.move(source.appending(event.id), to: place.appending(event.id), revision: event.revision)
        } catch {
            guard case .rejected = error else { throw error }
            refusal = error
        }
        do throws(ProviderError) {
            let there = try await self.event(event.id, in: destination)
            if case .live(let moved) = there, moved.uid == event.uid { return moved }
            // A 502 may be a proxy's, whose server has moved the event all the same.
            if let refusal, there == .absent, case .live(let kept) = try await self.event(event.id, in: calendar),
                kept.revision == event.revision
            {
                throw refusal
            }
        } catch {
            if error == refusal { throw error }
            if refusal == nil { throw Self.unread(error) }
        }
        throw .uncertain("It isn't clear whether \(place.host) has moved the event to \(destination.name).")
    }

    package func close() async { await api.http.close() }
}

// MARK: Places

extension CalDAVProvider {
    /// Where a calendar is.
    func location(of calendar: RemoteCalendar) throws(ProviderError) -> DAVLocation {
        guard let place = endpoint.resolving(calendar.id), endpoint.sharesSignIn(with: place) else {
            throw .calendarGone("\(calendar.id.prefix(80)) is no address of a calendar on \(endpoint.host).")
        }
        return place
    }

    func mapping(_ calendar: RemoteCalendar) -> CalDAVMapping {
        CalDAVMapping(calendar, host: endpoint.host, mails: notify == .all)
    }

    /// The name of a new resource: the same for the same event, so that a repeated creation meets itself.
    ///
    /// Letters and digits only, for servers differ on everything else (facts/caldav.md 2).
    static func name(for uid: UID, generation: Int) -> String {
        let digest = SHA256.hash(data: Array("\(uid.text)\n\(generation)".utf8))
        let digits = Array("0123456789abcdef".utf8)
        let hex = digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self) + ".ics"
    }
}
