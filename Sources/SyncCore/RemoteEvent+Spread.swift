import ICalendar

/// A series that a service shows as one row for each occurrence, and none for itself.
///
/// Its view has a changed instance for each row; what is missing there does not take place. Title and schedule of its
/// master are those that were agreed last: no row says them.
extension RemoteEvent {
    /// The note on such a series.
    package static let spread = "spread"
    /// The note on a row that is one occurrence: its key in the series that the row's UID names.
    package static let occurrence = "occurrence"
    /// The note on such a row that was deleted by a word in it, so that it is still listed.
    package static let cancelled = "cancelled"
    /// What the id of such a series begins with; no service has an id like that.
    private static let prefix = "series:"

    /// Begins a series without a row.
    package init(spread uid: UID) {
        self.init(id: Self.spreadID(of: uid), revision: "", uid: uid, view: View(), notes: [Self.spread: "1"])
    }

    /// The id of a series that has no row of its own.
    package static func spreadID(of uid: UID) -> String { prefix + uid.text }

    /// The UID in such an id; `nil` for the id of a row.
    package static func uid(ofSpread id: String) -> UID? {
        id.hasPrefix(prefix) ? UID(String(id.dropFirst(prefix.count))) : nil
    }

    /// Whether it is such a series.
    package var isSpread: Bool { notes[Self.spread] != nil }

    /// The key that the row with this id is known under.
    package func key(ofRow id: String) -> InstanceKey? { instances.first { $0.value.id == id }?.key }

    /// Takes over what a row says of one occurrence; a row that is broken makes nothing of the series certain.
    package mutating func take(row: RemoteEvent, at key: InstanceKey) {
        instances[key] = RemoteInstance(id: row.id, revision: row.revision)
        notes[key.text] = row.notes[Self.operation]
        if let trouble = row.trouble {
            notes[Self.trouble] = trouble
        } else {
            view.exceptions[key] = .changed(row.view.master)
        }
        sign()
    }

    /// Takes over that an occurrence has no row any more.
    package mutating func drop(_ key: InstanceKey) {
        instances[key] = nil
        view.exceptions[key] = nil
        notes[key.text] = nil
        sign()
    }

    /// The series with what no row says as it is known, under the keys that it is known by: a row's own mark says the old
    /// key until it is written anew.
    package func completed(after known: RemoteEvent?) -> RemoteEvent {
        guard isSpread, let known, known.isSpread else { return self }
        var event = self
        if view.schedule == nil { event.view.master = known.view.master }
        for (key, instance) in instances {
            guard let before = known.key(ofRow: instance.id), before != key else { continue }
            (event.instances[key], event.view.exceptions[key], event.notes[key.text]) = (nil, nil, nil)
        }
        for (key, instance) in instances {
            guard let before = known.key(ofRow: instance.id), before != key else { continue }
            event.instances[before] = instance
            event.view.exceptions[before] = view.exceptions[key]
            event.notes[before.text] = notes[key.text]
        }
        event.sign()
        return event
    }

    /// The series with its occurrences under the keys that they have after it moved by `seconds` on the wall clock.
    package func moved(by seconds: Int, to schedule: Schedule) -> RemoteEvent {
        var event = self
        (event.instances, event.view.exceptions) = ([:], [:])
        event.notes = notes.filter { InstanceKey($0.key).time(in: schedule.start) == nil }
        for (key, instance) in instances {
            let after = key.shifted(by: seconds, in: schedule.start)
            event.instances[after] = instance
            event.view.exceptions[after] = view.exceptions[key]
            event.notes[after.text] = notes[key.text]
        }
        event.sign()
        return event
    }

    /// The series without what lies outside of `window`.
    package func within(_ window: OccurrenceWindow) -> RemoteEvent {
        guard isSpread, instances.keys.contains(where: { !window.contains($0) }) else { return self }
        var event = self
        event.view = view.within(window)
        for key in instances.keys where !window.contains(key) {
            event.instances[key] = nil
            event.notes[key.text] = nil
        }
        event.sign()
        return event
    }

    /// Makes the revision that of all its rows (FNV-1a, 64 bits).
    private mutating func sign() {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for (key, instance) in instances.sorted(by: { $0.key < $1.key }) {
            for byte in (key.text + " " + instance.id + " " + instance.revision + "\n").utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        revision = String(hash, radix: 16)
    }
}

extension Base {
    /// The base of a series whose occurrences are rows, without those outside of `window`.
    func within(_ window: OccurrenceWindow) -> Base {
        guard seen.isSpread else { return self }
        var base = self
        base.seen = seen.within(window)
        base.remoteShadow = remoteShadow.within(window)
        base.folderShadow = folderShadow.within(window)
        return base
    }
}

extension Change {
    /// Whether an instance loses its row by it.
    var dropsRow: Bool {
        if case .exception(_, _, nil) = self { return true }
        return false
    }

    /// The change in the words of a file: what has no row does not take place.
    var leavingOut: Change {
        if case .exception(let key, let from, nil) = self { return .exception(key, from: from, to: .excluded) }
        return self
    }

    /// Whether an instance gets a row by it.
    package var makesRow: Bool {
        if case .exception(_, _, .changed?) = self { return true }
        return false
    }
}
