import Foundation
import Sandbox
import SyncEngine
import TestSupport

/// A service that the program is tried with, and another client's hand on it.
///
/// Its events go by the first word of their titles, which nobody changes.
package enum TriedService: Sendable {
    case google(GoogleSandbox, address: String)
    case notion(NotionSandbox, address: String)
    case caldav(RealCalendar, FaultProxy)

    /// The kinds of service: two of the sandbox, and Radicale.
    package enum Kind: String, CaseIterable, Sendable {
        case google, notion, caldav

        /// Whether an event may repeat there.
        var holdsSeries: Bool {
            switch self {
            case .google, .caldav: true
            case .notion: false
            }
        }
    }

    /// What another client changes of an event; `nil` leaves it.
    struct Edit: Sendable {
        var title: String?
        var place: String?
        /// The minute after ten at which it begins; it takes an hour.
        var minute: Int?
    }

    /// Starts one with an empty calendar.
    static func start(_ kind: Kind) async throws -> TriedService {
        switch kind {
        case .google:
            let sandbox = GoogleSandbox(options: .init(strict: true))
            return .google(sandbox, address: try await sandbox.start())
        case .notion:
            var options = NotionSandbox.Options()
            options.databases = [NotionSandbox.Database(title: "Family", properties: database)]
            let sandbox = NotionSandbox(options: options)
            // Hours before midnight, whatever the time here: a sync that finds another day there notes it, idle or not.
            sandbox.advanceClock(by: 86_400 - Int(Date().timeIntervalSince1970) % 86_400)
            return .notion(sandbox, address: try await sandbox.start())
        case .caldav:
            let calendar = try RealServer.shared(.radicale).makeCalendar()
            return .caldav(calendar, try FaultProxy(to: calendar.server.port))
        }
    }

    /// Ends it.
    func stop() async {
        switch self {
        case .google(let sandbox, _): await sandbox.stop()
        case .notion(let sandbox, _): await sandbox.stop()
        case .caldav(_, let proxy): proxy.stop()
        }
    }

    private static let family = "family@group.calendar.google.com"
    private static let database: JSON = [
        "Name": ["title": [:]], "Date": ["date": [:]], "Location": ["rich_text": [:]], "calsync id": ["rich_text": [:]],
    ]

    // MARK: For the program

    /// The account, as `accounts.toml` says it.
    var account: String {
        switch self {
        case .google(_, let address): "provider = \"google\"\nendpoint = \"\(address)/calendar/v3\"\n"
        case .notion(_, let address): "provider = \"notion\"\nendpoint = \"\(address)\"\n"
        case .caldav(let calendar, let proxy):
            "provider = \"caldav\"\nendpoint = \"http://127.0.0.1:\(proxy.port)/\"\nuser = \"\(calendar.user)\"\n"
        }
    }

    /// The calendar, as `calsync.toml` says it.
    var calendar: String {
        switch self {
        case .google: "calendar = \"\(Self.family)\"\n"
        case .notion(let sandbox, _): "database = \"\(sandbox.database)\"\n"
        case .caldav(let calendar, _): "calendar = \"\(calendar.path)\"\n"
        }
    }

    /// The token or password.
    var token: String {
        switch self {
        case .google(let sandbox, _): sandbox.token
        case .notion(let sandbox, _): sandbox.token
        case .caldav: RealServer.password
        }
    }

    // MARK: Looking

    /// How many requests of the program changed something.
    var writes: Int {
        switch self {
        case .google(let sandbox, _): sandbox.writes
        case .notion(let sandbox, _): sandbox.writes
        case .caldav(_, let proxy): proxy.writes
        }
    }

    /// The live events, a line each, sorted.
    var events: [String] {
        switch self {
        case .google(let sandbox, _):
            return sandbox.events(in: Self.family).map { event in
                let start = event["start"]?["dateTime"]?.string ?? event["start"]?["date"]?.string
                let original = event["originalStartTime"]?["dateTime"]?.string
                let rule = event["recurrence"]?[0]?.string
                return [event["summary"]?.string, event["location"]?.string, start, original, rule]
                    .map { $0 ?? "" }.joined(separator: "|")
            }.sorted()
        case .notion(let sandbox, _):
            return sandbox.rows().map { row in
                let id = row["id"]?.string ?? ""
                let start = row["properties"]?["Date"]?["date"]?["start"]?.string ?? ""
                return [sandbox.text("Name", of: id), sandbox.text("Location", of: id), start].joined(separator: "|")
            }.sorted()
        case .caldav(let calendar, _):
            let kept = ["SUMMARY", "LOCATION", "DTSTART", "DTEND", "RRULE", "RECURRENCE-ID", "X-MINE"]
            return Self.texts(of: calendar).values.map { text in
                let lines = text.split(whereSeparator: \.isNewline).filter { line in
                    kept.contains { line.hasPrefix($0) }
                }
                return lines.joined(separator: "|")
            }.sorted()
        }
    }

    /// The events on Radicale's own disk, by their names: much quicker than asking for each.
    private static func texts(of calendar: RealCalendar) -> [String: String] {
        let (files, folder) = (DiskFileStore(), calendar.server.folder + "/data/collection-root" + calendar.path)
        var found: [String: String] = [:]
        for entry in (try? files.list(folder)) ?? [] where entry.name.hasSuffix(".ics") {
            found[entry.name] = (try? files.read(folder + entry.name, limit: 1 << 20)).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return found
    }

    // MARK: The other hand

    /// Makes an event of an hour.
    func make(_ title: String) throws {
        switch self {
        case .google(let sandbox, _):
            try sandbox.putEvent(
                ["summary": .string(title), "start": Self.moment("10:00"), "end": Self.moment("11:00")], in: Self.family
            )
        case .notion(let sandbox, _):
            sandbox.advanceClock(by: 60)
            try sandbox.addRow([
                "Name": ["title": [["text": ["content": .string(title)]]]],
                "Date": [
                    "date": ["start": "2026-12-10T10:00:00.000+01:00", "end": "2026-12-10T11:00:00.000+01:00"]
                ],
            ])
        case .caldav(let calendar, _):
            let name = title.split(separator: " ").joined(separator: "-")
            let text = ProgramWorld.file("\(name)@there", title).split(separator: "\n").joined(separator: "\r\n")
            try calendar.put(text + "\r\n", at: calendar.path + name + ".ics")
        }
    }

    private static func moment(_ time: String) -> JSON {
        ["dateTime": .string("2026-12-10T\(time):00"), "timeZone": "Europe/Berlin"]
    }

    /// Changes the events of a name.
    func change(_ name: String, _ edit: Edit) throws {
        switch self {
        case .google(let sandbox, _):
            var changes: [String: JSON] = [:]
            if let title = edit.title { changes["summary"] = .string(title) }
            if let place = edit.place { changes["location"] = .string(place) }
            if let minute = edit.minute {
                (changes["start"], changes["end"]) = (Self.moment("10:\(minute)"), Self.moment("11:\(minute)"))
            }
            for id in ids(name) { try sandbox.editEvent(id, in: Self.family, .object(changes)) }
        case .notion(let sandbox, _):
            var changes: [String: JSON] = [:]
            if let title = edit.title { changes["Name"] = ["title": [["text": ["content": .string(title)]]]] }
            if let place = edit.place { changes["Location"] = ["rich_text": [["text": ["content": .string(place)]]]] }
            if let minute = edit.minute {
                changes["Date"] = [
                    "date": [
                        "start": .string("2026-12-10T10:\(minute):00.000+01:00"),
                        "end": .string("2026-12-10T11:\(minute):00.000+01:00"),
                    ]
                ]
            }
            sandbox.advanceClock(by: 60)
            for id in ids(name) { try sandbox.editRow(id, .object(changes)) }
        case .caldav(let calendar, _):
            let texts = Self.texts(of: calendar)
            for id in ids(name) {
                try calendar.put(ProgramWorld.changed(texts[id] ?? "", edit, end: "\r\n"), at: calendar.path + id)
            }
        }
    }

    /// Deletes the events of a name.
    func delete(_ name: String) throws {
        switch self {
        case .google(let sandbox, _): for id in ids(name) { try sandbox.deleteEvent(id, in: Self.family) }
        case .notion(let sandbox, _):
            sandbox.advanceClock(by: 60)
            for id in ids(name) { try sandbox.trashRow(id) }
        case .caldav(let calendar, _): for id in ids(name) { try calendar.send("DELETE", calendar.path + id) }
        }
    }

    /// The ids of the events of a name; at CalDAV, what their files are called.
    private func ids(_ name: String) -> [String] {
        func isIt(_ title: some StringProtocol) -> Bool {
            title.split(separator: " ").first.map { $0 == name } ?? false
        }
        switch self {
        case .google(let sandbox, _):
            return sandbox.events(in: Self.family).filter {
                isIt($0["summary"]?.string ?? "") && $0["recurringEventId"] == nil
            }.compactMap { $0["id"]?.string }
        case .notion(let sandbox, _):
            return sandbox.rows().compactMap { $0["id"]?.string }.filter { isIt(sandbox.text("Name", of: $0)) }
        case .caldav(let calendar, _):
            return Self.texts(of: calendar).filter { _, text in
                isIt(text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("SUMMARY:") }?.dropFirst(8) ?? "")
            }.keys.sorted()
        }
    }

    /// Lets a minute pass where the clock counts in minutes and stands still otherwise.
    func wait() {
        switch self {
        case .notion(let sandbox, _): sandbox.advanceClock(by: 60)
        case .google, .caldav: break
        }
    }
}
