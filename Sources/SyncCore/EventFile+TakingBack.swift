import ICalendar

/// What became of the wish to take changes of a file back.
package struct TakenBack: Sendable {
    /// The file without them.
    package var file: EventFile
    /// What was done to the file.
    package var taken: [Change]
    /// What was changed again since, and so is left: from what the file says to what it said before.
    package var left: [Change]
}

extension EventFile {
    /// Takes changes back, each only where the file still says what they made it say.
    ///
    /// A merge (``EventMerge``): its base is what the changes left behind, one side the file as it is now, the other
    /// what was there before them. So what was edited since stays, be it one line of a description.
    ///
    /// - Parameters:
    ///   - changes: All that was done to the event at once, in the terms of `lens`.
    ///   - before: The file before them; `nil` where it is not known any more. Then instances that became exceptions,
    ///     or ceased to be some, are left: what the service forgot on the way reads like them.
    package func takingBack(_ changes: [Change], before: EventFile?, through lens: Lens) -> TakenBack {
        guard let event else { return TakenBack(file: self, taken: [], left: changes.map(\.inverted)) }
        if let before, let old = before.event, let new = before.applying(changes, through: lens).file.event {
            return takingBack(
                new.content, to: old.content, in: event.content, fields: Set(Field.allCases), through: .identity)
        }
        let fields = changes.filter { $0.field != nil }
        let view = lens.view(event)
        let after = view.applying(fields)
        var target = view.applying(fields.map(\.inverted))
        if let old = target.schedule, let new = after.schedule, let shift = old.shift(from: new) {
            target.exceptions = after.exceptions(shiftedBy: shift)
        }
        var result = takingBack(after, to: target, in: view, fields: lens.fields, through: lens)
        result.left += changes.filter { $0.field == nil }.map(\.inverted)
        return result
    }

    private func takingBack(
        _ after: View, to before: View, in current: View, fields: Set<Field>, through lens: Lens
    ) -> TakenBack {
        let merge = EventMerge(
            localBase: after, local: current, remoteBase: after, remote: before, fields: fields)
        var left: [Change] = merge.conflicts.map { .field($0.path, from: $0.local, to: $0.remote) }
        if merge.conflicts.contains(where: { $0.path == FieldPath(.when) }) {
            left += after.changes(to: before).filter { $0.instance != nil }
        }
        // The merge has an instance that takes place beat one that does not; here what was done since stays.
        let shift = after.schedule.flatMap { base in
            current.schedule?.shift(from: base) ?? before.schedule?.shift(from: base)
        }
        let known = after.exceptions(shiftedBy: shift ?? 0)
        var taken: [Change] = []
        for change in merge.toLocal {
            if case .exception(let key, let now, _) = change, !Exception.meanSame(now, known[key]) {
                left.append(change)
            } else {
                taken.append(change)
            }
        }
        let file = applying(taken, through: lens).file
        // A file without a good event is no way back.
        guard file.event != nil else { return TakenBack(file: self, taken: [], left: taken + left) }
        return TakenBack(file: file, taken: taken, left: left)
    }
}

extension Change {
    /// The change that takes this one back.
    package var inverted: Change {
        switch self {
        case .field(let path, let from, let to): .field(path, from: to, to: from)
        case .exception(let key, let from, let to): .exception(key, from: to, to: from)
        }
    }
}

extension Exception {
    /// Whether both are absent, or say the same.
    static func meanSame(_ a: Exception?, _ b: Exception?) -> Bool {
        switch (a, b) {
        case (nil, nil): true
        case (let a?, let b?): a.matches(b)
        case (nil, _?), (_?, nil): false
        }
    }
}
