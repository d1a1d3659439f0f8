import ICalendar

/// What is to be done about one event of one pair: cases.md 2.4, one row at a time.
struct Decision {
    /// What the folder gets, at most one. A new file is named by the planner, which knows what names are taken.
    var local: Operation?
    /// The file that ``local`` writes, read.
    var file: EventFile?
    /// What the service gets, in order.
    var remote: [Operation] = []
    /// An agreement without a write.
    var agreement: Operation?
    /// What a person must decide.
    var conflict: Conflict?
    /// What is left alone, and why.
    var held: Held?
    /// What would be done, had the person not left it out.
    var skipped: [Operation] = []

    let key: RecordKey
    let pair: PairFacts
    let record: Record?
    private let stamp: Int
    /// Whose doing the folder's state is.
    let doing: Doing

    /// Decides.
    ///
    /// - Parameters:
    ///   - stamp: The DTSTAMP of new files, in seconds since 1970 UTC.
    ///   - doing: Whose doing the folder's state is.
    ///   - isSkipped: Whether the person left it out.
    init(
        _ key: RecordKey, pair: PairFacts, record: Record?, local: LocalState, remote: RemoteState, stamp: Int,
        doing: Doing = Doing(), isSkipped: (SkipQuestion) -> Bool = { _ in false }
    ) {
        self.key = key
        self.pair = pair
        self.record = Self.known(record, pair.lens.window)
        self.stamp = stamp
        self.doing = doing
        let seen = Self.seen(remote, self.record, pair.lens.window)
        decide(local, seen)
        obeyDirection()
        obeySkip(local, seen, isSkipped)
    }

    private mutating func decide(_ local: LocalState, _ remote: RemoteState) {
        if case .unknown(let reason, let remedy) = remote {
            return hold(.unread, local.title ?? recordTitle, reason, remedy)
        }
        if case .hidden(let reason) = remote { return decideHidden(local, reason) }
        if case .event(let event) = remote, decideTrouble(event, local) { return }
        switch local {
        case .unknown(let reason, let remedy):
            hold(.unread, recordTitle, reason, remedy)
            if case .event(let event) = remote { remember(event) }
        case .paused(let path, let reason, let remedy):
            hold(.paused, path, reason, remedy)
            if case .event(let event) = remote { remember(event) }
        case .absent: decideWithoutFile(remote)
        case .file(let file):
            guard let event = file.file.event else { return }
            if let obstacle = pair.lens.obstacle(event) {
                hold(.service, event.title, obstacle, "")
                if case .event(let seen) = remote { remember(seen) }
            } else {
                decide(file, event, remote)
            }
        }
    }

    // MARK: No file

    private mutating func decideWithoutFile(_ remote: RemoteState) {
        switch (record, remote) {
        case (_, .unknown), (_, .hidden), (nil, .same), (nil, .gone): return
        case (.deleted(let tombstone)?, .same), (.deleted(let tombstone)?, .gone):
            guard tombstone.movedTo != nil else { return }
            agreement = operation(
                .forget, key.uid.text, reason: "its file went along", planned: .deleted(tombstone.settled))
        case (nil, .event(let event)) where event.notes[RemoteEvent.double] != nil: removeDouble(event)
        case (nil, .event(let event)): createFile(event, from: nil, reason: "new at \(pair.service)")
        case (.deleted(let tombstone)?, .event(let event)):
            // A revision that the tombstone knows is a stale listing; a newer one is a restore.
            guard !tombstone.isStale(event) else { return }
            createFile(event, from: tombstone.agreed, reason: "restored at \(pair.service)")
        case (.live(let base)?, .gone(let revision)):
            agreement = operation(
                .forget, base.seen.view.title, reason: "deleted on both sides",
                planned: .deleted(base.tombstone(revision: revision)))
        case (.live(let base)?, .same): decideDeletion(base, now: base.seen)
        case (.live(let base)?, .event(let event)): decideDeletion(base, now: event)
        }
    }

