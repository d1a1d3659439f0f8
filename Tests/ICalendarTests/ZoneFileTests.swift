import Foundation
import Testing

@testable import ICalendar

@Suite struct ZoneFileTests {
    private func changes(_ rule: String, year: Int) throws -> [String] {
        let all = try #require(PosixZone(rule)).transitions(fromYear: year).prefix(2)
        return all.map { "\(DateTime(secondsSinceEpoch: $0.instant).basic) \($0.offset)" }
    }

    @Test func `a rule without end is read in every form`() throws {
        #expect(
            try changes("CET-1CEST,M3.5.0,M10.5.0/3", year: 2026) == ["20260329T010000 7200", "20261025T010000 3600"])
        #expect(try changes("IST-1GMT0,M10.5.0,M3.5.0/1", year: 2026).last == "20261025T010000 0")
        #expect(
            try changes("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", year: 2026) == [
                "20260329T010000 -3600", "20261025T010000 -7200",
            ])
        #expect(try changes("AAA0BBB,J60/0,J61/0", year: 2024) == ["20240301T000000 3600", "20240301T230000 0"])
        #expect(try changes("AAA0BBB,59/0,60/0", year: 2024) == ["20240229T000000 3600", "20240229T230000 0"])
        #expect(try changes("<+0545>-5:45", year: 2026) == ["20260101T000000 20700"])
    }

    @Test(arguments: [
        "", "CET", "1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.7,J1", "<CET-1",
        "CET-1CEST,M3.5.0,M10.5.0/3,",
    ])
    func `what is no rule is refused`(rule: String) {
        #expect(PosixZone(rule) == nil)
    }

    @Test func `damaged zone files are refused or read, never more`() throws {
        let whole = try [UInt8](Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")))
        #expect(ZoneFile.rules(in: whole) == Zone.named("Europe/Berlin")?.rules)
        for count in 0..<(whole.count - 40) {
            #expect(ZoneFile.rules(in: Array(whole.prefix(count))) == nil, "\(count)")
        }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let rules = ZoneFile.rules(in: bytes)
            #expect(rules.map { $0.offsets.count == $0.changes.count + 1 } ?? true)
        }
    }
}
