import ProviderKit
import Testing

@testable import ProviderCalDAV

/// Refusals of CalDAV servers, named by remedy (facts/caldav.md 2, 6 and 7).
@Suite struct CalDAVErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var status: Int
        var said: String
        var question: CalDAVQuestion
        var remedy: String

        /// - Parameter said: The condition that wasn't met; or, behind a colon, the server's own words.
        init(_ status: Int, _ said: String, _ question: CalDAVQuestion, _ remedy: String) {
            (self.status, self.said, self.question, self.remedy) = (status, said, question, remedy)
        }

        var body: String {
            let inner =
                said.hasPrefix(":") ? "<s:message>\(said.dropFirst())</s:message>" : said.isEmpty ? "" : "<\(said)/>"
            return
                "<d:error xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\" xmlns:s=\"http://sabredav.org/ns\">"
                + inner + "</d:error>"
        }

        var testDescription: String { "\(status) \(said) to \(question) is \(remedy)" }
    }

    private func error(_ row: Row, headers: [HTTPHeader] = []) -> ProviderError {
        let response = HTTPResponse(
            status: row.status, headers: HTTPHeaders(headers), body: Array(row.body.utf8), url: "https://x/",
            version: "1.1")
        return ProviderError(CalDAVFault(response, now: 0), to: row.question, host: "x")
    }

    @Test(arguments: [
        // A UID that is there already, in the ways of Radicale, Xandikos, Cyrus, Nextcloud and older Nextclouds.
        Row(409, "c:no-uid-conflict", .creation, "alreadyExists"),
        Row(412, "c:no-uid-conflict", .creation, "alreadyExists"),
        Row(403, "c:unique-scheduling-object-resource", .creation, "alreadyExists"),
        Row(400, ":Calendar object with uid already exists in this calendar collection.", .creation, "alreadyExists"),
        Row(412, "", .creation, "alreadyExists"),
        Row(
            400, ":Deleted calendar object with uid already exists in this calendar collection.", .creation, "rejected"),
        // Tokens.
        Row(403, "d:valid-sync-token", .listing(hasToken: true), "syncTokenExpired"),
        Row(409, "d:valid-sync-token", .listing(hasToken: true), "syncTokenExpired"),
        Row(412, "d:valid-sync-token", .listing(hasToken: true), "syncTokenExpired"),
        Row(403, "", .listing(hasToken: true), "syncTokenExpired"),
        Row(415, "", .listing(hasToken: true), "syncTokenExpired"),
        Row(410, "", .listing(hasToken: true), "syncTokenExpired"),
        Row(410, "", .listing(hasToken: false), "calendarGone"),
        // Rights, room and size.
        Row(403, "d:need-privileges", .change, "forbidden"), Row(403, "", .creation, "forbidden"),
        Row(403, "c:allowed-attendee-scheduling-object-change", .change, "forbidden"),
        Row(507, "", .creation, "writesSuspended"), Row(507, "", .listing(hasToken: false), "unavailable"),
        Row(413, "", .creation, "rejected"), Row(403, "c:max-resource-size", .creation, "rejected"),
        // Events that a server can't take.
        Row(400, "", .creation, "rejected"), Row(415, "", .change, "rejected"),
        Row(403, "c:valid-calendar-data", .creation, "rejected"),
        Row(403, "c:supported-calendar-component", .creation, "rejected"),
        // What is gone, what moved on, what is busy.
        Row(404, "", .change, "notFound"), Row(404, "", .listing(hasToken: true), "calendarGone"),
        Row(404, "", .discovery, "unavailable"), Row(409, "", .creation, "calendarGone"),
        Row(412, "", .change, "preconditionFailed"), Row(423, "", .change, "unavailable"),
        Row(429, "", .change, "rateLimited"), Row(503, "", .creation, "unavailable"),
        Row(500, "", .creation, "uncertain"), Row(500, "", .reading, "unavailable"),
        Row(401, "", .reading, "unauthorized"), Row(501, "", .moving, "rejected"),
        Row(502, "", .moving, "rejected"), Row(502, "", .change, "uncertain"), Row(500, "", .moving, "uncertain"),
        Row(501, "", .discovery, "unavailable"),
    ])
    func `a refusal is named by its remedy`(_ row: Row) {
        let error = error(row)
        #expect("\(error)".hasPrefix(row.remedy + "(") || "\(error)".hasSuffix(row.remedy), "\(error)")
    }

    @Test func `the wait is told in seconds or as a date`() {
        let row = Row(503, "", .creation, "unavailable")
        #expect(error(row, headers: [HTTPHeader("Retry-After", "30")]).retryAfter == 30)
        #expect(error(row, headers: [HTTPHeader("Retry-After", "Thu, 01 Jan 1970 00:02:00 GMT")]).retryAfter == 120)
        for odd in ["soon", "-5", "nan", "inf"] {
            #expect(error(row, headers: [HTTPHeader("Retry-After", odd)]).retryAfter ?? 0 == 0, "\(odd)")
        }
    }

    @Test func `the server's own words are in the sentence`() {
        #expect(error(Row(415, ":Validation error in iCalendar", .creation, "")).sentence.contains("Validation error"))
        #expect(error(Row(400, ":Deleted calendar object with uid", .creation, "")).sentence.contains("trash"))
        #expect(error(Row(401, "", .reading, "")).sentence.contains("app password"))
    }
}
