import ProviderKit
import Testing

@testable import ProviderGoogle

/// Refusals of Google's, named by remedy.
@Suite struct GoogleErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var status: Int
        var reason: String
        var question: GoogleQuestion
        var remedy: String

        init(_ status: Int, _ reason: String, _ question: GoogleQuestion, _ remedy: String) {
            (self.status, self.reason, self.question, self.remedy) = (status, reason, question, remedy)
        }

        var testDescription: String { "\(status) \(reason) to \(question) is \(remedy)" }
    }

    @Test(arguments: [
        Row(400, "timeRangeEmpty", .change, "rejected"), Row(400, "invalid", .creation, "rejected"),
        Row(400, "badRequest", .listing(hasToken: true), "rejected"),
        Row(401, "authError", .event, "unauthorized"),
        Row(403, "insufficientPermissions", .change, "unauthorized"),
        Row(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", .calendars, "unauthorized"),
        Row(403, "accessNotConfigured", .calendars, "unauthorized"),
        Row(403, "rateLimitExceeded", .event, "rateLimited"), Row(403, "userRateLimitExceeded", .change, "rateLimited"),
        Row(403, "dailyLimitExceeded", .event, "writesSuspended"),
        Row(403, "quotaExceeded", .creation, "writesSuspended"),
        Row(403, "forbidden", .change, "forbidden"), Row(403, "requiredAccessLevel", .change, "forbidden"),
        Row(403, "forbiddenForNonOrganizer", .change, "forbidden"), Row(403, "", .change, "forbidden"),
        Row(404, "notFound", .event, "notFound"), Row(404, "notFound", .change, "notFound"),
        Row(404, "notFound", .listing(hasToken: false), "calendarGone"),
        Row(404, "notFound", .creation, "calendarGone"),
        Row(409, "duplicate", .creation, "alreadyExists"), Row(409, "conflict", .change, "unavailable"),
        Row(410, "fullSyncRequired", .listing(hasToken: true), "syncTokenExpired"),
        Row(410, "updatedMinTooLongAgo", .listing(hasToken: false), "syncTokenExpired"),
        Row(410, "deleted", .change, "notFound"),
        Row(412, "conditionNotMet", .change, "preconditionFailed"),
        Row(429, "rateLimitExceeded", .event, "rateLimited"),
        Row(429, "", .change, "rateLimited"), Row(500, "backendError", .event, "unavailable"),
        Row(500, "backendError", .change, "uncertain"), Row(502, "", .creation, "uncertain"),
        Row(503, "backendError", .change, "unavailable"),
        Row(503, "backendError", .listing(hasToken: true), "unavailable"),
        Row(504, "", .change, "uncertain"), Row(408, "", .creation, "uncertain"), Row(408, "", .event, "unavailable"),
        Row(418, "", .event, "rejected"),
    ])
    func `a refusal is named by its remedy`(_ row: Row) {
        let error = self.error(row.status, row.question, body(row.status, row.reason))
        #expect(word(error) == row.remedy)
        #expect(!error.sentence.isEmpty)
    }

    @Test func `a refused sync token is an expired one`() {
        let body = #"{"error":{"code":400,"message":"Bad","errors":[{"reason":"invalid","location":"syncToken"}]}}"#
        #expect(error(400, .listing(hasToken: true), body) == .syncTokenExpired)
        #expect(word(error(400, .event, body)) == "rejected")
    }

    @Test func `a sequence that is too low means that the UID is taken`() {
        let body =
            #"{"error":{"code":400,"message":"Invalid sequence value. The specified sequence number is below …","errors":[{"reason":"invalid"}]}}"#
        #expect(word(error(400, .creation, body)) == "alreadyExists")
        #expect(word(error(400, .change, body)) == "rejected")
    }

    @Test(arguments: [
        "", "<html>Bad gateway</html>", "{}", #"{"error":"invalid_grant"}"#, #"{"error":{"code":403,"message":"No"}}"#,
    ])
    func `an answer without reasons is named by its status`(_ body: String) {
        #expect(word(error(403, .change, body)) == "forbidden")
        #expect(word(error(404, .event, body)) == "notFound")
        #expect(word(error(500, .event, body)) == "unavailable")
    }

    @Test func `reasons are found where newer answers have them`() {
        let body =
            #"{"error":{"code":403,"message":"Off","status":"PERMISSION_DENIED","details":[{"@type":"x"},{"reason":"SERVICE_DISABLED"}]}}"#
        let error = error(403, .event, body)
        #expect(word(error) == "unauthorized")
        #expect(error.sentence.contains("Calendar API is off"))
    }

    @Test(
        arguments: [
            ("7", 7), ("0", 0), ("-3", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
            ("soon", nil),
            ("inf", nil),
        ] as [(String, Double?)])
    func `the wait that Google asks for is kept`(_ value: String, _ seconds: Double?) {
        // 1994-11-06T08:49:00Z
        let error = error(503, .event, "", [HTTPHeader("Retry-After", value)], now: 784_111_740)
        #expect(error.retryAfter == seconds)
    }

    @Test func `a day's quota comes back at midnight in California`() {
        // 2026-01-15T07:00:00Z is 23:00 the day before at eight hours behind UTC.
        let error = error(403, .event, body(403, "dailyLimitExceeded"), now: 1_768_460_400)
        #expect(error.retryAfter == 3600)
    }

    @Test(arguments: [
        (HTTPError.unreachable("x"), "unavailable", "unavailable"), (.uncertain("x"), "uncertain", "unavailable"),
        (.tls("x"), "unavailable", "unavailable"), (.unavailable("x"), "unavailable", "unavailable"),
        (.cancelled, "cancelled", "cancelled"), (.tooLarge(limit: 1), "uncertain", "unreadable"),
        (.redirectRefused("x"), "unavailable", "unavailable"),
    ])
    func `a request without an answer is named by what may have been done`(
        _ error: HTTPError, _ write: String, _ read: String
    ) {
        #expect(word(ProviderError(error, isWrite: GoogleQuestion.change.isWrite)) == write)
        #expect(word(ProviderError(error, isWrite: GoogleQuestion.creation.isWrite)) == write)
        #expect(word(ProviderError(error, isWrite: GoogleQuestion.event.isWrite)) == read)
        #expect(word(ProviderError(error, isWrite: GoogleQuestion.listing(hasToken: false).isWrite)) == read)
    }

    private func body(_ status: Int, _ reason: String) -> String {
        #"{"error":{"errors":[{"domain":"global","reason":"\#(reason)","message":"m"}],"code":\#(status),"message":"m"}}"#
    }

    private func error(
        _ status: Int, _ question: GoogleQuestion, _ body: String, _ headers: [HTTPHeader] = [], now: Double = 0
    ) -> ProviderError {
        let response = HTTPResponse(
            status: status, headers: HTTPHeaders(headers), body: Array(body.utf8), url: "https://x", version: "2")
        return ProviderError(GoogleFault(response, now: now), to: question, now: now)
    }

    private func word(_ error: ProviderError) -> String { String("\(error)".prefix { $0.isLetter }) }
}
