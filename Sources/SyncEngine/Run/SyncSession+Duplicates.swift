import ICalendar
import ProviderKit
import SyncCore

/// An event at a service that says the same UID, or bears the same marker, as another one of its calendar.
package struct Duplicate: Hashable, Sendable {
    /// The pair, and the UID both have.
    package var key: RecordKey
    /// The title of this one.
    package var title: String
    /// This one, as it was read.
    package var event: RemoteEvent
    /// The service's id of the one that this folder is in step with; `nil` where none is known.
    package var ours: String?
    /// Why it is not removed, as a sentence without its full stop; `nil` for a copy that is proven to be one.
    package var obstacle: String?
}

/// What a look for duplicates found.
package struct DuplicateReport: Sendable {
    /// The duplicates, by pair and UID; never the event that the folder is in step with.
    package var found: [Duplicate] = []
    /// Pairs that could not be looked at.
    package var troubles: [PairTrouble] = []
}

extension SyncSession {
    /// Lists the calendars of `pairs` anew and tells which UIDs are there twice.
    package func duplicates(_ pairs: Set<PairID>? = nil) async throws -> DuplicateReport {
        var report = DuplicateReport()
        for setup in setups where pairs?.contains(setup.id) ?? true {
            environment.progress(.reading(setup.id))
            do {
                guard let calendar = Self.calendar(of: setup, among: try await setup.provider.calendars()) else {
                    throw ProviderError.calendarGone(
                        "The account \(setup.account) has no calendar \(setup.calendar).")
                }
                let listing = try await setup.provider.changes(in: calendar, since: nil)
                report.found += try duplicates(in: listing, setup, calendar)
            } catch let error as ProviderError {
                report.troubles.append(
                    PairTrouble(pair: setup.id, error: error, remedy: error.remedy(account: setup.account)))
            }
        }
        return report
    }

    private func duplicates(in listing: ChangeSet, _ setup: PairSetup, _ calendar: RemoteCalendar) throws
        -> [Duplicate]
    {
        // Rows of one series have one UID, and are no copies of each other.
        let items = listing.items.filter { item in
            if case .event(let event) = item { event.notes[RemoteEvent.occurrence] == nil } else { true }
        }
        let events = RemoteChanges(items, known: { _ in nil }, knownMaster: { _ in nil }).events.values
        var found: [Duplicate] = []
        for (uid, group) in Dictionary(grouping: events, by: \.uid).sorted(by: { $0.key < $1.key })
        where group.count > 1 {
            let key = RecordKey(setup.id, uid)
            var base: Base?
            if case .live(let known)? = try store.record(key) { base = known }
            let ours = group.first { $0.id == base?.seen.id }
            for event in group.sorted(by: { $0.id < $1.id }) where event.id != ours?.id {
                let obstacle = obstacle(to: event, ours, base, calendar, setup)
                found.append(
                    Duplicate(key: key, title: event.view.title, event: event, ours: ours?.id, obstacle: obstacle))
            }
        }
        return found
    }

    /// Why a duplicate must stay: only what says the same as ours, or is an untouched copy of what ours once said, may go.
    private func obstacle(
        to event: RemoteEvent, _ ours: RemoteEvent?, _ base: Base?, _ calendar: RemoteCalendar, _ setup: PairSetup
    ) -> String? {
        guard let ours, let base else {
            return "it isn't known which of them this folder is in step with; run `calsync sync` first"
        }
        guard setup.policy.direction != .pull else { return "this pair only pulls" }
        guard calendar.isWritable else { return "the calendar is read-only for this account" }
        if let reason = event.readOnly { return reason }
        if event.isHidden { return "\(setup.provider.capabilities.name) hides its details" }
        // Its guests would be told that the event is off, the one that stays included.
        if let limit = event.limit, !limit.allowsDeletion { return limit.reason }
        guard event.view.matches(ours.view) || event.view.matches(base.remoteShadow) else {
            return
                "it differs in \(ours.view.changes(to: event.view).words); take over what you need, then remove it there"
        }
        return nil
    }

    /// Removes those of `duplicates` that are proven to be copies, one after the other.
    ///
    /// - Returns: Each with why it was left, as a sentence without its full stop; `nil` for one that is gone.
    package func remove(_ duplicates: [Duplicate]) async throws -> [(duplicate: Duplicate, reason: String?)] {
        let run = makeID()
        var results: [(duplicate: Duplicate, reason: String?)] = []
        for duplicate in duplicates {
            do {
                results.append((duplicate, try await remove(duplicate, run)))
            } catch let error as ProviderError {
                results.append((duplicate, error.sentence))
            }
        }
        return results
    }

    /// Removes one, after one more look at both; a copy of it goes to the trash first.
    private func remove(_ duplicate: Duplicate, _ run: String) async throws -> String? {
        if let obstacle = duplicate.obstacle { return obstacle }
        guard let setup = setups.first(where: { $0.id == duplicate.key.pair }), let ours = duplicate.ours,
            let calendar = Self.calendar(of: setup, among: try await setup.provider.calendars())
        else { return "its calendar is not there any more" }
        let provider = setup.provider
        guard case .live(let kept) = try await provider.event(ours, in: calendar), kept.id != duplicate.event.id else {
            return "the other one is gone"
        }
        guard case .live(let event) = try await provider.event(duplicate.event.id, in: calendar),
            event.id == duplicate.event.id, event.revision == duplicate.event.revision
        else { return "it was changed this moment" }
        if let limit = event.limit, !limit.allowsDeletion { return limit.reason }
        let file = EventFile(
            uid: duplicate.key.uid, view: event.view, through: provider.lens(for: calendar), stamp: Int(seconds))
        let path = FileName.path(for: event.view, in: setup.folder) { _ in false }
        let place = try Trash(root: environment.root, files: environment.files)
            .keep(file.bytes, path: path, operation: run, now: environment.now(), isFlushed: true)
        try environment.checkpoint?("duplicate")
        do {
            try await provider.delete(event, in: calendar)
        } catch {
            // Where the answer was lost only a look tells.
            guard error.mayHaveHappened, let now = try? await provider.event(event.id, in: calendar) else {
                throw error
            }
            if case .live = now { return error.sentence }
        }
        try history.append([
            History.Entry(
                run: run, time: environment.now(), pair: duplicate.key.pair, uid: duplicate.key.uid, path: nil,
                title: duplicate.title, operation: "delete-duplicate", side: .remote,
                reason: "the same event was there twice", outcome: "done", trashed: place)
        ])
        return nil
    }

    private static func calendar(of setup: PairSetup, among all: [RemoteCalendar]) -> RemoteCalendar? {
        all.first { $0.id == setup.calendar || (setup.calendar == "primary" && $0.isPrimary) }
    }
}
