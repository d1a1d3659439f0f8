import Foundation
import Testing

@testable import Sandbox

/// Others' recurrence vectors, where the collection is at hand: the stand-in must not be wrong in calsync's own way.
@Suite struct RecurrenceVectorTests {
    private struct Vector: Decodable {
        var note: String
        var rrule: String?
        var dtstart: String?
        var instances: [String]?
        var agree: [String]?
    }

    /// BYMONTHDAY in a year without BYMONTH, on which the engines don't agree.
    private static let disputed = [
        "FREQ=YEARLY;BYMONTHDAY=8,9;BYDAY=WE,TH;UNTIL=20280101", "FREQ=YEARLY;BYMONTHDAY=1,-31;COUNT=2",
        "FREQ=YEARLY;BYMONTHDAY=1,8;BYDAY=22MO,23TU,25MO,36TU;UNTIL=20350101T000000",
    ]

    @Test(arguments: [("dateutil", 90), ("icalnet", 40)])
    func `a rule comes to the days that two engines agree on`(source: String, atLeast: Int) throws {
        let given = ProcessInfo.processInfo.environment["CALSYNC_CORPUS"].map { URL(filePath: $0) }
        let usual = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
            .appending(path: "shared/corpus")
        let file = (given ?? usual).appending(path: "rrule-vectors/\(source).jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            return print("skipped: neither $CALSYNC_CORPUS nor ../shared/corpus is there")
        }
        var compared = 0
        for line in text.split(separator: "\n") {
            let vector = try JSONDecoder().decode(Vector.self, from: Data(line.utf8))
            guard vector.agree?.isEmpty == false, let rule = vector.rrule, let wanted = vector.instances,
                !Self.disputed.contains(rule), let start = CivilTime(basic: vector.dtstart ?? "")
            else { continue }
            let isAllDay = vector.dtstart?.count == 8
            // The stand-in refuses rules that are finer than a day.
            guard let set = RecurrenceSet(lines: ["RRULE:" + rule], start: start, zone: .utc, isAllDay: isAllDay) else {
                continue
            }
            let end = CivilTime(basic: wanted.last ?? "")?.seconds
            let found = set.starts(through: end).map { moment in
                let civil = CivilTime(seconds: moment)
                return isAllDay ? civil.basicDate : civil.basicText
            }
            #expect(found == wanted, "\(vector.note): \(rule)")
            compared += 1
        }
        #expect(compared >= atLeast)
    }
}
