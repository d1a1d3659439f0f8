import Foundation
import ICalendar
import Testing

/// Our own rules with the starts that python-dateutil gives them (scripts/distill-recurrence.py).
@Suite struct RecurrenceCorpusTests {
    @Test func `rules of every kind come to the starts that dateutil gives them`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/recurrence.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count > 200)
        for line in lines {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            let start = try #require(EventTime(value: parts[0]))
            let wanted = parts[2].split(separator: " ").map(String.init)
            var occurrences = Occurrences(of: Recurrence(start: start, rules: [RecurrenceRule(parts[1])]))
            var found = (0..<wanted.filter { $0 != "end" }.count).compactMap { _ in occurrences.next()?.basicValue }
            if wanted.last == "end" { found.append(occurrences.next()?.basicValue ?? "end") }
            #expect(found == wanted, "\(line)")
        }
    }
}
