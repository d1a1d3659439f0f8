import Foundation
import ICalendar
import Testing

/// Others' recurrence vectors, where the collection is at hand: those that an engine other than their own confirms.
@Suite struct RecurrenceVectorTests {
    /// A line of `rrule-vectors/*.jsonl`.
    struct Vector: Decodable {
        var note: String
        var rrule: String?
        var dtstart: String?
        var instances: [String]?
        var ics: String?
        var instancesISO: [String]?
        var partial: Bool?
        var agree: [String]?

        enum CodingKeys: String, CodingKey {
            case note, rrule, dtstart, instances, ics, partial, agree
            case instancesISO = "instances_iso"
        }
    }

    private static func vectors(_ name: String) throws -> [Vector] {
        guard let folder = Files.collection else {
            print("skipped: neither $CALSYNC_CORPUS nor ../shared/corpus is there")
            return []
        }
        let text = try String(contentsOf: folder.appending(path: "rrule-vectors/\(name).jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Vector.self, from: Data($0.utf8)) }
            .filter { $0.agree?.isEmpty == false && !disputed.contains($0.rrule ?? "") }
    }

    /// BYMONTHDAY in a year without BYMONTH: every month, as dateutil has it in its own vectors; not only that of
    /// DTSTART, as libical 3.0.16 and ical.net have it (docs/decisions/0012).
    private static let disputed = [
        "FREQ=YEARLY;BYMONTHDAY=8,9;BYDAY=WE,TH;UNTIL=20280101", "FREQ=YEARLY;BYMONTHDAY=1,-31;COUNT=2",
        "FREQ=YEARLY;BYMONTHDAY=1,8;BYDAY=22MO,23TU,25MO,36TU;UNTIL=20350101T000000",
    ]

    @Test(arguments: ["dateutil", "icalnet"])
    func `a rule comes to the days that two engines agree on`(source: String) throws {
        for vector in try Self.vectors(source) {
            let start = try #require(EventTime(value: vector.dtstart ?? ""))
            let wanted = try #require(vector.instances)
            let series = Recurrence(start: start, rules: [RecurrenceRule(vector.rrule ?? "")])
            var occurrences = Occurrences(of: series)
            var found: [String] = []
            while found.count <= wanted.count, let next = occurrences.next() { found.append(next.basicValue) }
            #expect(Array(found.prefix(wanted.count)) == wanted, "\(vector.note): \(vector.rrule ?? "")")
            let isBounded = vector.rrule.map { $0.contains("COUNT") || $0.contains("UNTIL") } ?? false
            if isBounded { #expect(found.count == wanted.count, "\(vector.note): \(vector.rrule ?? "")") }
        }
    }

    @Test func `a series in New York comes to the instants that two engines agree on`() throws {
        for vector in try Self.vectors("rustrrule") {
            let text = CalendarText(try #require(vector.ics).replacing("\\n", with: "\n"))
            let series = try Self.series(text)
            let wanted = try #require(vector.instancesISO).map(Self.seconds)
            var occurrences = Occurrences(of: series)
            var found: [Int] = []
            while found.count <= wanted.count, let next = occurrences.next() { found.append(series.moment(of: next)) }
            #expect(Array(found.prefix(wanted.count)) == wanted, "\(vector.note): \(vector.ics ?? "")")
            if vector.partial == false, vector.ics?.contains("COUNT") == true {
                #expect(found.count == wanted.count, "\(vector.note)")
            }
        }
    }

    /// The series that a few lines of an event describe.
    private static func series(_ text: CalendarText) throws -> Recurrence {
        func lines(_ name: String) -> [ContentLine] { text.lines.filter { $0.name == name } }
        func times(_ name: String) -> [EventTime] {
            lines(name).flatMap { line in
                line.value.split(separator: ",").compactMap { EventTime(value: $0, tzid: line.parameter("TZID")) }
            }
        }
        let start = try #require(times("DTSTART").first)
        let zone: Zone? = if case .zoned(_, let id) = start { Zone.named(id.text) } else { nil }
        return Recurrence(
            start: start, zone: zone, rules: lines("RRULE").map { RecurrenceRule($0.value) },
            exceptRules: lines("EXRULE").map { RecurrenceRule($0.value) }, dates: times("RDATE"),
            exceptDates: times("EXDATE"))
    }

    private static func seconds(_ iso: String) -> Int {
        Int((try? Date(iso, strategy: .iso8601))?.timeIntervalSince1970 ?? 0)
    }
}