    private mutating func decideDeletion(_ base: Base, now event: RemoteEvent) {
        let edits = base.remoteShadow.changes(to: event.view)
        // Of a series that is shown as rows some may be deleted already: that is no edit which wins over it.
        if edits.contains(where: { !$0.isAnswer && !(event.isSpread && $0.dropsRow) }), !event.isHidden {
            let isNew = base.remoteShadow == View()
            return createFile(
                event, from: base.agreed,
                reason: isNew
                    ? "new at \(pair.service)"
                    : "you deleted the file, but \(pair.service) changed \(edits.words): the edit wins", base: base)
        }
        if pair.policy.deletions == .keep {
            var tombstone = base.tombstone(revision: event.revision)
            tombstone.keepsEvent = true
            agreement = operation(
                .forget, event.view.title, reason: "the file was deleted; deletions are kept here",
                planned: .deleted(tombstone))
            return
        }
        if let reason = event.readOnly ?? (pair.isWritable ? nil : "The calendar is read-only for this account.") {
            return hold(
                .service, event.view.title, "The file was deleted, but the event stays. \(reason)",
                "Restore the file with `git checkout`, or delete the event at \(pair.service).")
        }
        if let limit = event.limit, !limit.allowsDeletion {
            return hold(
                .service, event.view.title, "The file was deleted, but the event stays. \(limit.reason)",
                "Restore the file with `git checkout`"
                    + (limit.answersFor == nil ? ", " : ", and decline with PARTSTAT=DECLINED on your ATTENDEE line; ")
                    + "or delete the event at \(pair.service).")
        }
        var moved = base
        moved.see(event)
        var deletion = operation(
            .deleteRemote, event.view.title, reason: doing.deleted,
            planned: .deleted(moved.tombstone()), previous: .live(moved))
        deletion.mails = pair.mails(about: [], to: event)
        if pair.mailsGuests, pair.policy.notify == .none, pair.guests(of: event.view) > 0 {
            deletion.notes = ["Its guests are not told (notify = \"none\"), and keep it in their calendars."]
        }
        remote = [deletion]
    }

    private mutating func createFile(_ event: RemoteEvent, from agreed: [UInt8]?, reason: String, base: Base? = nil) {
        if event.isHidden { return holdHidden(event) }
        var file: EventFile
        var notes: [String] = []
        var event = event
        if let agreed, let old = EventFile(agreed).event {
            let view = view(of: old)
            // No row says what the series itself is.
            if event.isSpread, event.view.schedule == nil { event.view.master = view.master }
            // What the service respells or cuts was no edit: with a base only what changed there goes into the file.
            let isKnown = base?.folderShadow.matches(view) ?? false
            let before = isKnown ? base?.remoteShadow ?? view : view
            // Writing a shift takes the file's exceptions along, so the two are compared under the new keys.
            let changes = before.aligned(with: event.view).changes(to: event.view)
            (file, notes) = EventFile(agreed).applying(changes, through: pair.lens)
        } else if let reason = pair.lens.unrestorable(event.view) {
            return hold(.service, event.view.title, reason, "")
        } else {
            file = EventFile(uid: key.uid, view: event.view, through: pair.lens, stamp: stamp)
        }
        guard let parsed = file.event else {
            return hold(
                .service, event.view.title, "\(pair.service) sent an event that can't be written as a file",
                "Look at it there: " + (file.diagnostics.first?.message ?? "its times make no sense."))
        }
        self.file = file
        var settled = Base.settled(
            after: nil, seen: event, local: view(of: parsed), open: [], file: file.bytes, generation: generation)
        settled.follow(record)
        local = operation(
            .createFile, event.view.title, changes: View().changes(to: event.view), reason: reason, file: file.bytes,
            planned: .live(settled), notes: notes)
    }

    private var generation: Int {
        switch record {
        case .live(let base)?: base.generation
        case .deleted(let tombstone)?: tombstone.generation
        case nil: 0
        }
    }

    // MARK: A file

