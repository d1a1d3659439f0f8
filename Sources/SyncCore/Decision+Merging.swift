import ICalendar

/// What is done where both sides have the event.
extension Decision {
    /// Merges field by field: the last row of the table, and adoption where there is no base.
    mutating func decideMerge(_ local: LocalFile, _ event: Event, base known: Base?, seen: RemoteEvent) {
        let view = view(of: event)
        var base = known
        if pair.scheduleWriteResetsExceptions, let old = base?.remoteShadow.schedule,
            seen.view.schedule?.shift(from: old) != nil
        {
            base?.forgetExceptions(missingIn: seen.view)
        }
        if seen.isHidden {
            if !(base?.folderShadow ?? View()).matches(view) { holdHidden(seen) }
            return
        }
        holdStrays(of: event)
        let vanished = vanishedValues(base, seen)
        let merge = EventMerge(
            localBase: localBase(base, event, view), local: view, remoteBase: base?.remoteShadow ?? View(),
            remote: seen.told(after: base).applying(vanished), fields: pair.lens.fields,
            shown: pair.lens.shown(event), readOnly: pair.lens.readOnly, own: pair.lens.own,
            winner: pair.policy.winner, remoteForgets: pair.scheduleWriteResetsExceptions,
            showsInstances: pair.lens.spreads(event))
        if !merge.conflicts.isEmpty {
            conflict = Conflict(key: key, title: event.title, path: local.path, fields: merge.conflicts)
        }
        if !event.openRanges.isEmpty, !pair.lens.keepsRanges {
            hold(
                .service, event.title,
                "\(pair.service) can't hold RANGE=THISANDFUTURE; that instance stays in the file",
                "End the series with UNTIL, and write the rest as an event of its own.")
        }
        let waiting = waitingPushes(merge)
        if !waiting.isEmpty {
            hold(
                .question, event.title,
                "the new time would make \(pair.service) forget an instance that is in conflict",
                "Resolve the conflict first: `calsync conflicts`.")
        }
        let pushes =
            waiting.isEmpty ? pushes(merge, view: view, seen: seen) : merge.toRemote.filter { !waiting.contains($0) }
        let refused = pushes.filter { !isAllowed($0, on: seen) }
        if !refused.isEmpty {
            let reason = seen.readOnly ?? seen.limit?.reason ?? "The calendar is read-only for this account."
            hold(
                .service, event.title, "You changed \(refused.words), which can't be sent. \(reason)",
                "Take the edit back in the file; the service keeps its own.")
        }
        let sent = pushes.filter { isAllowed($0, on: seen) }
        var open = vanished + pushes + waiting + merge.conflicts.map { .field($0.path, from: $0.base, to: nil) }
        if pair.policy.direction == .push, !merge.toLocal.isEmpty {
            hold(
                .policy, event.title, "\(pair.service) changed \(merge.toLocal.words), but this pair only pushes",
                "Set direction = \"both\" to take it.")
            open += merge.toLocal
        } else if !merge.toLocal.isEmpty {
            let pulled = local.file.applying(merge.toLocal, through: pair.lens)
            if pulled.file.bytes != local.file.bytes {
                return pull(merge.toLocal, pulled, local, event, base: base, seen: seen, open: open)
            }
        }
        let settled = Base.settled(after: base, seen: seen, local: view, open: open, file: local.file.bytes)
        // Where nothing new is agreed, the push alone will move the base.
        let movesAlone = known.map { !sent.isEmpty && settled.isSameAgreement(as: $0) } ?? false
        if settled != known, !movesAlone {
            agreement = operation(
                .adopt, event.title, path: local.path,
                reason: base == nil ? "the same on both sides" : "nothing to write", before: local.digest,
                file: local.file.bytes, planned: .live(settled))
        }
        let isUntouched = base?.agreed == local.file.bytes
        let reason = isUntouched ? "\(pair.service) shows it otherwise by now" : doing.changed(sent.words)
        addPushes(sent, local, view, base: settled, reason: reason)
        addMark(local, view, base: settled, pushes: sent)
    }

    /// Whether the service lets this account make the change.
    private func isAllowed(_ change: Change, on seen: RemoteEvent) -> Bool {
        pair.isWritable && seen.readOnly == nil && (seen.limit?.allows(change) ?? true)
    }

