import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// What `stats` counts.
@Suite struct AnalyticsTests {
    @Test func `changes are counted by day, pair and side`() async throws {
        let world = try await World.synced("a", "b")
        world.folder.advance(by: 86_400)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        try world.folder.remove("work/b.ics")
        world.service.put(uid("c"), view(event("c")))
        try await world.sync(SyncRequest(allowsMassChange: true))
        let entries = try await world.folder.open(writes: false).historyEntries { _ in true }
        let analytics = Analytics(entries) { DateTime(secondsSinceEpoch: Int($0 / 1_000_000_000)).date }
        #expect(
            analytics.days.map { "\($0.date.extended) \($0.side) \($0.created) \($0.edited) \($0.deleted)" } == [
                "2001-09-09 remote 2 0 0", "2001-09-10 local 1 0 0", "2001-09-10 remote 0 1 1",
            ])
    }

    @Test func `the waiting time is that of files saved since the last run`() {
        func entry(_ seconds: Int64, savedAt: Int64?) -> History.Entry {
            History.Entry(
                run: "r", time: seconds * 1_000_000_000, pair: World.work, uid: uid("a"), path: nil, title: "a",
                operation: "edit-remote", side: .remote, reason: "", outcome: "done",
                savedAt: savedAt.map { $0 * 1_000_000_000 })
        }
        let entries = (1...20).map { entry(100 + $0, savedAt: 100) } + [entry(500, savedAt: nil), entry(1, savedAt: 2)]
        let analytics = Analytics(entries) { _ in CalendarDate(dayNumber: 0) }
        #expect(analytics.latency.map(\.median) == [10] && analytics.latency.map(\.most) == [19])
        #expect(analytics.days.map(\.edited) == [22])
    }

    @Test func `requests are summed by account and day, and old days go`() async throws {
        let world = World()
        world.folder.setups[0].takeTraffic = { Traffic(requests: 3, errors: 1) }
        for days in [0, 0, 60, 60] {
            world.folder.advance(by: Double(days) * 86_400)
            try await world.sync()
        }
        let traffic = try await world.folder.open(writes: false).traffic()["work"]
        #expect(traffic?.count == 2 && traffic?.values.allSatisfy { $0 == Traffic(requests: 3, errors: 1) } == true)
    }
}
