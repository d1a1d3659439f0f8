import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

extension Watch {
    /// Looks at some pairs, and does what is to be done.
    ///
    /// - Throws: What makes going on pointless.
    func perform(_ work: WatchSchedule.Work) async throws {
        if let business = GitState(root: context.root).business {
            tellOnce(.info, "The folder waits: \(business).")
            schedule.putBack(work)
            noteState("held", reason: business)
            // The end of it is noticed; where git's folder isn't watched, this is soon enough.
            return schedule.hold(for: 5, at: Self.now)
        }
        known = known.filter { !$0.hasPrefix("The folder waits") }
        // What the watcher saw may have been our own writing.
        if work.reasons == [.files], context.isQuiet() {
            log.tell(.debug, "Nothing changed in the folder.")
            return
        }
        log.tell(.debug, "Looking at \(work.pairs.map(\.text).sorted().joined(separator: ", ")) (\(Self.words(work))).")
        noteState("running")
        defer { noteState("waiting") }
        let (context, setups, stopping, notifier) = (context, setups, stopping, notifier)
        let result = Locked<(RunReport, Manifest)?>(nil)
        do {
            try await holder.inTurn {
                try await stopping.during {
                    let session = try context.session(
                        writes: true, setups: setups, checkpoint: stopping.check,
                        // A long run is no reason for the service manager to think that it hangs.
                        progress: { _ in notifier.alive() })
                    let planned = try await session.plan(SyncRequest(pairs: work.pairs))
                    let report = try await session.carryOut(planned)
                    try await session.close()
                    try await session.noteRun(report)
                    let manifest = await session.manifest
                    result.withLock { $0 = (report, manifest) }
                }
            }
        } catch is CancellationError {
            return
        } catch let error where !Self.isFatal(error) {
            let failure = Failure(error)
            tellOnce(.error, failure.sentence)
            for pair in work.pairs { schedule.ended(pair, .failed(retryAfter: nil), at: Self.now, random: Self.random) }
            return
        }
        guard let (report, manifest) = result.withLock({ $0 }) else { return }
        ended(work, report, manifest)
        if let problem = await context.commit(report) { tellOnce(.warning, problem) }
    }

    private static func isFatal(_ error: any Error) -> Bool { error is StateError || error is OpenError }

    private func ended(_ work: WatchSchedule.Work, _ report: RunReport, _ manifest: Manifest) {
        let now = Self.now
        let offset = now - Double(Clock.now()) / 1_000_000_000
        for pair in work.pairs {
            let retryAt = manifest.pairs[pair]?.retries?.values.filter { !$0.isParked }.map { $0.notBefore + offset }
                .min()
            schedule.ended(pair, Self.outcome(of: pair, report), retryAt: retryAt, at: now, random: Self.random)
        }
        // A sign-in that was refused may be a new one by now.
        let isSignedOut = report.troubles.contains { $0.error.exitCode == .signIn }
        if isSignedOut, let fresh = try? context.setups() { setups = fresh }
        note(work, report, manifest)
        tell(report)
    }

    private static func outcome(of pair: PairID, _ report: RunReport) -> WatchSchedule.Outcome {
        if let trouble = report.troubles.first(where: { $0.pair == pair }) {
            return .failed(retryAfter: trouble.error.retryAfter)
        }
        // What failed for a reason of its own is in the retry queue; what was left after it is tried with it.
        if report.queued.contains(where: { $0.operation.key.pair == pair && !$0.isParked }) {
            return .failed(retryAfter: nil)
        }
        return report.done.contains { $0.key.pair == pair && $0.isShown } ? .changed : .quiet
    }

    private static var random: Double { Double.random(in: 0...1) }

    private static func words(_ work: WatchSchedule.Work) -> String {
        work.reasons.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
