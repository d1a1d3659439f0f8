import ICalendar
import ProviderCalDAV
import ProviderGoogle
import ProviderKit
import ProviderNotion
import SyncCore

/// Reads what services answer; an event that can be read becomes a file that can be read.
enum AnswerTarget {
    static func google(_ bytes: [UInt8]) -> String? {
        flaw(in: GoogleProvider.rows(of: bytes, in: calendar), googleLens)
    }

    static func notion(_ bytes: [UInt8]) -> String? {
        flaw(in: notionProvider.rows(of: bytes, in: table), notionProvider.lens(for: table))
    }

    static func caldav(_ bytes: [UInt8]) -> String? {
        caldavProvider.flatMap { flaw(in: $0.rows(of: bytes, in: calendar), $0.lens(for: calendar)) }
    }

    private static let calendar = RemoteCalendar(
        id: "/calendars/a/", name: "A", timeZone: "Europe/Berlin", isWritable: true, account: "ann@example.com")
    private static let nowhere = "https://localhost/"

    private static let googleLens = GoogleProvider(
        account: "google", endpoint: nowhere, http: HTTPClient(), token: { () async throws(ProviderError) in "" }
    ).lens(for: calendar)
    private static let notionProvider = NotionProvider(
        account: "notion", endpoint: nowhere, http: HTTPClient(), token: { () async throws(ProviderError) in "" })
    private static let caldavProvider = CalDAVProvider(
        endpoint: nowhere, user: "ann", http: HTTPClient(), password: { () async throws(ProviderError) in "" })

    /// A data source with a property for each role; its id is the role's name.
    private static let table: RemoteCalendar = {
        let types = [
            "title": "title", "date": "date", "calendar": "multi_select", "status": "status", "url": "url",
            "deleted": "checkbox",
        ]
        let properties = NotionRole.allCases.map { role in
            let type = types[role.rawValue] ?? "rich_text"
            return #""\#(role.rawValue)":{"id":"\#(role.rawValue)","name":"\#(role.rawValue)","type":"\#(type)"}"#
        }
        return RemoteCalendar(
            id: "a", name: "A", timeZone: "Europe/Berlin", isWritable: true,
            notes: ["schema": #"{"properties":{\#(properties.joined(separator: ","))},"title":""}"#])
    }()

    private static func flaw(in rows: [RemoteItem]?, _ lens: Lens) -> String? {
        guard let rows else { return nil }
        let changes = RemoteChanges(rows, known: { _ in nil }, knownMaster: { _ in nil })
        for event in changes.events.values where !event.isHidden {
            let file = EventFile(uid: event.uid, view: event.view, through: lens, stamp: 0)
            guard let read = file.event else {
                return "The file of an event is none: \(file.diagnostics.map(\.message).joined(separator: " "))"
            }
            // A UID keeps its bytes but for what no line can hold.
            guard read.uid == event.uid || event.uid.text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
                return "The file of an event has another UID."
            }
            let view = lens.view(read)
            let again = EventFile(uid: event.uid, view: view, through: lens, stamp: 0)
            guard again.event.map({ lens.view($0).matches(view) }) ?? false else {
                return "What a file shows to the service isn't what a file made of that shows."
            }
        }
        return nil
    }
}
