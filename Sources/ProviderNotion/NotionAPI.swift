import FoundationEssentials
import ICalendar
import ProviderKit
import SyncCore

/// The requests that calsync makes of Notion, a method each. It classifies errors and repeats nothing.
struct NotionAPI: Sendable {
    /// The versions of the API that calsync speaks; the first is the one it asks for (facts/notion.md 1).
    static let versions = ["2026-03-11", "2025-09-03"]

    /// Where the API is.
    let endpoint: String
    /// `Notion-Version` of every request.
    let version: String
    let http: HTTPClient
    /// Returns the token.
    let token: @Sendable () async throws(ProviderError) -> String

    typealias Query = [(name: String, value: String)]

    /// An answer, and what day it is at Notion.
    struct Answer<Value> {
        var value: Value
        /// Seconds since 1970, from the header `Date`; `nil` where that is missing.
        var time: Int?
    }

    /// Returns whose token it is.
    func me() async throws(ProviderError) -> NotionUser {
        try await read("GET", ["users", "me"], question: .account).value
    }

    /// Returns a page of the data sources that are shared.
    func search(after cursor: String?) async throws(ProviderError) -> NotionSearchPage {
        try await read("POST", ["search"], body: NotionSearchBody(startCursor: cursor), question: .account).value
    }

    /// Returns a database: which data sources are in it.
    func database(_ id: String) async throws(ProviderError) -> NotionDatabase {
        try await read("GET", ["databases", id], question: .source).value
    }

    /// Returns a data source with its properties.
    func dataSource(_ id: String) async throws(ProviderError) -> NotionDataSource {
        try await read("GET", ["data_sources", id], question: .source).value
    }

    /// Adds properties to a data source.
    func add(_ properties: NotionSchemaBody, to id: String) async throws(ProviderError) -> NotionDataSource {
        try await read("PATCH", ["data_sources", id], body: properties, question: .schema).value
    }

    /// Returns a page of rows, with no more than `properties`.
    func query(
        _ id: String, _ body: NotionQueryBody, properties: [String]
    ) async throws(ProviderError) -> Answer<NotionPageList> {
        try await read(
            "POST", ["data_sources", id, "query"], query: properties.map { ("filter_properties", $0) }, body: body,
            question: .listing)
    }

    /// Returns one page, from the trash too.
    func page(_ id: String) async throws(ProviderError) -> NotionPage {
        try await read("GET", ["pages", id], question: .page).value
    }

    /// Returns a piece of one property's value.
    func property(_ id: String, of page: String, after cursor: String?) async throws(ProviderError)
        -> NotionPropertyPage
    {
        let query = [("page_size", "100")] + (cursor.map { [("start_cursor", $0)] } ?? [])
        return try await read("GET", ["pages", page, "properties", id], query: query, question: .page).value
    }

    /// Makes a page.
    func create(_ body: NotionPageBody) async throws(ProviderError) -> NotionPage {
        let response = try await send("POST", ["pages"], body: try encoded(body), question: .creation)
        if (200...299).contains(response.status) { return try decoded(response, to: .creation) }
        let fault = NotionFault(response)
        // The change was saved, but the answer could not be built in time.
        guard let id = fault.committed else { throw ProviderError(fault, to: .creation) }
        do { return try await page(id) } catch {
            throw .uncertain("Notion has saved the page, but doesn't show it: \(error.sentence)")
        }
    }

    /// Changes what `body` names of a page.
    func update(_ id: String, _ body: NotionPageBody) async throws(ProviderError) -> NotionPage {
        try await read("PATCH", ["pages", id], body: body, question: .change).value
    }

    /// Throws a page into the trash, or takes it out.
    func setTrashed(_ isTrashed: Bool, _ id: String) async throws(ProviderError) -> NotionPage {
        let isOld = version < "2026-03-11"
        let body = NotionPageBody(inTrash: isOld ? nil : isTrashed, archived: isOld ? isTrashed : nil)
        return try await update(id, body)
    }
}

// MARK: Sending

extension NotionAPI {
    /// Stands for 'no body'.
    private struct Nothing: Encodable {}

    private func read<Value: Decodable>(
        _ method: String, _ path: [String], query: Query = [], question: NotionQuestion
    ) async throws(ProviderError) -> Answer<Value> {
        try await read(method, path, query: query, body: Nothing?.none, question: question)
    }

    private func read<Value: Decodable>(
        _ method: String, _ path: [String], query: Query = [], body: (some Encodable)?, question: NotionQuestion
    ) async throws(ProviderError) -> Answer<Value> {
        let response = try await send(method, path, query: query, body: try body.map(encoded), question: question)
        guard (200...299).contains(response.status) else { throw ProviderError(NotionFault(response), to: question) }
        return Answer(value: try decoded(response, to: question), time: response.headers["date"].flatMap(Self.seconds))
    }

    private func encoded(_ body: some Encodable) throws(ProviderError) -> [UInt8] {
        guard let data = try? NotionJSON.encoder.encode(body) else {
            throw .rejected("The event can't be written as JSON.")
        }
        return Array(data)
    }

    private func send(
        _ method: String, _ path: [String], query: Query = [], body: [UInt8]?, question: NotionQuestion
    ) async throws(ProviderError) -> HTTPResponse {
        var headers = [
            HTTPHeader("Authorization", "Bearer " + (try await token())), HTTPHeader("Notion-Version", version),
            HTTPHeader("Accept", "application/json"),
        ]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        let request = HTTPRequest(method: method, url: url(path, query), headers: headers, body: body)
        do throws(HTTPError) {
            return try await http.send(request)
        } catch {
            throw ProviderError(error, isWrite: question.isWrite)
        }
    }

    private func decoded<Value: Decodable>(
        _ response: HTTPResponse, to question: NotionQuestion
    ) throws(ProviderError) -> Value {
        if let answer = try? NotionJSON.decoder.decode(Value.self, from: Data(response.body)) { return answer }
        let sentence = "Notion's answer isn't what its API describes. Is something between here and \(endpoint)?"
        throw question.isWrite ? .uncertain(sentence) : .unreadable(sentence)
    }

    /// Property ids come encoded from Notion and go back as they are (facts/notion.md 2.1); the rest is plain.
    func url(_ path: [String], _ query: Query) -> String {
        var base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        if base.hasSuffix("/v1") { base.removeLast(3) }
        let parameters = query.map { Self.encoded($0.name, keeping: "") + "=" + Self.encoded($0.value, keeping: "%") }
        return base + "/v1" + path.map { "/" + Self.encoded($0, keeping: "%") }.joined()
            + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&"))
    }

    private static func encoded(_ text: String, keeping kept: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            case _ where kept.utf8.contains(byte): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func seconds(_ text: String) -> Int? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])),
            let year = Int(words[3]), let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3 else { return nil }
        return DateTime(date: date, hour: time[0], minute: time[1], second: time[2])?.secondsSinceEpoch
    }
}
