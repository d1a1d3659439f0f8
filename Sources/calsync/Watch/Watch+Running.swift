import CShims
import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// The folder that was watched is no longer at its path.
enum FolderGone: Error {
    /// Nothing is there, or the folder of another calendar; it may come back.
    case gone(OpenError)
    /// Another folder is there, which may be a copy of it or an older state.
    case replaced

    /// What the log says.
    var line: String {
        switch self {
        case .gone(let error): "\(error.sentence) \(error.remedy) It is watched again when it is back."
        case .replaced: "Another folder lies where the watched one was. It is looked at anew."
        }
    }
}

extension Watch {
    /// What a run came to.
    private enum Outcome: Sendable {
        /// Nothing new anywhere; no state was opened.
        case quiet
        case ran(RunReport, Manifest, QuietServices)
    }

    /// Looks at some pairs, and does what is to be done.
    ///
    /// - Throws: ``FolderGone``, or what makes going on pointless.
    func perform(_ work: WatchSchedule.Work) async throws {
        if let business = GitState(root: context.root).business {
            tellOnce(.git, .info, "The folder waits: \(business).")
            schedule.putBack(work)
            noteState("held", reason: business)
            // The end of it is noticed; where git's folder isn't watched, this is soon enough.
            return schedule.hold(for: 5, at: Self.now)
        }
        standing[.git] = nil
        // What the watcher saw may have been our own writing.
        if work.reasons == [.files], context.isQuiet() {
            log.tell(.debug, "Nothing changed in the folder.")
            return
        }
        log.tell(.debug, "Looking at \(work.pairs.map(\.text).sorted().joined(separator: ", ")) (\(Self.words(work))).")
        noteState("running")
        defer { noteState("waiting") }
        do {
            let outcome = try await holder.inTurn { [run = self.run(work), stopping] in
                let result = Locked<Outcome?>(nil)
                try await stopping.during {
                    let outcome = try await run()
                    result.withLock { $0 = outcome }
                }
                return result.withLock { $0 }
            }
            try await ended(work, outcome)
        } catch is CancellationError {
            return
        } catch let error as OpenError {
            throw FolderGone.gone(error)
        } catch let error where !(error is StateError) {
            failed(work, Failure(error))
        }
    }

    /// What is to be done in a turn.
    private func run(_ work: WatchSchedule.Work) -> @Sendable () async throws -> Outcome {
        let now = Self.now
        // What was touched a moment ago is looked at twice by the run itself.
        let stamps = earlier.filter { now - $0.value.at >= 0.1 }.mapValues(\.stamp)
        earlier = [:]
        let (context, setups, stopping) = (context, setups, stopping)
        let quiet = quiet
        return {
            var request = SyncRequest(pairs: work.pairs)
            request.earlier = stamps
            if !work.reasons.contains(.files), let quiet, context.quietGeneration() == quiet.generation,
                let answers = await quiet.ask(setups.filter { work.pairs.contains($0.id) })
            {
                try Task.checkCancellation()
                if quiet.isQuiet(answers) { return .quiet }
                request.answers = answers
            }
            let session = try context.session(
                writes: true, setups: setups, checkpoint: stopping.check)
            let planned = try await session.plan(request)
            let report = try await session.carryOut(planned)
            try await session.close()
            try await session.noteRun(report)
            return .ran(report, await session.manifest, await session.quietServices(after: quiet))
        }
    }

    /// Takes how a run went.
    private func ended(_ work: WatchSchedule.Work, _ outcome: Outcome?) async throws {
        switch outcome {
        case nil: return
        case .quiet?:
            for pair in work.pairs { schedule.ended(pair, .quiet, at: Self.now, random: Self.random) }
            try noteQuiet(work)
        case .ran(let report, let manifest, let quiet)?:
            self.quiet = quiet
            ended(work, report, manifest)
            // The state of a large calendar is not held on to between runs.
            cs_trim_heap()
            if let problem = await context.commit(report) {
                tellOnce(.commit, .warning, problem)
            } else {
                standing[.commit] = nil
            }
        }
        isOver(.run, "It works again.")
    }

    /// Takes that a run could not be made.
    private func failed(_ work: WatchSchedule.Work, _ failure: Failure) {
        tellOnce(.run, .error, "\(failure.sentence) \(failure.remedy)")
        quiet = nil
        for pair in work.pairs {
            schedule.ended(pair, .failed(retryAfter: nil), at: Self.now, random: Self.random)
            errors[pair] = failure.sentence
        }
    }

    private func ended(_ work: WatchSchedule.Work, _ report: RunReport, _ manifest: Manifest) {
        let now = Self.now
        let offset = now - Double(Clock.now()) / 1_000_000_000
        for pair in work.pairs {
            let retryAt = manifest.pairs[pair]?.retries?.values.filter { !$0.isParked }.map { $0.notBefore + offset }
                .min()
            schedule.ended(pair, Self.outcome(of: pair, report), retryAt: retryAt, at: now, random: Self.random)
        }
        var report = report
        report.troubles = report.troubles.map(\.whileWatching)
        findings.take(report, of: work.pairs)
        // A sign-in that was refused may be a new one by now.
        isSignedOut = findings.report.troubles.contains { $0.error.exitCode == .signIn }
        if isSignedOut, let fresh = try? context.setups() { setups = fresh }
        note(work, report, manifest)
        tell(report)
        // What may be a half-written file is looked at again before anybody is called.
        if !suspects.isEmpty { for pair in work.pairs { schedule.look(at: pair, noLaterThan: now + 2) } }
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
