import ICalendar

/// How a base moves on. The planner, the executor and recovery all come through here (cases.md 2.8, design flaw 2).
extension Base {
    /// The base once `local` and `remote` are as given, all but `open` being agreed.
    ///
    /// - Parameters:
    ///   - old: The base before; `nil` when the two meet for the first time.
    ///   - open: Changes not made yet: pushes still to come, and conflicts.
    ///   - file: The file's bytes.
    package static func settled(
        after old: Base?, seen: RemoteEvent, local: View, open: [Change], file: [UInt8], generation: Int? = nil
    ) -> Base {
        var remoteShadow = seen.view
        var folderShadow = local
        let oldRemote = old?.remoteShadow.aligned(with: remoteShadow) ?? View()
        let oldFolder = old?.folderShadow.aligned(with: folderShadow) ?? View()
        if open.contains(where: { $0.instance == nil && $0.field == .when }) {
            remoteShadow.exceptions = old?.remoteShadow.exceptions ?? [:]
            folderShadow.exceptions = old?.folderShadow.exceptions ?? [:]
            let masters = open.filter { $0.instance == nil }
            remoteShadow.take(masters, from: oldRemote)
            folderShadow.take(masters, from: oldFolder)
        } else {
            remoteShadow.take(open, from: oldRemote)
            folderShadow.take(open, from: oldFolder)
        }
        var base = old ?? Base(seen: seen, remoteShadow: View(), folderShadow: View(), agreed: [])
        base.see(seen)
        (base.remoteShadow, base.folderShadow) = (remoteShadow, folderShadow)
        // While anything is open the file is not agreed: a deletion at the service must not take it (design flaw 1).
        if open.isEmpty { base.agreed = file }
        if let generation { base.generation = generation }
        return base
    }

    /// The base after the service acknowledged `changes` with `answer`.
    ///
    /// Only what was sent moves on. What else differs in the answer stays pending, and is merged by the next plan.
    package func pushed(_ changes: [Change], answer: RemoteEvent, local: View, file: [UInt8]) -> Base {
        var base = self
        base.see(answer)
        if let old = folderShadow.schedule, let new = local.schedule,
            changes.contains(where: { $0.instance == nil && $0.field == .when })
        {
            // The keys of the exceptions are those of the new schedule from here on; what the service forgot along
            // the way is new to it again.
            let shift = new.shift(from: old) ?? 0
            base.folderShadow.exceptions = folderShadow.exceptions(shiftedBy: shift).filter {
                answer.view.exceptions[$0.key] != nil
            }
            // After a conflict about the time the two shadows may be under two schedules.
            let moved = remoteShadow.exceptions(
                shiftedBy: remoteShadow.schedule.flatMap { new.shift(from: $0) } ?? shift)
            base.remoteShadow.exceptions = [:]
            for (key, exception) in answer.view.exceptions {
                // One that is no news moves on, also where the service left it at its old place. The rest is pending.
                let left = remoteShadow.exceptions[key].flatMap { $0.matches(exception) ? $0 : nil }
                base.remoteShadow.exceptions[key] = moved[key] ?? left
            }
        }
        base.remoteShadow.take(changes, from: answer.view)
        base.folderShadow.take(changes, from: local)
        if base.folderShadow.matches(local) { base.agreed = file }
        return base
    }

    /// Has what the service says of a field count as agreed there, so that what the folder says of it is sent.
    ///
    /// - Parameter forgets: Whether the service drops a series' exceptions when it is moved there: those that it has dropped
    ///   are sent again, too.
    package mutating func concede(remote path: FieldPath, forgets: Bool) {
        if path == FieldPath(.when) {
            if forgets { forgetExceptions(missingIn: seen.view) }
            remoteShadow = remoteShadow.aligned(with: seen.view)
        }
        remoteShadow.take([.field(path, from: nil, to: nil)], from: seen.view)
    }

    /// Has what the folder says of a field count as agreed there, so that what the service says of it is written.
    ///
    /// - Parameter view: What the folder says, in the service's view.
    package mutating func concede(local path: FieldPath, saying view: View) {
        if path == FieldPath(.when) { folderShadow = folderShadow.aligned(with: view) }
        folderShadow.take([.field(path, from: nil, to: nil)], from: view)
    }

    /// Takes exceptions that the service dropped along with a series' old time for what they are: never agreed on there, so
    /// that the folder's are sent again.
    mutating func forgetExceptions(missingIn view: View) {
        remoteShadow = remoteShadow.without(exceptionsMissingIn: view)
        folderShadow = folderShadow.without(exceptionsMissingIn: view)
    }

    /// What still holds of an event that was deleted at the service, where it may be again: its instances went with it.
    package var madeAnew: Base {
        var base = self
        (base.seen.view.exceptions, base.seen.instances) = ([:], [:])
        (base.remoteShadow.exceptions, base.folderShadow.exceptions) = ([:], [:])
        return base
    }

    /// The base of an event that is in another calendar now. Nothing is newly agreed by that.
    package func moved(to answer: RemoteEvent) -> Base {
        var base = self
        base.see(answer)
        return base
    }

    /// Whether both say the same about what is agreed and seen, the file's other bytes aside.
    func isSameAgreement(as other: Base) -> Bool {
        seen == other.seen && remoteShadow == other.remoteShadow && folderShadow == other.folderShadow
    }

    /// The record of an event that is gone on both sides.
    package func tombstone(keptFile: String? = nil, revision: String? = nil) -> Tombstone {
        var revisions: Set<String> = [seen.revision]
        if let revision { revisions.insert(revision) }
        return Tombstone(
            remoteID: seen.id, revisions: revisions, agreed: agreed, generation: generation + 1, keptFile: keptFile)
    }
}

extension Tombstone {
    /// This tombstone once no file is left behind.
    var settled: Tombstone {
        var settled = self
        settled.movedTo = nil
        return settled
    }
}

extension View {
    /// This view without the exceptions that `view` doesn't have, or has as they follow from the series.
    fileprivate func without(exceptionsMissingIn view: View) -> View {
        guard let old = schedule, let new = view.schedule else { return self }
        let shift = new.shift(from: old) ?? 0
        var rest = self
        rest.exceptions = exceptions.filter { key, _ in
            let key = key.shifted(by: shift, in: old.start)
            return view.exceptions[key].map { !view.isRegular($0, at: key) } ?? false
        }
        return rest
    }

    /// This view with `changes` made as a service makes them: where they shift the series, its exceptions go along.
    package func moving(_ changes: [Change]) -> View {
        aligned(with: applying(changes.filter { $0.instance == nil })).applying(changes)
    }

    /// This view with its exceptions under the keys that they have in `view`, where that is a pure shift of this one.
    func aligned(with view: View) -> View {
        guard let old = schedule, let shift = view.schedule?.shift(from: old) else { return self }
        var aligned = self
        aligned.exceptions = exceptions(shiftedBy: shift)
        return aligned
    }
}
