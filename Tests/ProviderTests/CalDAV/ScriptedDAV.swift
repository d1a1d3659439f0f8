import ProviderCalDAV
import ProviderKit
import SyncCore
import TestSupport
import Testing

/// What a test has a server say that no server on this machine does (facts/caldav.md 2, 6 and 7).
enum ScriptedDAV {
    /// A multistatus of these responses.
    static func multistatus(_ responses: String...) -> [LoopbackServer.Step] {
        let names =
            "xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\" xmlns:i=\"http://apple.com/ns/ical/\""
        let text = "<d:multistatus \(names)>\(responses.joined())</d:multistatus>"
        return [.answer(207, ["Content-Type: application/xml"], Array(text.utf8))]
    }

    /// A response about `href` with these properties found.
    static func response(_ href: String, _ properties: String) -> String {
        "<d:response><d:href>\(href)</d:href><d:propstat><d:prop>\(properties)</d:prop>"
            + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    }

    /// The text of an event.
    static func event(_ uid: String) -> String {
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20260101T000000Z"]
            .joined(separator: "\r\n")
            + "\r\nDTSTART:20260115T090000Z\r\nDTEND:20260115T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    }

    /// The answer to a multiget: each event that is asked for.
    static func events(askedBy request: LoopbackServer.Seen) -> [LoopbackServer.Step] {
        multistatus(
            hrefs(in: request).map { href in
                response(href, "<d:getetag>\"1\"</d:getetag><c:calendar-data>\(event(href))</c:calendar-data>")
            }.joined())
    }

    /// The hrefs that a request names.
    static func hrefs(in request: LoopbackServer.Seen) -> [String] {
        text(of: request).components(separatedBy: "<d:href>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    }

    static func text(of request: LoopbackServer.Seen) -> String { String(decoding: request.body, as: UTF8.self) }

    /// A calendar at `/c/`, whose server keeps an account of changes.
    static let calendar = RemoteCalendar(
        id: "/c/", name: "c", timeZone: "UTC", isWritable: true, notes: [RemoteCalendar.CalDAVNote.changes: "sync"])

    /// Does `body` with an account on `server`.
    static func with(_ server: LoopbackServer, _ body: (CalDAVProvider) async throws -> Void) async throws {
        let made = CalDAVProvider(endpoint: server.url(), user: "ann", http: HTTPClient(), password: { "secret" })
        let provider = try #require(made)
        try await doing({ try await body(provider) }, then: { await provider.close() })
    }
}
