import ICalendar
import SyncCore
import Testing

@testable import ProviderGoogle

/// Ids of instances, of imported events, and of our own choice.
@Suite struct GoogleEventIDTests {
    @Test func `an imported event's id follows from its UID`() throws {
        // A real answer's, published on GitHub (facts/google-calendar.md 2.1).
        let uid = try sample("3005f0fe-f096-4d2c-91f5-21271388b12a")
        #expect(GoogleEventID.imported(uid) == "_6co30db661j6abb660sjcb9kcgp66b9p65j3ab9i64p3ec9j70s64c9ic4")
    }

    @Test(arguments: [
        (EventTime.local("20260112T100000"), "_m_20260112T090000Z"),
        (EventTime.utc("20260112T100000"), "_m_20260112T100000Z"),
        (EventTime.day("20260112"), "_m_20260112"),
    ])
    func `an instance's id names the original start in UTC`(_ original: EventTime, _ id: String) throws {
        #expect(GoogleEventID.instance(of: "_m", at: original) == id)
        let split = try #require(GoogleEventID.split(id))
        #expect(split.master == "_m")
        #expect(
            split.original
                == (original.isAllDay ? original : .utc(DateTime(secondsSinceEpoch: try #require(original.instant)))))
    }

    @Test(arguments: [
        "abc", "_6co30db661j6abb660sjcb9k", "_20260112", "abc_2026", "abc_20260112T090000", "abc_R20260112T090000",
    ])
    func `other ids are no instances`(_ id: String) {
        #expect(GoogleEventID.split(id) == nil)
    }

    @Test func `a chosen id is the same everywhere and another each generation`() throws {
        let uid = try sample(String(repeating: "long", count: 200))
        let id = GoogleEventID.chosen(for: uid, in: "you@example.com", generation: 0)
        #expect(id == GoogleEventID.chosen(for: uid, in: "you@example.com", generation: 0))
        #expect(id.utf8.count == 40)
        #expect(id.allSatisfy { $0.isASCII && ($0.isNumber || ("a"..."v").contains($0)) })
        #expect(id != GoogleEventID.chosen(for: uid, in: "you@example.com", generation: 1))
        #expect(id != GoogleEventID.chosen(for: uid, in: "me@example.com", generation: 0))
    }
}
