import FoundationEssentials
import ProviderKit

/// The requests to Google's Calendar API v3, a method each.
///
/// It encodes, sends, and turns whatever isn't success into a ``ProviderError``. It does not wait, and
/// repeats nothing but what was refused for its token.
struct GoogleAPI: Sendable {
    /// Where the API begins, such as `https://www.googleapis.com/calendar/v3`.
    let endpoint: String
    let http: HTTPClient
    /// Returns a fresh access token.
    let token: @Sendable () async throws(ProviderError) -> String
    /// Returns another token than one that was refused; `nil` where there is none.
    var renew: @Sendable (_ refused: String) async throws(ProviderError) -> String? = { _ in nil }
    /// `sendUpdates` of every request that knows it.
    let notify: GoogleProvider.Notify
    /// Seconds since 1970.
    let now: @Sendable () -> Double

    typealias Query = [(name: String, value: String)]

    /// Returns a page of the user's calendars.
    func calendarList(page: String?) async throws(ProviderError) -> GoogleCalendarPage {
        let query = [("maxResults", "250")] + (page.map { [("pageToken", $0)] } ?? [])
        return try await read(path: ["users", "me", "calendarList"], query: query, question: .calendars)
    }

    /// Puts a calendar on the user's list.
    func subscribe(to calendar: String) async throws(ProviderError) {
        let body = Array((try? JSONEncoder().encode(["id": calendar])) ?? Data())
        _ = try await send("POST", path: ["users", "me", "calendarList"], query: [], body: body, question: .creation)
    }

    /// Returns a page of a calendar's events.
    func list(_ calendar: String, query: Query, question: GoogleQuestion) async throws(ProviderError) -> GoogleEventPage
    {
        try await read(path: ["calendars", calendar, "events"], query: query, question: question)
    }

    /// Returns one event or instance; a deleted one too, as long as Google keeps its tombstone.
    func get(_ id: String, in calendar: String) async throws(ProviderError) -> GoogleEvent {
        try await read(path: ["calendars", calendar, "events", id], question: .event)
    }

    /// Returns the instances of a series with this original start, a date or a time with an offset; cancelled ones too.
    func instances(of series: String, at original: String, in calendar: String) async throws(ProviderError)
        -> GoogleEventPage
    {
        try await read(
            path: ["calendars", calendar, "events", series, "instances"],
            query: [("originalStart", original), ("showDeleted", "true")], question: .event)
    }

    /// Creates an event with an id or a UID of our choice; its guests are told where the account wants it.
    func insert(_ body: GoogleEventBody, in calendar: String) async throws(ProviderError) -> GoogleEvent {
        try await write(
            "POST", path: ["calendars", calendar, "events"], query: updates(body) + switches(body), body: body,
            question: .creation)
    }

    /// Creates an event under its own UID. It mails nobody, and a repetition meets the same event.
    func importing(_ body: GoogleEventBody, in calendar: String) async throws(ProviderError) -> GoogleEvent {
        try await write(
            "POST", path: ["calendars", calendar, "events", "import"], query: switches(body), body: body,
            question: .creation)
    }

    /// Changes the fields of `body`, if the event still has `revision`.
    func patch(
        _ id: String, _ body: GoogleEventBody, revision: String?, in calendar: String
    ) async throws(ProviderError) -> GoogleEvent {
        try await write(
            "PATCH", path: ["calendars", calendar, "events", id], query: updates(body) + switches(body), body: body,
            revision: revision, question: .change)
    }

    /// Moves an event to another calendar, if it still has `revision`. The answer is the source's view of it: cancelled.
    func move(
        _ id: String, from calendar: String, to destination: String, revision: String?
    ) async throws(ProviderError) {
        let query = [("destination", destination), ("sendUpdates", notify.rawValue)]
        _ = try await send(
            "POST", path: ["calendars", calendar, "events", id, "move"], query: query, revision: revision,
            question: .change)
    }

    /// Deletes an event or cancels an instance, if it still has `revision`.
    func delete(_ id: String, revision: String?, in calendar: String) async throws(ProviderError) {
        let path = ["calendars", calendar, "events", id]
        _ = try await send(
            "DELETE", path: path, query: [("sendUpdates", notify.rawValue)], revision: revision, question: .change)
    }

