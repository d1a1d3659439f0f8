import ProviderKit
import SyncCore

// MARK: The other hand

extension MemoryProvider {
    /// What another client does: stores an event, replacing the live one with its UID, and returns it.
    @discardableResult
    package func put(_ uid: UID, _ view: View, in calendar: String = "home") -> RemoteEvent {
        state.withLock { state in
            guard var row = state.sorted(calendar).first(where: { $0.uid == uid && !$0.isDeleted }) else {
                return state.insert(uid, view, in: calendar).event
            }
            row.view = options.reduced(view)
            return state.store(row, in: calendar).event
        }
    }

    /// What another client does: changes the master of an event. One that isn't there stays away.
    package func edit(_ id: String, in calendar: String = "home", _ change: (inout View) -> Void) {
        state.withLock { state in
            guard var row = state.rows[calendar]?[id], !row.isDeleted else { return }
            change(&row.view)
            row.view = options.reduced(row.view)
            _ = state.store(row, in: calendar)
        }
    }

    /// What another client does: changes, excludes or (with nil) gives back one instance.
    package func set(_ exception: Exception?, at key: InstanceKey, of id: String, in calendar: String = "home") {
        state.withLock { state in
            guard let row = state.rows[calendar]?[id], !row.isDeleted else { return }
            _ = state.set(exception, at: key, of: row, in: calendar)
        }
    }

    /// What a person does who copies an event; returns the copy.
    @discardableResult
    package func copy(_ id: String, in calendar: String = "home") -> RemoteEvent? {
        state.withLock { state in state.copy(id, in: calendar)?.event }
    }

    /// What another client does: deletes an event.
    package func remove(_ id: String, in calendar: String = "home") {
        state.withLock { state in
            guard var row = state.rows[calendar]?[id], !row.isDeleted else { return }
            row.isDeleted = true
            row.instances = [:]
            _ = state.store(row, in: calendar)
        }
    }

    /// What a service that goes wrong does: keeps an event twice, UID and all. Returns the id of the second.
    @discardableResult
    package func double(_ id: String, in calendar: String = "home") -> String? {
        state.withLock { state in
            guard let row = state.rows[calendar]?[id], !row.isDeleted else { return nil }
            return state.insert(row.uid, row.view, in: calendar).id
        }
    }

    /// Lets all cursors given out so far expire.
    package func expireCursors() {
        state.withLock {
            $0.firstGoodCursor = $0.clock + 1
            $0.clock += 1
        }
    }

    /// Forgets the tombstones of a calendar, as services do after a while.
    package func purgeTombstones(in calendar: String = "home") {
        state.withLock { state in state.rows[calendar] = state.rows[calendar]?.filter { !$0.value.isDeleted } }
    }

    /// Takes a calendar away, as when it is unshared.
    package func removeCalendar(_ id: String) {
        state.withLock { state in state.calendars.removeAll { $0.id == id } }
    }

    /// The live events, whole, oldest first.
    package func events(in calendar: String = "home") -> [RemoteEvent] {
        state.withLock { $0.sorted(calendar) }.filter { !$0.isDeleted }.map(\.event)
    }
}

// MARK: What was asked, and what goes wrong

extension MemoryProvider {
    /// One of the provider's verbs.
    package enum Verb: String, Hashable, Sendable, CaseIterable {
        case calendars, changes, event, find, create, update, move, delete
    }

    /// One call that was made.
    package struct Call: Hashable, Sendable {
        /// What was asked.
        package var verb: Verb
        /// The calendar's id.
        package var calendar: String?
        /// The event's id or UID, or the cursor.
        package var subject: String
    }

    /// Something that goes wrong once.
    package enum Fault: Hashable, Sendable {
        /// Refused, nothing done.
        case refusal(ProviderError)
        /// Done, and the answer lost: `uncertain`.
        case answerLost
        /// A listing that leaves out its last rows and still calls itself whole.
        case shortListing(dropping: Int)
        /// A listing that ends early, says so, and has no cursor.
        case unfinishedListing(keeping: Int)
        /// A listing as it was `changes` changes ago, with the cursor of now.
        case staleListing(changes: Int)
        /// A listing in another order, with some rows twice, as where pages overlap.
        case shuffledListing(seed: UInt64)
    }

