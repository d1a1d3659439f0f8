import ProviderKit
import SyncCore

/// Finds an account's calendars from an address (RFC 6764 §6, RFC 5397, RFC 4791 §6.2).
struct CalDAVDiscovery: Sendable {
    let api: CalDAVAPI

    /// What an account has on its server.
    struct Account: Hashable, Sendable {
        /// The address that knew the account, after redirects.
        var endpoint: DAVLocation
        /// The collections that hold its calendars; more than one, and on other hosts, on some servers.
        var homes: [DAVLocation]
        /// Its addresses, in lower case: of mail, and the ways to write its principal's.
        var addresses: [String]
    }

    /// The account that is known at the first of `endpoints` that knows one.
    ///
    /// - Throws: What the last of them said, or that the sign-in was refused, or that one sends on to another host.
    func account(at endpoints: [DAVLocation]) async throws(ProviderError) -> Account {
        var failure = ProviderError.unavailable("There is no address to ask.", retryAfter: nil)
        for endpoint in endpoints {
            do throws(ProviderError) {
                return try await account(at: endpoint)
            } catch {
                if case .unauthorized = error { throw error }
                if error == .cancelled { throw error }
                // That the next address leads nowhere says less than where this one leads.
                if case .rejected = failure { continue }
                failure = error
            }
        }
        throw failure
    }

    /// The account that `endpoint` speaks of.
    func account(at endpoint: DAVLocation) async throws(ProviderError) -> Account {
        let asked: [XMLName] = [
            .dav("current-user-principal"), .dav("resourcetype"), .caldav("calendar-home-set"),
            .caldav("calendar-user-address-set"),
        ]
        let answer = try await api.properties(asked, of: endpoint, depth: 0, question: .discovery)
        guard let first = answer.status.responses.first else {
            throw .unreadable("\(endpoint.host) answers nothing about \(endpoint.path).")
        }
        if let href = first.found[.dav("current-user-principal")]?.child(.dav("href"))?.trimmed,
            let principal = answer.location.resolving(href), api.mayAsk(principal, from: endpoint)
        {
            return try await account(of: principal, endpoint: answer.location)
        }
        if let account = Account(first, at: answer.location, endpoint: answer.location) { return account }
        // An address of a calendar itself, or of the collection around it, on a server without principals.
        if first.found[.dav("resourcetype")]?.child(.dav("collection")) != nil {
            return Account(endpoint: answer.location, homes: [answer.location], addresses: [])
        }
        throw .unavailable("\(endpoint.host) doesn't say whose calendars are at \(endpoint.path).", retryAfter: nil)
    }

    private func account(of principal: DAVLocation, endpoint: DAVLocation) async throws(ProviderError) -> Account {
        let asked: [XMLName] = [.caldav("calendar-home-set"), .caldav("calendar-user-address-set")]
        let answer = try await api.properties(asked, of: principal, depth: 0, question: .discovery)
        guard let first = answer.status.responses.first,
            let account = Account(first, at: answer.location, endpoint: endpoint)
        else {
            throw .unavailable("\(endpoint.host) knows the account, but no calendars of it.", retryAfter: nil)
        }
        return account
    }

    /// The calendars of an account that hold events.
    func calendars(of account: Account) async throws(ProviderError) -> [RemoteCalendar] {
        var found: [CalDAVCalendar] = []
        for home in account.homes {
            guard api.mayAsk(home, from: account.endpoint) else { continue }
            let answer = try await api.properties(CalDAVCalendar.properties, of: home, depth: 1, question: .discovery)
            for response in answer.status.responses {
                guard let calendar = CalDAVCalendar(response, at: answer.location), calendar.holdsEvents,
                    !found.contains(where: { $0.location == calendar.location })
                else { continue }
                found.append(calendar)
            }
        }
        let schedules = try await mailsGuests(account)
        let primary = found.first { $0.isWritable }?.location
        return found.map { calendar in
            RemoteCalendar(
                calendar, endpoint: account.endpoint, asked: nil, addresses: account.addresses, schedules: schedules,
                isPrimary: calendar.location == primary)
        }
    }

    /// One calendar, by its place; `nil` where there is none (any more).
    func calendar(at location: DAVLocation, endpoint: DAVLocation) async throws(ProviderError) -> RemoteCalendar? {
        let account = try await account(at: endpoint)
        let answer: CalDAVAPI.Answer
        do throws(ProviderError) {
            answer = try await api.properties(
                CalDAVCalendar.properties, of: location, depth: 0, question: .listing(hasToken: false))
        } catch {
            if case .calendarGone = error { return nil }
            throw error
        }
        guard let response = answer.status.responses.first,
            let calendar = CalDAVCalendar(response, at: answer.location)
        else { return nil }
        return RemoteCalendar(
            calendar, endpoint: endpoint, asked: location, addresses: account.addresses,
            schedules: try await mailsGuests(account), isPrimary: false)
    }

    /// RFC 6638 §2: the class that says that stored events are sent to their guests.
    private func mailsGuests(_ account: Account) async throws(ProviderError) -> Bool {
        guard let home = account.homes.first else { return false }
        return try await api.classes(of: home).contains("calendar-auto-schedule")
    }
}

extension CalDAVDiscovery.Account {
    /// Reads the properties of a principal; `nil` where it names no collection of calendars.
    fileprivate init?(_ response: DAVResponse, at location: DAVLocation, endpoint: DAVLocation) {
        let hrefs = { (name: String) in
            (response.found[.caldav(name)]?.children(.dav("href")) ?? []).map(\.trimmed)
        }
        homes = hrefs("calendar-home-set").compactMap { location.resolving($0) }
        guard !homes.isEmpty else { return nil }
        addresses = hrefs("calendar-user-address-set").flatMap { Self.spellings(of: $0, at: location) }
        self.endpoint = endpoint
    }

    /// The ways in which an address of the account may stand in an event, in lower case (RFC 6638 §2.4.1).
    ///
    /// iCloud has people stand in events as the paths of their principals (facts/caldav.md 7): with and without the host and
    /// the last slash it is the same one.
    private static func spellings(of href: String, at location: DAVLocation) -> [String] {
        // A list of them is kept with spaces in between.
        var spellings = href.contains(" ") ? [] : [href]
        if href.hasPrefix("/") || href.hasPrefix("http"), let place = location.resolving(href),
            location.sharesSignIn(with: place), !place.segments.isEmpty
        {
            let path = place.isCollection ? String(place.path.dropLast()) : place.path
            spellings += [path, path + "/"].flatMap { [$0, place.origin + $0] }
        }
        return spellings.map { $0.lowercased() }
    }
}

extension CalDAVAPI {
    /// Whether the sign-in may go where a server says that its things are.
    func mayAsk(_ location: DAVLocation, from endpoint: DAVLocation) -> Bool { endpoint.sharesSignIn(with: location) }
}

extension CalDAVProvider {
    /// The addresses where the account of a person's words may be found, the likeliest first.
    ///
    /// - Parameter words: A URL, a host, or a mail address (RFC 6764 §6); `nil` for neither.
    package static func endpoints(for words: String) -> [String] {
        let isURL = words.hasPrefix("https://") || words.hasPrefix("http://")
        let host = isURL ? words : "https://" + (words.split(separator: "@").last.map(String.init) ?? words)
        guard let place = DAVLocation(host), place.host.contains(".") || place.host == "localhost" || isURL else {
            return []
        }
        let wellKnown = DAVLocation(place.origin + "/.well-known/caldav")
        let isRoot = place.segments.isEmpty
        return (isRoot ? [wellKnown, place] : [place, wellKnown]).compactMap { $0?.url }
    }
}
