import ProviderKit
import SyncCore

/// What one run has read of one pair's calendar.
struct RemoteReading {
    /// What became of events, by UID; those not named are as last seen.
    var states: [UID: RemoteState] = [:]
    /// Where the next delta starts, to be kept once all of this is durable; `nil` keeps the old one.
    var cursor: Cursor?
    /// Whether a listing ran to its end in this run, so that what is not in it was not there a moment ago.
    var isListing = false
    /// Whether the listing broke off: what it doesn't name may have changed, or be gone.
    var isUnfinished = false
    /// Events that were read by their id after the listing.
    var looked: Set<UID> = []
    /// Whether the cursor of the last run was good: what a service lists as a whole each time is no news by itself.
    var isContinued = false
    /// Whether a complete listing showed no event at all.
    var isEmpty = false
    /// Events that a listing left out in such numbers that none was looked at: their absence proves nothing yet.
    var unproven: Set<UID> = []
    /// Deleted events that a look has found to be there.
    var restored: Set<UID> = []
    /// Ids of events that the service has listed and didn't show: their absence from a look proves nothing, and there may be
    /// new ones among them.
    var unread: Set<String> = []
    /// Whether the cursor is to be kept though nothing changed.
    var keepsCursor = false
    /// When it was read, in seconds since 1970.
    var readAt = 0.0
    /// The calendar, where it was found to be another than was known.
    var calendar: RemoteCalendar?
}

/// Reads what changed in one calendar, and proves what is gone.
struct RemoteReader {
    let pair: PairID
    let provider: any Provider
    let calendar: RemoteCalendar
    /// Whether a larger number of absences is to be confirmed one by one: the person has allowed the deletions.
    let confirmsAll: Bool
    let uids: [String: UID]
    let known: [String: RemoteEvent]
    /// The UIDs of the pair's deleted events, by the service's id.
    let buried: [String: UID]
    /// Events that no record holds and no delta tells again: their UIDs by the service's id.
    let besides: [String: UID]
    /// Whether what a listing shows of an event was replaced before: it may lag behind.
    let isPast: (RemoteEvent) -> Bool

    /// - Parameters:
    ///   - uids: The UIDs of the pair's events, by the service's id.
    ///   - known: What is known of those that the listing names.
    ///   - buried: The UIDs of the pair's deleted events, by the service's id.
    ///   - besides: Events that no record holds and no delta tells again: their UIDs by the service's id.
    ///   - isPast: Whether what a listing shows of an event was replaced before.
    init(
        pair: PairID, provider: any Provider, calendar: RemoteCalendar, uids: [String: UID],
        known: [String: RemoteEvent] = [:], buried: [String: UID] = [:], besides: [String: UID] = [:],
        isPast: @escaping (RemoteEvent) -> Bool = { _ in false }, confirmsAll: Bool
    ) {
        self.pair = pair
        self.provider = provider
        self.calendar = calendar
        self.uids = uids
        self.known = known
        self.buried = buried
        self.besides = besides
        self.isPast = isPast
        self.confirmsAll = confirmsAll
    }

    /// Lists what changed since `cursor`; everything, where that is no longer good.
    ///
    /// - Returns: What changed, and whether the cursor was good.
    static func changes(_ provider: any Provider, in calendar: RemoteCalendar, since cursor: Cursor?)
        async throws(ProviderError) -> (set: ChangeSet, isContinued: Bool)
    {
        if let cursor {
            do { return (try await provider.changes(in: calendar, since: cursor), true) } catch
                where error == .syncTokenExpired
            {}
        }
        return (try await provider.changes(in: calendar, since: nil), false)
    }

    /// The ids of events that the rows of `set` speak of.
    static func ids(in set: ChangeSet, _ provider: any Provider) -> Set<String> {
        var ids: Set<String> = []
        for item in set.items {
            switch item {
            case .event(let event):
                ids.insert(event.id)
                if event.notes[RemoteEvent.occurrence] != nil { ids.insert(RemoteEvent.spreadID(of: event.uid)) }
            case .instance(let exception): ids.insert(exception.master)
            case .gone(let id, _): ids.insert(provider.series(ofInstance: id) ?? id)
            }
        }
        return ids
    }