    /// Asks to be told when something in a calendar changes.
    func watch(_ calendar: String, _ channel: GoogleChannelBody) async throws(ProviderError) -> GoogleChannelBody {
        let body = Array((try? JSONEncoder().encode(channel)) ?? Data())
        return try decoded(
            try await send(
                "POST", path: ["calendars", calendar, "events", "watch"], query: [], body: body, question: .channel),
            to: .channel)
    }

    /// Asks not to be told any more.
    func stop(_ channel: GoogleChannelBody) async throws(ProviderError) {
        let body = Array((try? JSONEncoder().encode(channel)) ?? Data())
        _ = try await send("POST", path: ["channels", "stop"], query: [], body: body, question: .channel)
    }

    /// Nobody is told of what is no guest's business.
    private func updates(_ body: GoogleEventBody) -> Query {
        [("sendUpdates", body.concernsGuests ? notify.rawValue : GoogleProvider.Notify.none.rawValue)]
    }

    /// Without it attachments are dropped in silence (discovery document, Event.attachments).
    private func switches(_ body: GoogleEventBody) -> Query {
        body.attachments == nil ? [] : [("supportsAttachments", "true")]
    }
}

// MARK: Sending

extension GoogleAPI {
    private func read<Answer: Decodable>(
        path: [String], query: Query = [], question: GoogleQuestion
    ) async throws(ProviderError) -> Answer {
        try decoded(try await send("GET", path: path, query: query, question: question), to: question)
    }

    private func write(
        _ method: String, path: [String], query: Query = [], body: GoogleEventBody, revision: String? = nil,
        question: GoogleQuestion
    ) async throws(ProviderError) -> GoogleEvent {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(body) else { throw .rejected("The event can't be written as JSON.") }
        let answer = try await send(
            method, path: path, query: query, body: Array(data), revision: revision, question: question)
        return try decoded(answer, to: question)
    }

    private func send(
        _ method: String, path: [String], query: Query, body: [UInt8]? = nil, revision: String? = nil,
        question: GoogleQuestion
    ) async throws(ProviderError) -> HTTPResponse {
        var headers = [HTTPHeader("Accept", "application/json")]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        if let revision, !revision.isEmpty { headers.append(HTTPHeader("If-Match", revision)) }
        let request = HTTPRequest(method: method, url: url(path, query), headers: headers, body: body)
        let bearer = try await token()
        var response = try await answer(to: request, bearer, question)
        // Nothing was done, so nothing is done twice: with another token the request is made once more.
        if response.status == 401, !GoogleFault(response, now: now()).isOfAddress, let other = try await renew(bearer) {
            response = try await answer(to: request, other, question)
        }
        guard (200...299).contains(response.status) else {
            let now = now()
            throw ProviderError(GoogleFault(response, now: now), to: question, now: now)
        }
        return response
    }

    private func answer(
        to request: HTTPRequest, _ bearer: String, _ question: GoogleQuestion
    ) async throws(ProviderError) -> HTTPResponse {
        var request = request
        request.headers.append(HTTPHeader("Authorization", "Bearer " + bearer))
        do throws(HTTPError) {
            return try await http.send(request)
        } catch {
            throw ProviderError(error, isWrite: question.isWrite)
        }
    }

    private func decoded<Answer: Decodable>(
        _ response: HTTPResponse, to question: GoogleQuestion
    ) throws(ProviderError) -> Answer {
        if let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) { return answer }
        let sentence = "Google's answer isn't what its API describes. Is something between here and \(endpoint)?"
        throw question.isWrite ? .uncertain(sentence) : .unreadable(sentence)
    }

    /// Calendar ids hold `@` and `#`, and tokens `=`: all but RFC 3986's unreserved characters are encoded.
    func url(_ path: [String], _ query: Query) -> String {
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        return base + path.map { "/" + FormText.encoded($0) }.joined()
            + (query.isEmpty ? "" : "?" + FormText.text(query))
    }
}