    /// A fault and the calls it strikes.
    struct PlannedFault: Hashable, Sendable {
        var fault: Fault
        var verb: Verb?
        var skip: Int
        var times: Int
    }

    /// Lets `times` calls go wrong after `skip` more have passed; without a verb any call.
    package func fail(_ verb: Verb? = nil, with fault: Fault, times: Int = 1, skip: Int = 0) {
        state.withLock { $0.faults.append(PlannedFault(fault: fault, verb: verb, skip: skip, times: times)) }
    }

    /// Lets nothing go wrong any more.
    package func clearFaults() {
        state.withLock { state in
            state.faults = []
            state.unanswered = []
        }
    }

    /// The events that were asked about or written without an answer, since faults were cleared.
    package var unanswered: Set<UID> { state.withLock(\.unanswered) }

    /// The calls so far, in order.
    package var log: [Call] { state.withLock { $0.log } }

    /// How many writes were asked for.
    package var writes: Int { log.count { [.create, .update, .move, .delete].contains($0.verb) } }

    /// Forgets the calls so far.
    package func resetLog() { state.withLock { $0.log = [] } }

    /// Does `body`, unless a fault strikes first or its answer goes astray.
    func perform<Answer: Sendable>(
        _ verb: Verb, in calendar: RemoteCalendar?, about subject: String = "",
        _ body: (inout State) throws(ProviderError) -> Answer
    ) throws(ProviderError) -> Answer {
        try state.withLock { state throws(ProviderError) in
            state.log.append(Call(verb: verb, calendar: calendar?.id, subject: subject))
            switch state.strike(verb) {
            case nil:
                return try body(&state)
            case .refusal(let error)?:
                throw error
            case .answerLost?:
                let row = calendar.flatMap { state.rows[$0.id]?[subject] }
                _ = try body(&state)
                if let uid = row?.event.uid ?? UID(subject) { state.unanswered.insert(uid) }
                throw .uncertain("The answer was lost.")
            case .shortListing(let count)?:
                return Self.shorten(try body(&state)) { changes in
                    changes.items.removeLast(min(count, changes.items.count))
                }
            case .unfinishedListing(let count)?:
                return Self.shorten(try body(&state)) { changes in
                    changes.items.removeLast(max(0, changes.items.count - count))
                    if !options.hidesGaps { changes.cursor = nil }
                    changes.isComplete = false
                }
            case .shuffledListing(let seed)?:
                return Self.shorten(try body(&state)) { changes in
                    var chance = Chance(seed)
                    changes.items += changes.items.filter { _ in chance.oneIn(3) }
                    for index in changes.items.indices { changes.items.swapAt(index, chance.below(index + 1)) }
                }
            case .staleListing(let changes)?:
                let rows = state.rows
                defer { state.rows = rows }
                if let past = state.history.dropLast(max(0, changes - 1)).last { state.rows = past }
                return try body(&state)
            }
        }
    }

    /// Changes an answer that is a listing, and no other.
    private static func shorten<Answer>(_ answer: Answer, _ change: (inout ChangeSet) -> Void) -> Answer {
        guard var changes = answer as? ChangeSet else { return answer }
        change(&changes)
        return changes as? Answer ?? answer
    }
}

extension MemoryProvider.State {
    /// Returns the fault that strikes a call, and counts it.
    fileprivate mutating func strike(_ verb: MemoryProvider.Verb) -> MemoryProvider.Fault? {
        guard let index = faults.firstIndex(where: { $0.verb == nil || $0.verb == verb }) else { return nil }
        if faults[index].skip > 0 {
            faults[index].skip -= 1
            return nil
        }
        faults[index].times -= 1
        let fault = faults[index].fault
        if faults[index].times <= 0 { faults.remove(at: index) }
        return fault
    }
}