    /// Puts the rows together, reads whole what must be, and looks for what is missing from a whole listing.
    func read(_ set: ChangeSet) async throws(ProviderError) -> RemoteReading {
        var reading = RemoteReading(set)
        reading.isListing = set.isComplete
        let spread = SpreadRows(
            set.items, known: known, uids: uids, window: provider.lens(for: calendar).window,
            isComplete: set.isComplete)
        let changes = RemoteChanges(
            spread.rest, known: { set.isComplete ? nil : known[$0] },
            knownMaster: { id in provider.series(ofInstance: id).flatMap { known[$0] == nil ? nil : $0 } })
        for (id, revision) in changes.gone {
            if let uid = uids[id] { reading.states[uid] = .gone(revision: revision) }
        }
        let oncePerUID = provider.capabilities.createsOncePerUID
        let ignored = oncePerUID ? await copies(in: changes, set, &reading) : []
        let renamed = oncePerUID ? [:] : await renamedCopies(in: changes, set)
        let knownUIDs = set.isComplete ? Set(uids.values) : []
        for event in changes.events.values.sorted(by: { $0.id < $1.id }) where !ignored.contains(event.id) {
            if renamed[event.id] == nil, isDoubtful(event, set, knownUIDs) {
                await look(at: event.id, into: &reading, isListed: true)
            } else {
                reading.take(renamed[event.id]?.event ?? event, uids[event.id] ?? renamed[event.id]?.uid)
            }
        }
        for (uid, event) in spread.series { reading.states[uid] = .event(event) }
        for (uid, event) in spread.copies { reading.take(event, uid) }
        var alone: Set<String> = []
        for id in changes.unread.sorted() where await !look(at: id, into: &reading) {
            // Without its series an occurrence is an event of its own: an invitation to just this one, say.
            for row in set.instances(of: id) {
                alone.insert(row)
                await look(at: row, into: &reading)
            }
        }
        absorb(&reading)
        for uid in spread.unread.sorted() { await look(at: RemoteEvent.spreadID(of: uid), into: &reading) }
        if set.isComplete || set.present != nil {
            var present = (set.present ?? []).union(changes.events.keys).union(changes.unread).union(alone)
            for case .event(let row) in set.items { present.insert(row.id) }
            await proveRows(present: present, into: &reading)
            let series = uids.keys.filter { RemoteEvent.uid(ofSpread: $0) != nil }
            reading.isEmpty = present.isEmpty
            await prove(
                absent: Set(uids.keys).subtracting(series).subtracting(present).subtracting(changes.gone.keys),
                into: &reading)
        }
        if !set.isComplete { await lookBesides(Self.ids(in: set, provider), into: &reading) }
        return reading
    }

    /// Looks at the events that no record holds, but for those that the delta tells: all is as if it told them, too.
    private func lookBesides(_ told: Set<String>, into reading: inout RemoteReading) async {
        for (id, uid) in besides.sorted(by: { $0.key < $1.key }) where !told.contains(id) && uids[id] == nil {
            // Under its UID there is another one by now: only the whole calendar tells which is which.
            if reading.states[uid] != nil || uids.values.contains(uid) {
                reading.cursor = nil
            } else {
                await look(at: id, into: &reading)
            }
        }
    }

    /// Whether a listing is to be believed about an event only after a look at it: where it shows what was replaced before,
    /// leaves out an instance that is known, or shows an event that is known under another id. A listing may lag behind;
    /// what is read by its id doesn't.
    private func isDoubtful(_ event: RemoteEvent, _ set: ChangeSet, _ knownUIDs: Set<UID>) -> Bool {
        if isPast(event) { return true }
        guard set.isComplete else { return false }
        guard let known = known[event.id] else { return uids[event.id] == nil && knownUIDs.contains(event.uid) }
        return !Set(known.instances.keys).isSubset(of: event.instances.keys)
    }

    /// The ids of new events in a delta that bear the UID of a known one which is still there.
    ///
    /// Copying an event takes calsync's marker along in some clients: the copy must not be taken for the event. Only
    /// where the known one is gone does the new one follow it (case 48).
    private func copies(in changes: RemoteChanges, _ set: ChangeSet, _ reading: inout RemoteReading) async -> Set<
        String
    > {
        let new = changes.events.values.filter { uids[$0.id] == nil }
        guard !set.isComplete, !new.isEmpty else { return [] }
        let ids = Dictionary(uids.map { ($0.value, $0.key) }) { first, _ in first }
        var copies: Set<String> = []
        for event in new {
            guard let known = ids[event.uid], changes.events[known] == nil, !changes.gone.keys.contains(known),
                !changes.unread.contains(known)
            else { continue }
            do throws(ProviderError) {
                switch try await provider.event(known, in: calendar) {
                case .live: copies.insert(event.id)
                case .absent where set.unread.contains(known): throw .unlisted(provider.capabilities.name)
                case .tombstone, .absent: break
                }
            } catch {
                // It can't be told now; the next sync reads the delta again.
                copies.insert(event.id)
                reading.cursor = nil
            }
        }
        return copies
    }