    private mutating func decide(_ local: LocalFile, _ event: Event, _ remote: RemoteState) {
        switch (record, remote) {
        case (_, .unknown), (_, .hidden): return
        case (nil, .same), (nil, .gone): createRemote(local, event, reason: doing.made)
        case (nil, .event(let seen)):
            if !decideShape(local, event, base: nil, seen: seen) { decideMerge(local, event, base: nil, seen: seen) }
        case (.deleted(let tombstone)?, .event(let seen)) where !tombstone.isStale(seen):
            if !decideShape(local, event, base: nil, seen: seen) { decideMerge(local, event, base: nil, seen: seen) }
        case (.deleted(let tombstone)?, _):
            let isSame = EventFile(tombstone.agreed).event?.content == event.content
            if tombstone.keptFile != nil, isSame { return }
            if let place = tombstone.movedTo, isSame {
                self.local = operation(
                    .deleteFile, event.title, path: local.path, reason: "moved to \(place) at \(pair.service)",
                    before: local.digest, planned: .deleted(tombstone.settled))
                return
            }
            createRemote(local, event, reason: "the file is back after a deletion")
        case (.live(let base)?, .same):
            if !decideShape(local, event, base: base, seen: base.seen) {
                decideMerge(local, event, base: base, seen: base.seen)
            }
        case (.live(let base)?, .event(let seen)):
            if !decideShape(local, event, base: base, seen: seen) {
                decideMerge(local, event, base: base, seen: seen)
            }
        case (.live(let base)?, .gone(let revision)): decideRemoteDeletion(local, event, base, revision)
        }
    }

    private mutating func decideRemoteDeletion(_ local: LocalFile, _ event: Event, _ base: Base, _ revision: String?) {
        let agreed = EventFile(base.agreed).event?.content
        let edits = agreed.map { $0.changes(to: event.content).filter { !$0.isAnswer } } ?? []
        if agreed == nil || !edits.isEmpty {
            let what = agreed == nil ? "the file" : edits.words
            return createRemote(
                local, event, reason: "deleted at \(pair.service), but you changed \(what): the edit wins",
                generation: base.generation + 1)
        }
        var tombstone = base.tombstone(
            keptFile: pair.policy.deletions == .keep ? local.digest ?? "" : nil, revision: revision)
        tombstone.agreed = local.file.bytes
        tombstone.path = local.path
        if pair.policy.deletions == .keep {
            agreement = operation(
                .forget, event.title, path: local.path, reason: "deleted at \(pair.service); deletions are kept here",
                planned: .deleted(tombstone))
        } else {
            self.local = operation(
                .deleteFile, event.title, path: local.path, reason: "deleted at \(pair.service)", before: local.digest,
                planned: .deleted(tombstone))
        }
    }

    mutating func createRemote(_ local: LocalFile, _ event: Event, reason: String, generation: Int? = nil) {
        let view = view(of: event)
        guard event.hasMaster else {
            return hold(
                .service, event.title, "the file has changed instances but no series",
                "Add the VEVENT that repeats; \(pair.service) can't take instances alone.")
        }
        guard pair.isWritable else {
            return hold(
                .service, event.title, "the calendar is read-only for this account, so the event stays in the folder",
                "Ask the calendar's owner for the right, or move the file to another pair's folder.")
        }
        if let reason = pair.lens.creationObstacle { return hold(.service, event.title, reason, "") }
        let instances = view.changedInstances
        var master = pair.lens.created(view)
        for change in instances { if let key = change.instance { master.exceptions[key] = nil } }
        let expected = RemoteEvent(id: "", revision: "", uid: key.uid, view: master)
        var base = Base.settled(
            after: nil, seen: expected, local: view, open: instances, file: local.file.bytes,
            generation: generation ?? self.generation)
        base.follow(record)
        var creation = operation(
            .createRemote, event.title, path: local.path, changes: View().changes(to: master), reason: reason,
            before: local.digest, file: local.file.bytes, planned: .live(base))
        creation.mails = pair.mails(about: creation.changes, to: expected)
        remote = [creation]
        addPushes(instances, local, view, base: base, reason: reason)
        holdStrays(of: event)
    }

    private var recordTitle: String {
        if case .live(let base)? = record { return base.seen.view.title }
        return key.uid.text
    }

    func operation(
        _ kind: Operation.Kind, _ title: String, path: String? = nil, changes: [Change] = [], reason: String,
        before: String? = nil, file: [UInt8] = [], planned: Record?, previous: Record? = nil, notes: [String] = []
    ) -> Operation {
        Operation(
            key: key, kind: kind, title: title, path: path, changes: changes, reason: reason, before: before,
            file: file, previous: previous ?? record, planned: planned, notes: notes)
    }
}
