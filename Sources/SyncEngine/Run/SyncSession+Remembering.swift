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
        var outcomes = Dictionary(
            facts.map { ($0.id, LastRun.Outcome(held: [])) }, uniquingKeysWith: { first, _ in first })
        for trouble in report.troubles {
            outcomes[trouble.pair] = LastRun.Outcome(
                error: trouble.error.sentence, code: ExitCode.strongest(PairTrouble.exitCodes([trouble])))
        }
        for held in report.held where held.isRemembered { outcomes[held.pair]?.held?.append(held) }
        try folders.noteRun(
            environment.root, outcomes, now: now, settings: environment.settings, traffic: traffic, on: day)
    }

    /// How the last run of each pair went.
    package func lastRuns() throws -> [PairID: LastRun] { try folders.folder(at: environment.root)?.lastRun ?? [:] }

    /// How often each account was asked by syncs, by day in UTC.
    package func traffic() throws -> [String: [String: Traffic]] {
        try folders.folder(at: environment.root)?.traffic ?? [:]
    }
}

extension Held {
    /// Whether the next look at the folder alone may not find it again: what a service asked for, say, and the folder refused.
    fileprivate var isRemembered: Bool {
        switch cause {
        case .safety, .service, .question, .unread: uid != nil
        case .paused, .retry, .policy, .skipped: false
        }
    }
}

extension PlannedRun {
    /// Adds what the last runs left alone and this look, which asked no service, didn't come upon.
    package mutating func recall(_ runs: [PairID: LastRun]) {
        let found = Set(plan.held.map { [$0.pair.text, $0.uid?.text] })
        for pair in counts.keys.sorted() {
            plan.held += (runs[pair]?.held ?? []).filter { !found.contains([$0.pair.text, $0.uid?.text]) }
        }
    }
}
