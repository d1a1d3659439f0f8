import ICalendar
import ProviderKit
import SyncCore

/// What is remembered of runs outside of the folder.
extension SyncSession {
    /// Remembers when each pair was last synced, outside of the folder: an idle sync writes no byte in it.
    package func noteRun(_ report: RunReport) throws {
        let now = environment.now()
        let day = DateTime(secondsSinceEpoch: Int(now / 1_000_000_000)).date
        var traffic: [String: Traffic] = [:]
        for setup in setups { traffic[setup.account, default: Traffic()].add(setup.takeTraffic()) }
        let pairs = facts.map(\.id) + report.troubles.map(\.pair)
        try folders.update(environment.root) { [environment, traffic] known in
            for pair in pairs {
                let error = report.troubles.first { $0.pair == pair }?.error.sentence
                let count = (known?.lastRun[pair]?.count ?? 0) + 1
                known?.lastRun[pair] = LastRun(time: now, error: error, count: count)
            }
            if let settings = environment.settings { known?.settings = settings }
            known?.count(traffic, on: day)
        }
    }

    /// How the last run of each pair went.
    package func lastRuns() throws -> [PairID: LastRun] { try folders.folder(at: environment.root)?.lastRun ?? [:] }

    /// How often each account was asked by syncs, by day in UTC.
    package func traffic() throws -> [String: [String: Traffic]] {
        try folders.folder(at: environment.root)?.traffic ?? [:]
    }
}

extension KnownFolder {
    /// The days for which requests are counted.
    private static let daysOfTraffic = 90

    /// Adds what was asked on a day; what is long past goes.
    fileprivate mutating func count(_ more: [String: Traffic], on day: CalendarDate) {
        let first = day.adding(days: -Self.daysOfTraffic).extended
        for (account, sum) in more where sum.requests > 0 {
            var days = (traffic?[account] ?? [:]).filter { $0.key > first }
            days[day.extended, default: Traffic()].add(sum)
            traffic = traffic ?? [:]
            traffic?[account] = days
        }
    }
}
