import Testing

@testable import ICalendar

@Suite struct DurationTests {
    @Test(arguments: [
        ("PT1H", 0, 3600, "PT1H"), ("PT1H0M0S", 0, 3600, "PT1H"), ("PT90M", 0, 5400, "PT1H30M"), ("P1W", 7, 0, "P1W"),
        ("-P0DT0H15M", 0, -900, "-PT15M"), ("+P1D", 1, 0, "P1D"), ("P15DT5H0M20S", 15, 18020, "P15DT5H0M20S"),
        ("P1W2D", 9, 0, "P9D"), ("PT30S15M", 0, 930, "PT15M30S"), ("pt5m", 0, 300, "PT5M"), ("P0D", 0, 0, "PT0S"),
        ("-P2W", -14, 0, "-P2W"), ("PT36H", 0, 129_600, "PT36H"), ("P1DT", 1, 0, "P1D"),
    ])
    func `a duration is read and written`(text: String, days: Int, seconds: Int, canonical: String) throws {
        let duration = try #require(ICSDuration(text))
        #expect(duration == ICSDuration(days: days, seconds: seconds))
        #expect(duration.text == canonical)
        #expect(ICSDuration(duration.text) == duration)
    }

    @Test(arguments: [
        "", "P", "PT", "T1H", "P1H", "PT1D", "1H", "P-1D", "PT1", "P1DT1H1", "--P1D", "P1Y", "P1M", "PT1.5H",
        "P9999999999D",
        "PT1HT1M", "PT١H",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(ICSDuration(text) == nil)
    }

    @Test func `the longest duration doesn't overflow`() {
        #expect(ICSDuration("P999999999W")?.days == 6_999_999_993)
        #expect(ICSDuration("-PT999999999H")?.seconds == -3_599_999_996_400)
        #expect(ICSDuration(days: 1, seconds: -3600).text == "PT23H")
    }
}
