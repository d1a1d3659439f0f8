import ICalendar

/// What is done where the service shows a series as a row for each occurrence, and where that begins or ends.
extension Decision {
    /// What the service says, without what it can't know and what it no longer is to show.
    static func seen(_ remote: RemoteState, _ record: Record?, _ window: OccurrenceWindow?) -> RemoteState {
        guard case .event(let event) = remote, event.isSpread else { return remote }
        var known: RemoteEvent?
        if case .live(let base)? = record { known = base.seen }
        let whole = event.completed(after: known)
        return .event(window.map(whole.within) ?? whole)
    }

    /// What is remembered, without the occurrences that the service no longer is to show.
    static func known(_ record: Record?, _ window: OccurrenceWindow?) -> Record? {
        guard let window, case .live(let base)? = record else { return record }
        return .live(base.within(window))
    }

    /// Deals with a series that has one row and is to have one for each occurrence, or the other way round; `false` where
    /// it has what it is to have.
    ///
    /// What is there goes first, and only while nobody has changed it; then the rows are made anew.
    mutating func decideShape(_ local: LocalFile, _ event: Event, base: Base?, seen: RemoteEvent) -> Bool {
        let isToSpread = pair.lens.spreads(event)
        guard isToSpread != seen.isSpread else { return false }
        let now = seen.isSpread ? "a page for each occurrence" : "one page"
        let then = isToSpread ? "one for each occurrence" : "one page"
        let setting = seen.isSpread ? "occurrences" : "series"
        guard let base, seen.view.matches(base.remoteShadow), !seen.view.exceptions.isEmpty || !seen.isSpread else {
            hold(
                .service, event.title,
                "\(pair.service) has \(now) of it, which somebody changed since, and is to have \(then)",
                "Take the change first: sync once with recurring = \"\(setting)\". Or delete what is there.")
            return true
        }
        guard pair.isWritable, pair.policy.direction != .pull else { return true }
        let tombstone = base.tombstone()
        let removal = operation(
            .deleteRemote, event.title, reason: "\(pair.service) gets \(then) instead",
            planned: .deleted(tombstone), previous: .live(base))
        createRemote(
            local, event, reason: "\(pair.service) had \(now) of it before", generation: tombstone.generation)
        if !remote.isEmpty { remote.insert(removal, at: 0) }
        return true
    }
}
