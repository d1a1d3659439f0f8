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
        var errors = Dictionary(facts.map { ($0.id, String?.none) }, uniquingKeysWith: { first, _ in first })
        for trouble in report.troubles { errors[trouble.pair] = trouble.error.sentence }
        try folders.noteRun(
            environment.root, errors, now: now, settings: environment.settings, traffic: traffic, on: day)
    }

    /// How the last run of each pair went.
    package func lastRuns() throws -> [PairID: LastRun] { try folders.folder(at: environment.root)?.lastRun ?? [:] }

    /// How often each account was asked by syncs, by day in UTC.
    package func traffic() throws -> [String: [String: Traffic]] {
        try folders.folder(at: environment.root)?.traffic ?? [:]
    }
}
