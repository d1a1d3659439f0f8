import ICalendar

/// What is done where a service can't make identities unique, and where people change what they should not.
extension Decision {
    /// Deals with an event of which nothing can be concluded; `false` where there is none of that.
    ///
    /// A person who deletes the file of such an event has decided.
    mutating func decideTrouble(_ event: RemoteEvent, _ local: LocalState) -> Bool {
        guard let trouble = event.trouble else { return false }
        switch (record, local) {
        case (.live?, .absent): return false
        case (nil, .absent) where event.notes[RemoteEvent.unfinished] != nil: return true
        case (_, .absent), (_, .file), (_, .paused), (_, .unknown):
            hold(.service, local.title ?? event.view.title, trouble, "")
            return true
        }
    }

    /// Deals with an event that the service doesn't show any more, and doesn't call deleted either. Where the file is gone
    /// too there is nothing left to keep in step; else the person decides by deleting the file.
    mutating func decideHidden(_ local: LocalState, _ reason: String) {
        if case (.absent, .live(let base)?) = (local, record) {
            agreement = operation(
                .forget, base.seen.view.title,
                reason: "the file was deleted, and \(pair.service) doesn't show the event either",
                planned: .deleted(base.tombstone()))
            return
        }
        hold(
            .unread, local.title ?? key.uid.text, reason,
            "If it is to be gone here as well, delete its file; else bring it back there.")
    }

    /// Removes an event that calsync made twice because an answer was lost, and that nobody has touched since.
    mutating func removeDouble(_ event: RemoteEvent) {
        let base = Base(seen: event, remoteShadow: event.view, folderShadow: View(), agreed: [])
        remote = [
            operation(
                .deleteRemote, event.view.title, reason: "it was made twice, because an answer was lost",
                planned: .deleted(base.tombstone()), previous: .live(base))
        ]
    }

    /// Writes the event's UID onto what bears another one there: a copy that somebody made, or a look-alike.
    mutating func addMark(_ local: LocalFile, _ view: View, base: Base, pushes: [Change]) {
        guard pair.marksEvents, base.seen.uid != key.uid, pair.isWritable, pair.policy.direction != .pull else {
            return
        }
        // Any other write takes the mark along.
        guard pushes.isEmpty, base.seen.readOnly == nil else { return }
        remote.append(
            operation(
                .editRemote(nil), view.title, path: local.path, reason: "it is a copy: it gets an id of its own",
                before: local.digest, file: local.file.bytes, planned: .live(base), previous: .live(base)))
    }

    /// Values that nobody emptied: their option was deleted there (case 66). They count as unchanged, and wait.
    mutating func vanishedValues(_ base: Base?, _ seen: RemoteEvent) -> [Change] {
        guard let base else { return [] }
        var parts: [(InstanceKey?, Part, Part)] = [(nil, base.remoteShadow.master, seen.view.master)]
        for (key, exception) in seen.view.exceptions.sorted(by: { $0.key < $1.key }) where seen.isSpread {
            guard let now = exception.part, let before = base.remoteShadow.exceptions[key]?.part else { continue }
            parts.append((key, before, now))
        }
        return parts.flatMap { key, before, now in
            pair.lens.fields.sorted().compactMap { field in
                guard let value = before[field], Value.meanSame(now[field], nil),
                    let reason = pair.lens.vanished(field, value)
                else { return nil }
                hold(.service, seen.view.title, reason, "Choose another there, or change it in the file.")
                return .field(FieldPath(field, of: key), from: nil, to: value)
            }
        }
    }
}
