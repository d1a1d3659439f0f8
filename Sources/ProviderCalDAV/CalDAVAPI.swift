import FoundationEssentials
import ProviderKit

/// The requests to a CalDAV server, a method each (RFC 4791, RFC 4918, RFC 6578).
///
/// It encodes, sends, and turns whatever isn't success into a ``ProviderError``. It does not wait, and repeats nothing but
/// what was refused for its password, or what was sent on to another host of the same service without it.
struct CalDAVAPI: Sendable {
    let http: HTTPClient
    /// The name to sign in with.
    let user: String
    /// Returns the password.
    let password: @Sendable () async throws(ProviderError) -> String
    /// Returns another password than one that was refused; `nil` where there is none.
    var renew: @Sendable (_ refused: String) async throws(ProviderError) -> String? = { _ in nil }
    /// Seconds since 1970.
    let now: @Sendable () -> Double

    /// What a multistatus said, and who said it after redirects.
    struct Answer: Sendable {
        /// The resource that answered; hrefs are relative to it.
        var location: DAVLocation
        var status: Multistatus
    }

    /// Returns the classes of the `DAV` header of a resource, in lower case (RFC 4918 §10.1).
    func classes(of location: DAVLocation) async throws(ProviderError) -> Set<String> {
        let response = try await answer("OPTIONS", location, headers: [], body: nil, question: .discovery)
        let words = response.headers.values(of: "dav").flatMap { $0.split(separator: ",") }
        return Set(words.map { $0.filter { $0 != " " }.lowercased() })
    }

    /// Asks for properties of a resource, and with `depth` 1 of its members.
    func properties(
        _ names: [XMLName], of location: DAVLocation, depth: Int, question: CalDAVQuestion
    ) async throws(ProviderError) -> Answer {
        try await multistatus(
            "PROPFIND", location, depth: depth, body: CalDAVBody.propfind(names), question: question)
    }

    /// Asks what changed in a calendar since `token`.
    func changes(in calendar: DAVLocation, since token: String?) async throws(ProviderError) -> Answer {
        // RFC 6578 §3.2: the header is 0; how deep it goes is said by sync-level.
        try await multistatus(
            "REPORT", calendar, depth: 0, body: CalDAVBody.syncCollection(since: token),
            question: .listing(hasToken: token != nil))
    }

    /// Reads events whole; those that aren't there have a 404, or are left out.
    func events(_ members: [DAVLocation], in calendar: DAVLocation) async throws(ProviderError) -> Answer {
        try await multistatus(
            "REPORT", calendar, depth: 1, body: CalDAVBody.multiget(members.map(\.path)), question: .reading)
    }

    /// Reads the events that hold `uid`.
    func events(holding uid: String, in calendar: DAVLocation) async throws(ProviderError) -> Answer {
        try await multistatus("REPORT", calendar, depth: 1, body: CalDAVBody.query(uid: uid), question: .reading)
    }

    /// Whether a resource is there, by a read of it alone.
    func exists(_ member: DAVLocation) async throws(ProviderError) -> Bool {
        let response = try await answer("GET", member, headers: [], body: nil, question: .reading)
        if (200...299).contains(response.status) { return true }
        if response.status == 404 || response.status == 410 { return false }
        throw error(response, .reading, member)
    }

    /// Whether a calendar is there, by its own word.
    func isCalendar(_ location: DAVLocation) async throws(ProviderError) -> Bool {
        do throws(ProviderError) {
            let answer = try await properties(
                [.dav("resourcetype")], of: location, depth: 0, question: .listing(hasToken: false))
            return answer.status.responses.contains {
                $0.found[.dav("resourcetype")]?.child(.caldav("calendar")) != nil
            }
        } catch {
            if case .calendarGone = error { return false }
            throw error
        }
    }

    /// Stores an event, and returns the tag that the server gives it, where it gives one.
    ///
    /// - Parameter revision: The tag that it replaces; `nil` for an event that must not be there yet.
    func put(_ text: [UInt8], at member: DAVLocation, replacing revision: String?) async throws(ProviderError)
        -> String?
    {
        let guarding = revision.map { HTTPHeader("If-Match", $0) } ?? HTTPHeader("If-None-Match", "*")
        let response = try await write(
            "PUT", member, headers: [guarding, HTTPHeader("Content-Type", "text/calendar; charset=utf-8")], body: text,
            question: revision == nil ? .creation : .change)
        guard let tag = response.headers["etag"], !tag.hasPrefix("W/") else { return nil }
        return tag
    }