    /// A new schedule and all that hangs on it, where writing it would wipe out an instance that a person must decide on.
    private func waitingPushes(_ merge: EventMerge) -> [Change] {
        guard pair.scheduleWriteResetsExceptions, merge.conflicts.contains(where: { $0.path.instance != nil }),
            merge.toRemote.contains(where: { $0.instance == nil && $0.field == .when })
        else { return [] }
        return merge.toRemote.filter { $0.instance != nil || $0.field == .when }
    }

    /// What goes to the service: the merge's changes, and every exception that writing the schedule makes it forget.
    private func pushes(_ merge: EventMerge, view: View, seen: RemoteEvent) -> [Change] {
        var pushes = merge.toRemote
        guard pair.scheduleWriteResetsExceptions,
            pushes.contains(where: { $0.instance == nil && $0.field == .when }), !seen.instances.isEmpty
        else { return pushes }
        pushes.removeAll { $0.instance != nil }
        for (key, exception) in view.exceptions.sorted(by: { $0.key < $1.key }) {
            pushes.append(.exception(key, from: nil, to: exception))
        }
        return pushes
    }

    private mutating func pull(
        _ changes: [Change], _ result: (file: EventFile, notes: [String]), _ local: LocalFile, _ event: Event,
        base: Base?,
        seen: RemoteEvent, open: [Change]
    ) {
        let (file, notes) = result
        guard let parsed = file.event else {
            return hold(
                .service, event.title, "the change from \(pair.service) can't be written into the file",
                file.diagnostics.first.map { $0.message } ?? "Look at it there.")
        }
        self.file = file
        // A row that is gone is an instance that is left out.
        let told = pair.lens.spreads(event) ? changes.map(\.leavingOut) : changes
        self.local = operation(
            .editFile, event.title, path: local.path, changes: told,
            reason: base == nil ? "\(pair.service) has more to say" : "\(pair.service) changed \(told.words)",
            before: local.digest, file: file.bytes,
            planned: .live(
                .settled(after: base, seen: seen, local: view(of: parsed), open: open, file: file.bytes)),
            notes: notes)
    }

    /// One request for the master's fields, one for each instance.
    mutating func addPushes(_ changes: [Change], _ local: LocalFile, _ view: View, base: Base, reason: String) {
        var groups: [(InstanceKey?, [Change])] = []
        for change in changes {
            if let last = groups.indices.last, groups[last].0 == change.instance {
                groups[last].1.append(change)
            } else {
                groups.append((change.instance, [change]))
            }
        }
        var before = base
        for (instance, changes) in groups {
            var answer = before.seen
            if let old = answer.view.schedule, changes.contains(where: { $0.instance == nil && $0.field == .when }) {
                answer.forgetExceptions(
                    all: pair.scheduleWriteResetsExceptions, shift: view.schedule?.shift(from: old) ?? 0)
            }
            answer.view = answer.view.applying(changes)
            let after = before.pushed(changes, answer: answer, local: view, file: local.file.bytes)
            var edit = operation(
                .editRemote(instance), view.title, path: local.path, changes: changes, reason: reason,
                before: local.digest, file: local.file.bytes, planned: .live(after), previous: .live(before))
            edit.mails = pair.mails(about: changes, to: before.seen)
            remote.append(edit)
            before = after
        }
    }
}

extension RemoteEvent {
    /// What it says, with the people whom the service left out of the list as they were when it named them.
    fileprivate func told(after base: Base?) -> View {
        guard omitsAttendees, let base else { return view }
        var view = view
        let there = Attendee.all(in: view.master[.attendees])
        let before = Attendee.all(in: base.remoteShadow.master[.attendees]).filter { there[$0.key] == nil }
        let lines = Set((Array(there.values) + Array(before.values)).map(\.line))
        if !lines.isEmpty { view.master[.attendees] = .set(lines) }
        return view
    }

    /// Foretells what a write of the schedule does to the exceptions: all are forgotten, or they move along.
    fileprivate mutating func forgetExceptions(all: Bool, shift: Int) {
        view.exceptions = all ? [:] : view.exceptions(shiftedBy: shift)
        if all { instances = [:] }
    }
}

extension View {
    /// The changed instances, as changes that make them.
    var changedInstances: [Change] {
        exceptions.filter { $0.value.part != nil }.sorted { $0.key < $1.key }
            .map { .exception($0.key, from: nil, to: $0.value) }
    }
}
