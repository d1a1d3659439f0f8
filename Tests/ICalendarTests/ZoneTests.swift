import Foundation
import Testing

@testable import ICalendar

@Suite struct ZoneTests {
    private func instant(_ zone: String, _ local: String) throws -> String {
        let zone = try #require(Zone.named(zone))
        return try DateTime(secondsSinceEpoch: zone.instant(of: #require(DateTime(basic: local)))).basic
    }

    @Test func `a reading that is skipped takes the offset before the gap`() throws {
        #expect(try instant("Europe/Berlin", "20260329T023000") == "20260329T013000")
        #expect(try instant("Europe/Berlin", "20260329T015959") == "20260329T005959")
        #expect(try instant("Europe/Berlin", "20260329T030000") == "20260329T010000")
        #expect(try instant("Australia/Lord_Howe", "20261004T021500") == "20261003T154500")
        #expect(try instant("Pacific/Apia", "20111230T120000") == "20111230T220000")
    }

    @Test func `a reading that comes twice is the first`() throws {
        #expect(try instant("Europe/Berlin", "20261025T023000") == "20261025T003000")
        #expect(try instant("Europe/Berlin", "20261025T030000") == "20261025T020000")
        #expect(try instant("America/New_York", "20261101T013000") == "20261101T053000")
    }

    @Test func `local time comes back from its instant`() throws {
        for name in ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Africa/Casablanca", "Europe/Dublin"] {
            let zone = try #require(Zone.named(name))
            for instant in stride(from: -2_000_000_000, through: 4_000_000_000, by: 7_777_777) {
                let local = zone.local(at: instant)
                let again = zone.instant(of: local)
                #expect(zone.local(at: again) == local && again <= instant, "\(name) at \(instant)")
            }
        }
    }

    /// Each was taken from Python's zoneinfo with tzdata 2025b. libical 3.0.16 has the last four wrong.
    @Test(arguments: [
        ("Europe/London", -1_000_000_000, 3600), ("Asia/Kolkata", 0, 19800), ("Europe/Dublin", 1_767_225_600, 0),
        ("America/New_York", 4_100_000_000, -18000), ("Africa/Casablanca", 1_740_000_000, 3600),
        ("Asia/Jerusalem", 1_412_000_000, 10800), ("Asia/Tehran", 1_530_000_000, 16200),
        ("America/St_Johns", 2_540_000_000, -9000), ("Pacific/Fiji", 1_486_000_000, 43200),
    ])
    func `offsets are tzdata's`(name: String, instant: Int, offset: Int) throws {
        #expect(try #require(Zone.named(name)).offset(at: instant) == offset)
    }

    @Test func `offsets agree with Foundation's where both know the zone`() throws {
        var compared = 0
        for name in ["Europe/Berlin", "America/Los_Angeles", "Australia/Sydney", "Asia/Tokyo", "America/Sao_Paulo"] {
            guard let theirs = TimeZone(identifier: name) else { continue }
            let ours = try #require(Zone.named(name))
            for instant in stride(from: 0, through: 2_100_000_000, by: 1_000_003) {
                let expected = theirs.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
                #expect(ours.offset(at: instant) == expected, "\(name) at \(instant)")
                compared += 1
            }
        }
        #expect(compared > 0)
    }

    @Test func `names are known in any case, with their aliases`() {
        #expect(Zone.named("America/New_york")?.name == "America/New_York")
        #expect(Zone.named("europe/berlin")?.name == "Europe/Berlin")
        #expect(Zone.named("us/eastern")?.name == "US/Eastern")
        #expect(Zone.named("utc")?.offset(at: 0) == 0)
        #expect(["UTC", "Etc/UTC", "GMT"].allSatisfy { Zone.named($0)?.name == $0 })
        #expect(Zone.named("Asia/Calcutta")?.hasSameRules(as: Zone.named("Asia/Kolkata") ?? .utc) == true)
    }

    @Test(arguments: [
        "", "nope", "Europe", "Europe/Nowhere", "../../etc/passwd", "/etc/passwd", "Europe/../Europe/Berlin",
        "localtime",
        "right/Europe/Berlin", "posixrules", "tzdata.zi", "Europe/Berlin\0", "a\nb",
    ])
    func `what is no zone stays unknown`(name: String) {
        #expect(Zone.named(name) == nil)
        #expect(Zone.resolve(ZoneID(name), in: nil) == nil)
    }

    @Test(arguments: [
        ("W. Europe Standard Time", "Europe/Berlin"), ("\"GMT Standard Time\"", "Europe/London"),
        ("eastern standard time", "America/New_York"), ("Pacific Standard Time 1", "America/Los_Angeles"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"), ("UTC-11", "Etc/GMT+11"),
        ("/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin"), ("\"America/Los_Angeles\"", "America/Los_Angeles"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Toronto", "America/Toronto"),
        ("/x/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ])
    func `a TZID is understood`(id: String, name: String) {
        #expect(Zone.resolve(ZoneID(id), in: nil)?.name == name)
    }

    @Test func `every zone of the Windows table is there`() {
        for (name, iana) in WindowsZones.names {
            #expect(Zone.resolve(ZoneID(name), in: nil) != nil, "\(name): \(iana)")
        }
        for (name, iana) in WindowsZones.shownNames {
            #expect(Zone.resolve(ZoneID(name), in: nil) != nil, "\(name): \(iana)")
        }
    }

    @Test func `a file's own zone with an IANA zone's rules is that zone`() throws {
        let text = CalendarText(try Files.named("own-zone"))
        #expect(Zone.resolve(ZoneID("Customized Time Zone 1"), in: text)?.name == "Europe/Berlin")
        #expect(Zone.resolve(ZoneID("Customized Time Zone 2"), in: text) == nil)
        #expect(Zone.resolve(ZoneID("Customized Time Zone 1"), in: nil) == nil)
    }
}
