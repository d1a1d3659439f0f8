import SyncCore

/// What `watch` has to do, and when: takes what is noticed, and says which pairs are to be looked at.
///
/// A state machine: it returns what to do and does nothing. Times are seconds of a clock that never jumps; randomness is an
/// argument, from 0 to 1.
package struct WatchSchedule: Sendable {
    /// How a run of a pair ended.
    package enum Outcome: Hashable, Sendable {
        /// Something was to be done.
        case changed
        /// Nothing new anywhere.
        case quiet
        /// The service failed, and may not be asked for so many seconds, where it said so.
        case failed(retryAfter: Double?)
    }

    /// Why pairs are looked at.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Files were touched.
        case files
        /// Someone said that there is something new: a service, a person, the end of a sleep.
        case hint
        /// It is time to ask the service, or to try again what failed.
        case time
    }

    /// Pairs that are to be looked at together.
    package struct Work: Hashable, Sendable {
        package var pairs: Set<PairID>
        package var reasons: Set<Reason>

        package init(pairs: Set<PairID>, reasons: Set<Reason>) {
            self.pairs = pairs
            self.reasons = reasons
        }
    }

    /// What is known of one pair.
    private struct State: Sendable {
        var rhythm: Rhythm
        /// Whether files were touched that no run has looked at.
        var isTouched = false
        var isHinted = false

        /// When a run of it is due.
        var due: Double {
            if isHinted { return -.infinity }
            return isTouched ? rhythm.restsUntil : rhythm.due
        }
    }

    private var states: [PairID: State] = [:]
    private var settling = Settling()
    /// Until when nothing is begun: git is at work.
    private var heldUntil = -Double.infinity

    /// A schedule on which every pair is to be looked at now.
    package init(_ rhythms: [PairID: Rhythm]) { states = rhythms.mapValues { State(rhythm: $0) } }

    /// The rhythm of a pair, for those who want to know.
    package func rhythm(of pair: PairID) -> Rhythm? { states[pair]?.rhythm }

    /// When something is next due; `nil` when there are no pairs.
    package var next: Double? {
        guard let due = states.values.map(\.due).min() else { return nil }
        // Whatever is due waits for files that are being written; a look at them is due then.
        return max(settling.due ?? due, heldUntil)
    }

    // MARK: What is noticed

    /// Notices that files of these pairs were touched (``Settling``).
    package mutating func touched(_ pairs: some Sequence<PairID>, quiet: Double, at now: Double) {
        settling.touched(pairs.filter { states[$0] != nil }, quiet: quiet, at: now)
    }

    /// Notices a hint that a pair should be looked at now. A flood of them is one look.
    package mutating func hinted(_ pair: PairID, at now: Double) {
        states[pair]?.isHinted = true
        states[pair]?.rhythm.askNow(at: now)
    }

    /// Notices that the machine slept, or that the network is back: everything is looked at now, whatever failed before.
    package mutating func woke(at now: Double) { for pair in states.keys { hinted(pair, at: now) } }

    /// Notices that the network has changed: what rests after failures is tried again in a moment.
    package mutating func networkChanged(at now: Double) {
        for pair in states.keys { states[pair]?.rhythm.restNoLonger(than: now + 1) }
    }

    /// Looks at a pair no later than at `time`, unless it rests after a failure.
    package mutating func look(at pair: PairID, noLaterThan time: Double) {
        states[pair]?.rhythm.ask(noLaterThan: time)
    }

    /// Begins nothing for some seconds: git is at work in the folder.
    package mutating func hold(for seconds: Double, at now: Double) { heldUntil = now + seconds }

    /// Goes on, because git may be done.
    package mutating func goOn() { heldUntil = -.infinity }

    // MARK: What is to be done

    /// Returns the pairs whose time has come, once.
    ///
    /// - Parameter together: The pairs that must be looked at with one: those of the same folder.
    package mutating func due(at now: Double, together: (PairID) -> Set<PairID>) -> Work? {
        guard heldUntil <= now else { return nil }
        for pair in settling.settled(at: now) { states[pair]?.isTouched = true }
        guard settling.due == nil else { return nil }
        var work = Work(pairs: [], reasons: [])
        for (pair, state) in states where state.due <= now {
            if state.isTouched { work.reasons.insert(.files) }
            if state.isHinted { work.reasons.insert(.hint) }
            if state.rhythm.due <= now { work.reasons.insert(.time) }
            // One that rests after a failure rests on.
            work.pairs.formUnion(together(pair).filter { $0 == pair || states[$0]?.rhythm.restsUntil ?? now <= now })
        }
        guard !work.pairs.isEmpty else { return nil }
        for pair in work.pairs {
            states[pair]?.isTouched = false
            states[pair]?.isHinted = false
        }
        return work
    }

    /// Takes back work that could not be begun.
    package mutating func putBack(_ work: Work) {
        for pair in work.pairs {
            if work.reasons.contains(.files) { states[pair]?.isTouched = true }
            if work.reasons.contains(.hint) { states[pair]?.isHinted = true }
        }
    }

    /// Takes how a run of a pair ended, and sets when it is looked at next.
    ///
    /// - Parameter retryAt: When the first operation of its retry queue is due.
    package mutating func ended(
        _ pair: PairID, _ outcome: Outcome, retryAt: Double? = nil, at now: Double, random: Double
    ) {
        switch outcome {
        case .changed: states[pair]?.rhythm.asked(foundChange: true, at: now, random: random)
        case .quiet: states[pair]?.rhythm.asked(foundChange: false, at: now, random: random)
        case .failed(let retryAfter):
            states[pair]?.rhythm.failed(retryAfter: retryAfter, at: now, random: random)
        }
        if let retryAt { states[pair]?.rhythm.ask(noLaterThan: retryAt) }
    }
}
