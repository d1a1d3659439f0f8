import ICalendar

/// What a merge by lines made of three files, as git does it.
package struct LineMerge: Hashable, Sendable {
    /// The merged file; with conflict markers unless it is clean.
    package let bytes: [UInt8]
    /// Whether no line was changed on both sides.
    package let isClean: Bool

    package init(bytes: [UInt8], isClean: Bool) { (self.bytes, self.isClean) = (bytes, isClean) }
}

/// The merge of one event file as git asks for it: field by field, with the merge by lines at hand.
///
/// The merge by lines is taken where it says just what the fields say, since it keeps every byte of both sides; else
/// our file gets their changes. Fields that both sides changed are marked in the text, and nothing but them. What is
/// no event on a side, or another event, is merged by lines.
package struct EventFileMerge: Sendable {
    /// The merged file.
    package let bytes: [UInt8]
    /// Whether nothing is left to a person; else the file has conflict markers.
    package let isClean: Bool
    /// What both sides changed, as words: `title`.
    package let conflicts: [String]
    /// What was decided without asking, as sentences.
    package let notes: [String]

    /// Merges.
    ///
    /// - Parameters:
    ///   - base: The file that both come from; empty where both sides made it.
    ///   - lines: The same three files merged by lines.
    package init(base: [UInt8], ours: [UInt8], theirs: [UInt8], lines: LineMerge, marks: ConflictMarks) {
        let (mine, other, before) = (EventFile(ours), EventFile(theirs), EventFile(base))
        guard let own = mine.event, let foreign = other.event, own.uid == foreign.uid,
            base.isEmpty || before.event?.uid == own.uid
        else {
            self.init(lines.bytes, isClean: lines.isClean)
            return
        }
        let shadow = before.event?.content ?? View()
        let merge = EventMerge(
            localBase: shadow, local: own.content, remoteBase: shadow, remote: foreign.content,
            fields: Set(Field.allCases))
        let notes = Self.notes(shadow, own.content, foreign.content)
        let merged = own.content.merging(merge.toLocal)
        if merge.conflicts.isEmpty, lines.isClean, EventFile(lines.bytes).says(merged) {
            self.init(lines.bytes, isClean: true, notes: notes)
            return
        }
        let file = mine.applying(merge.toLocal, through: .identity).file
        let isWhole = Self.keepsSurroundings(before, mine, other) && file.says(merged)
        if isWhole, merge.conflicts.isEmpty {
            self.init(file.bytes, isClean: true, notes: notes)
        } else if isWhole, let wanted = Self.file(file, with: merge.conflicts, of: foreign.content) {
            let bytes = file.text.marking(differencesFrom: wanted.text, as: marks, silent: PropertyField.machine)
            self.init(bytes, isClean: false, conflicts: merge.conflicts.map(\.path.words), notes: notes)
        } else {
            // The fields can't say it all; lines can, but two edits of one field may lie on different ones.
            let bytes = lines.isClean ? mine.text.marking(differencesFrom: other.text, as: marks) : lines.bytes
            self.init(bytes, isClean: false, conflicts: merge.conflicts.map(\.path.words), notes: notes)
        }
    }

    private init(_ bytes: [UInt8], isClean: Bool, conflicts: [String] = [], notes: [String] = []) {
        self.bytes = bytes
        self.isClean = isClean
        self.conflicts = conflicts
        self.notes = notes
    }

    /// The merged file with their value of each conflict; `nil` where the text can't be brought to say that.
    private static func file(_ file: EventFile, with conflicts: [FieldConflict], of theirs: View) -> EventFile? {
        guard let event = file.event else { return nil }
        var target = event.content
        for conflict in conflicts { target[conflict.path] = conflict.remote }
        var result = file
        if let time = conflicts.first(where: { $0.path == FieldPath(.when) }) {
            // Exceptions belong to their schedule: with it goes what they say of it.
            target.exceptions = theirs.exceptions
            let change = Change.field(time.path, from: time.local, to: time.remote)
            result = result.applying([change], through: .identity).file
        }
        guard let moved = result.event else { return nil }
        result = result.applying(moved.content.changes(to: target), through: .identity).file
        return result.says(target) ? result : nil
    }

    /// Whether what stands around the events came through: zones and the like, which are no fields of an event.
    private static func keepsSurroundings(_ base: EventFile, _ ours: EventFile, _ theirs: EventFile) -> Bool {
        let changed = theirs.surroundings
        return changed == base.surroundings || changed == ours.surroundings
    }

    /// Where an instance was changed on one side and left out on the other: the edit stands.
    private static func notes(_ base: View, _ ours: View, _ theirs: View) -> [String] {
        Set(ours.exceptions.keys).union(theirs.exceptions.keys).sorted().compactMap { key in
            let (old, mine, other) = (base.exceptions[key], ours.exceptions[key], theirs.exceptions[key])
            let isEditAndEnd = (mine?.part == nil) != (other?.part == nil)
            guard isEditAndEnd, !Exception.meanSame(old, mine), !Exception.meanSame(old, other) else { return nil }
            return "The instance of \(key.words) was changed on one side and left out on the other; it stays."
        }
    }
}

extension EventFile {
    /// Whether the file holds an event that says `view`.
    fileprivate func says(_ view: View) -> Bool { event.map { $0.content.matches(view) } ?? false }

    /// The lines around the events, without those that are the machine's.
    fileprivate var surroundings: [String] {
        var inside = Set<Int>()
        for event in text.events { inside.formUnion(event.lines) }
        return text.lines.indices.filter { index in
            !inside.contains(index) && !text.lines[index].isBlank
                && !PropertyField.machine.contains(text.lines[index].name)
                && !["BEGIN:VCALENDAR", "END:VCALENDAR"].contains(text.lines[index].content.uppercased())
        }.map { text.lines[$0].content }
    }
}

extension View {
    /// This view with the changes of a merge made; a series that moves as a whole takes its exceptions along.
    fileprivate func merging(_ changes: [Change]) -> View {
        var view = self
        for change in changes {
            if case .field(FieldPath(.when), _, .schedule(let new)?) = change, let old = view.schedule,
                let shift = new.shift(from: old)
            {
                view.exceptions = view.exceptions(shiftedBy: shift)
            }
            view = view.applying([change])
        }
        return view
    }
}
