import Foundation
import ICalendar
import SyncCore
import Testing

/// Others' real files, where the collection is at hand: how many instances two engines count in each.
@Suite struct OracleTests {
    private struct Row: Decodable {
        var file: String
        var start: String
        var end: String
        var instances: Int
    }

    @Test func `real files have the instances that two engines count`() throws {
        guard let folder = Self.collection else {
            return print("skipped: neither $CALSYNC_CORPUS nor ../shared/corpus is there")
        }
        let text = try String(contentsOf: folder.appending(path: "oracle-agreed.jsonl"), encoding: .utf8)
        var wrong: [String] = []
        var compared = 0
        for line in text.split(separator: "\n") {
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            let bytes = try [UInt8](Data(contentsOf: folder.appending(path: row.file)))
            let from = try #require(CalendarDate(extended: row.start)).dayNumber * 86_400
            let to = try #require(CalendarDate(extended: row.end)).dayNumber * 86_400
            // A file that would be paused has no instances; what pauses files has tests of its own.
            guard Self.disagreements[row.file] == nil, let events = Self.events(in: CalendarText(bytes)) else {
                continue
            }
            compared += 1
            let count = events.reduce(0) {
                $0 + $1.instances(from: from, to: to, viewer: .utc, limit: 100_000).list.count
            }
            if count != row.instances { wrong.append("\(row.file) \(row.start): \(count), not \(row.instances)") }
        }
        #expect(wrong == [])
        #expect(compared > 480)
    }

    /// Files in which calsync counts something else, and why.
    private static let disagreements = [
        "rianjs+ical.net/src_Ical.Net.CoreUnitTests_Calendars_Serialization_TimeZone3.ics":
            "a day after the window's end is counted there",
        "ical-org+ical.net/Ical.Net.Tests_MatchTimeZoneTests.cs_inline6.ics":
            "America/New_york is no zone there; here it is New York, where UNTIL comes a day earlier",
        "ical-org+ical.net/Ical.Net.Tests_RecurrenceTests.cs_inline8.ics": "EXRULE is passed over there",
    ]

    /// The events of a file, one for each UID; nil where any of them can't be read.
    private static func events(in text: CalendarText) -> [Event]? {
        let all = text.components.flatMap { [$0] + $0.children }
        let zones = all.filter { $0.name == "VTIMEZONE" }
        let events = all.filter { $0.name == "VEVENT" }
        func lines(_ component: Component) -> [String] { component.lines.map { text.lines[$0].content } }
        let known = Dictionary(grouping: events) { event in
            event.properties.map { text.lines[$0] }.first { $0.name == "UID" }?.value ?? ""
        }
        // Events without UID are events of their own.
        let groups = known.flatMap { uid, parts in uid.isEmpty ? parts.map { [$0] } : [parts] }
        let read = groups.compactMap { parts in
            let content = ["BEGIN:VCALENDAR"] + (zones + parts).flatMap(lines) + ["END:VCALENDAR"]
            let file = EventFile(Array(content.joined(separator: "\r\n").utf8))
            return file.event ?? file.completed(uid: key.uid, stamp: 0).event
        }
        return read.count == groups.count ? read : nil
    }

    private static let collection: URL? = {
        let given = ProcessInfo.processInfo.environment["CALSYNC_CORPUS"].map { URL(filePath: $0) }
        let usual = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
            .appending(path: "../shared/corpus").standardized
        let folder = given ?? usual
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()
}
