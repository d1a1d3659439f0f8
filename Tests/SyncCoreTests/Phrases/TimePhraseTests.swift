import ICalendar
import SyncCore
import Testing

/// Times as people type them, on Sunday, 22 November 2026, at 19:00 in Berlin.
@Suite struct TimePhraseTests {
    @Test(arguments: [
        ("2026-12-01", "2026-12-01"), ("today", "2026-11-22"), ("Tomorrow", "2026-11-23"), ("yesterday", "2026-11-21"),
        ("12-24", "2026-12-24"), ("11-22", "2026-11-22"), ("11-21", "2027-11-21"), ("2-29", "2028-02-29"),
        ("mon", "2026-11-23"), ("friday", "2026-11-27"), ("sun", "2026-11-29"), ("+3d", "2026-11-25"),
        ("+2w", "2026-12-06"), ("2026-12-01 14:30", "2026-12-01T14:30:00"), ("2026-12-01T14:30", "2026-12-01T14:30:00"),
        ("tomorrow 9:00", "2026-11-23T09:00:00"), ("  fri   14:00 ", "2026-11-27T14:00:00"),
        ("14:30", "2026-11-22T14:30:00"), ("12-24 0:05", "2026-12-24T00:05:00"),
    ])
    func `a day or time is what the grammar says`(text: String, meant: String) throws {
        switch try TimePhrase(text, at: .berlin) {
        case .day(let date): #expect(date.extended == meant)
        case .moment(let time): #expect(time.extended == meant)
        }
    }

    @Test(arguments: [
        "", " ", "soon", "next friday", "2026-13-01", "2026-02-30", "13-01", "2-30", "24:00", "9:5", "9.30", "9am",
        "1.12.",
        "12/24", "+3", "+3m", "+99999d", "friday 9", "9:00 tomorrow", "tomorrow 9:00 10:00", "tues", "٣-٤",
    ])
    func `nothing else is guessed at`(text: String) {
        let error = #expect(throws: PhraseError.self) { try TimePhrase(text, at: .berlin) }
        #expect(error?.sentence.hasSuffix(".") == true && error?.remedy.isEmpty == false)
    }

    @Test func `the day is that of the person's own clock`() throws {
        let tokyo = try #require(Zone.named("Asia/Tokyo"))
        let here = Standpoint(now: Standpoint.berlin.now, zone: tokyo)
        #expect(try TimePhrase("today", at: here).date.extended == "2026-11-23")
    }

    @Test(arguments: [
        ("1h", 0, 3600), ("90m", 0, 5400), ("1h30m", 0, 5400), ("45min", 0, 2700), ("2d", 2, 0), ("1w 2d", 9, 0),
        ("1d12h", 1, 43_200), ("0m", 0, 0),
    ])
    func `a length is what its units say`(text: String, days: Int, seconds: Int) throws {
        #expect(try LengthPhrase.read(text) == ICSDuration(days: days, seconds: seconds))
    }

    @Test(arguments: ["", "1", "h", "1x", "1h1h", "30m1h", "-1h", "1.5h", "999999h", "PT1H", "1h30"])
    func `a length without units is none`(text: String) {
        #expect(throws: PhraseError.self) { try LengthPhrase.read(text) }
    }
}

extension Standpoint {
    /// Sunday, 22 November 2026, 19:00 in Berlin.
    static var berlin: Standpoint {
        Standpoint(now: 1_795_370_400, zone: Zone.named("Europe/Berlin") ?? .utc)
    }
}