    /// Removes an event, if it still has `revision`.
    func delete(_ member: DAVLocation, revision: String, isSilent: Bool) async throws(ProviderError) {
        var headers = [HTTPHeader("If-Match", revision)]
        // RFC 6638 §8.1: the organizer isn't told that one doesn't come.
        if isSilent { headers.append(HTTPHeader("Schedule-Reply", "F")) }
        _ = try await write("DELETE", member, headers: headers, body: nil, question: .change)
    }

    /// Moves an event, if it still has `revision` and nothing is in its way.
    func move(_ member: DAVLocation, to destination: DAVLocation, revision: String) async throws(ProviderError) {
        let headers = [
            HTTPHeader("Destination", destination.url), HTTPHeader("Overwrite", "F"), HTTPHeader("If-Match", revision),
        ]
        _ = try await write("MOVE", member, headers: headers, body: nil, question: .moving)
    }
}

// MARK: Sending

extension CalDAVAPI {
    private func multistatus(
        _ method: String, _ location: DAVLocation, depth: Int, body: String, question: CalDAVQuestion
    ) async throws(ProviderError) -> Answer {
        let headers = [
            HTTPHeader("Depth", String(depth)), HTTPHeader("Content-Type", "application/xml; charset=utf-8"),
        ]
        let response = try await answer(
            method, location, headers: headers, body: Array(body.utf8), question: question)
        guard response.status == 207 else {
            guard (200...299).contains(response.status) else { throw error(response, question, location) }
            throw .unreadable("\(location.host) doesn't speak CalDAV under this address. Is it right?")
        }
        do throws(XMLReader.Flaw) {
            return Answer(
                location: DAVLocation(response.url) ?? location, status: try Multistatus(response.body))
        } catch {
            throw .unreadable(
                "The answer of \(location.host) is no whole XML; nothing is concluded from it. \(error.sentence)")
        }
    }

    private func write(
        _ method: String, _ location: DAVLocation, headers: [HTTPHeader], body: [UInt8]?, question: CalDAVQuestion
    ) async throws(ProviderError) -> HTTPResponse {
        let response = try await answer(method, location, headers: headers, body: body, question: question)
        guard (200...299).contains(response.status) else { throw error(response, question, location) }
        return response
    }

    private func error(_ response: HTTPResponse, _ question: CalDAVQuestion, _ location: DAVLocation) -> ProviderError {
        ProviderError(CalDAVFault(response, now: now()), to: question, host: location.host)
    }

    private func answer(
        _ method: String, _ location: DAVLocation, headers: [HTTPHeader], body: [UInt8]?, question: CalDAVQuestion
    ) async throws(ProviderError) -> HTTPResponse {
        var secret = try await password()
        var response = try await send(method, location, headers, body, secret, question)
        if response.status == 401, let place = DAVLocation(response.url), place.origin != location.origin {
            guard location.sharesSignIn(with: place) else {
                throw .rejected(
                    "\(location.host) sends on to \(place.url), which is another host: your password did not go there. If you know that host, sign in with its address."
                )
            }
            // A host of the same service: the sign-in stayed behind, and is good there too.
            response = try await send(method, place, headers, body, secret, question)
        }
        // Nothing was done, so nothing is done twice: with another password the request is made once more.
        if response.status == 401, let other = try await renew(secret) {
            secret = other
            response = try await send(method, location, headers, body, secret, question)
        }
        return response
    }

    private func send(
        _ method: String, _ location: DAVLocation, _ headers: [HTTPHeader], _ body: [UInt8]?, _ secret: String,
        _ question: CalDAVQuestion
    ) async throws(ProviderError) -> HTTPResponse {
        // Sent before it is asked for: a challenge for each request would double them.
        let sign = HTTPHeader("Authorization", "Basic " + Data("\(user):\(secret)".utf8).base64EncodedString())
        var request = HTTPRequest(method: method, url: location.url, headers: headers + [sign], body: body)
        if let patience = question.patience { (request.timeout, request.stallTimeout) = (patience, patience) }
        do throws(HTTPError) {
            return try await http.send(request)
        } catch {
            throw ProviderError(error, isWrite: question.isWrite)
        }
    }
}