    /// Events under a UID that another live event has: copies that somebody made there, and those that calsync made twice.
    ///
    /// A copy gets a UID of its own, after its id. A double bears another operation than the event that is known, and still
    /// says the same. Where no event of the UID is known, the oldest one keeps it.
    private func renamedCopies(in changes: RemoteChanges, _ set: ChangeSet) async -> [String: (
        uid: UID, event: RemoteEvent
    )] {
        var holders: [UID: RemoteEvent] = [:]
        let ids = Dictionary(uids.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var copies: [String: (uid: UID, event: RemoteEvent)] = [:]
        let unknown = changes.events.values.filter { uids[$0.id] == nil }
            .sorted { ($0.notes[RemoteEvent.created] ?? "", $0.id) < ($1.notes[RemoteEvent.created] ?? "", $1.id) }
        for event in unknown {
            if holders[event.uid] == nil, let id = ids[event.uid] {
                holders[event.uid] = await live(id, changes, set)
            }
            guard let holder = holders[event.uid] else {
                holders[event.uid] = event
                continue
            }
            var copy = event
            let isAnother = event.notes[RemoteEvent.operation] != holder.notes[RemoteEvent.operation]
            if isAnother, event.notes[RemoteEvent.operation] != nil, event.view.matches(holder.view) {
                copy.notes[RemoteEvent.double] = "1"
            }
            // The mark on it still says another UID, until it is written anew.
            copies[event.id] = (UID(id: event.id, at: "copy.calsync"), copy)
        }
        return copies
    }

    /// The event with the id `id`, if it is there (still).
    private func live(_ id: String, _ changes: RemoteChanges, _ set: ChangeSet) async -> RemoteEvent? {
        if let event = changes.events[id] { return event }
        if set.isComplete, set.present?.contains(id) != true { return nil }
        guard case .live(let event)? = try? await provider.event(id, in: calendar) else { return nil }
        return event
    }

    /// Absence from a complete listing is confirmed by a read before anything is concluded (design.md, section 5).
    ///
    /// Where so many are missing that the safety limit will hold them, none is read; what it doesn't hold is looked at before
    /// anything is done about it.
    private func prove(absent: Set<String>, into reading: inout RemoteReading) async {
        let missing = absent.filter { id in
            guard let uid = uids[id] else { return false }
            if case .event? = reading.states[uid] { return false }
            return true
        }
        let isMass = missing.count > max(10, uids.count / 10) || (uids.count >= 4 && missing.count * 2 >= uids.count)
        for id in missing.sorted() {
            if isMass, !confirmsAll {
                guard let uid = uids[id] else { continue }
                reading.states[uid] = .gone(revision: nil)
                reading.unproven.insert(uid)
            } else {
                await look(at: id, into: &reading)
            }
        }
    }

    /// Occurrences that were events of their own as long as their series wasn't there are part of it now.
    private func absorb(_ reading: inout RemoteReading) {
        for case .event(let series) in Array(reading.states.values) {
            for instance in series.instances.values {
                if let uid = uids[instance.id] { reading.states[uid] = .gone(revision: nil) }
            }
        }
    }

    /// Reads an event by its id.
    ///
    /// - Parameter isListed: Whether the service has shown it in this run: then it isn't gone because one look misses it.
    /// - Returns: False where it isn't there.
    @discardableResult
    private func look(at id: String, into reading: inout RemoteReading, isListed: Bool = false) async -> Bool {
        do throws(ProviderError) {
            switch try await provider.event(id, in: calendar) {
            case .live(let event):
                reading.take(event, uids[id])
                if buried[id] == event.uid { reading.restored.insert(event.uid) }
                return true
            case .tombstone(_, let revision): if let uid = uids[id] { reading.states[uid] = .gone(revision: revision) }
            case .absent:
                if isListed { throw .unlisted(provider.capabilities.name) }
                if let uid = uids[id] { reading.states[uid] = .gone(revision: nil) }
            }
            return false
        } catch {
            // Where a service tells no deletions, what it doesn't show is a question, and reading goes on.
            if case .forbidden(let sentence) = error, !provider.capabilities.tellsDeletions {
                if let uid = uids[id] {
                    reading.states[uid] = .hidden(reason: sentence)
                    return true
                }
                // Nobody knows more of it than that it was there, so the cursor need not wait for it.
                if besides[id] != nil { return false }
            }
            reading.cursor = nil
            guard let uid = uids[id] ?? known[id]?.uid else { return true }
            reading.states[uid] = .unknown(reason: error.sentence, remedy: "It is read again by the next sync.")
            return true
        }
    }
}

extension ProviderError {
    /// An event that the service has listed isn't there for a look: it may show what is new late, or it went this moment.
    static func unlisted(_ service: String) -> ProviderError {
        .unavailable("\(service) lists the event, and doesn't show it.", retryAfter: nil)
    }
}

extension RemoteReading {
    /// What is known of a calendar before the rows of `set` are read.
    init(_ set: ChangeSet) {
        (cursor, calendar, unread, keepsCursor) = (set.cursor, set.calendar, set.unread, set.keepsCursor)
        isUnfinished = !set.isComplete && set.cursor == nil
    }

    /// Takes an event that was read, under the UID that the folder knows it by.
    ///
    /// Where a UID shows up under two ids, the one that was known stays (case 48).
    mutating func take(_ event: RemoteEvent, _ known: UID?) {
        let uid = known ?? event.uid
        if case .event(let other)? = states[uid], other.id != event.id, known == nil { return }
        states[uid] = .event(event)
    }
}
