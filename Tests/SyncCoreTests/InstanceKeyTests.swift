import ICalendar
import Testing

@testable import SyncCore

/// A RECURRENCE-ID in any spelling leads to the same key.
@Suite struct InstanceKeyTests {
    private func key(_ original: String, in series: String) -> String {
        guard let original = EventTime(compact: original), let series = EventTime(compact: series) else { return "" }
        return InstanceKey(original, in: series).text
    }

    @Test func `all spellings of an instance in a zone are one key`() {
        let series = "20260115T090000 Europe/Berlin"
        for original in [
            "20260122T090000 Europe/Berlin", "20260122T080000Z", "20260122T030000 America/New_York", "20260122T090000",
            "20260122",
        ] {
            #expect(key(original, in: series) == "20260122T090000")
        }
        // In summer too: the key is the local time.
        #expect(key("20260702T070000Z", in: series) == "20260702T090000")
    }

    @Test func `other kinds of series have keys of their kind`() {
        #expect(key("20260122", in: "20260115") == "20260122")
        #expect(key("20260122T230000Z", in: "20260115") == "20260122")
        #expect(key("20260122T090000", in: "20260115T090000") == "20260122T090000")
        #expect(key("20260122", in: "20260115T090000") == "20260122T090000")
        #expect(key("20260122T090000Z", in: "20260115T090000Z") == "20260122T090000Z")
        #expect(key("20260122T100000 Europe/Berlin", in: "20260115T090000Z") == "20260122T090000Z")
        #expect(key("20260122", in: "20260115T090000Z") == "20260122T090000Z")
    }

    @Test func `case 81, an instance that the clocks skip is one instance`() {
        let series = "20260115T023000 Europe/Berlin"
        // 2026-03-29, 2:30 doesn't exist; RFC 5545 reads it with the offset before, which a clock shows as 3:30.
        for original in [
            "20260329T023000 Europe/Berlin", "20260329T013000Z", "20260329T033000 Europe/Berlin", "20260329",
        ] {
            #expect(key(original, in: series) == "20260329T023000")
        }
        #expect(key("20260330T033000 Europe/Berlin", in: series) == "20260330T033000")
    }

    @Test func `case 81, of a time that comes twice both mean one instance`() {
        let series = "20260115T023000 Europe/Berlin"
        for original in ["20261025T023000 Europe/Berlin", "20261025T003000Z", "20261025T013000Z"] {
            #expect(key(original, in: series) == "20261025T023000")
        }
    }

    @Test func `a key leads back to its time, and moves with its series`() throws {
        for (series, text) in [
            ("20260115", "20260122"), ("20260115T090000", "20260122T090000"), ("20260115T090000Z", "20260122T090000Z"),
            ("20260115T090000 Europe/Berlin", "20260122T090000"),
        ] {
            let start = try #require(EventTime(compact: series))
            let key = InstanceKey(text)
            #expect(key.time(in: start).map { InstanceKey($0, in: start) } == key)
            #expect(key.shifted(by: 86_400, in: start).text == text.replacing("0122", "0123"))
        }
        #expect(InstanceKey("rubbish").time(in: berlin) == nil)
    }

    @Test func `a zone that only the file knows is asked as well`() {
        let zone = ZoneID("Mine")
        let table = ZoneTable(own: Zone.named("Asia/Tokyo").map { [zone: $0] } ?? [:])
        let start = EventTime.zoned(DateTime(secondsSinceEpoch: 1_768_467_600), zone)
        let original = EventTime.utc(DateTime(secondsSinceEpoch: 1_769_040_000))
        #expect(InstanceKey(original, in: start, zones: table).text == "20260122T090000")
    }
}
