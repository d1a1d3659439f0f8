import SyncCore

/// What a person wrote, and which of it must still be somewhere: whatever nobody replaced with it in view.
struct WrittenValues: Sendable {
    /// A value that is unlike any other.
    private struct Written: Sendable {
        var event: UID
        /// The words it is found by.
        var token: String
        /// The field it is in; `nil` for a line that is the file's alone.
        var field: Field?
        var fate = Fate.kept
    }

    /// What is to be expected of a value in the end.
    private enum Fate: Sendable {
        /// It must be somewhere.
        case kept
        /// It may be there or not: somebody deleted the event where the value can't be shown.
        case open
        /// Somebody replaced it who saw it.
        case replaced
    }

    private var all: [Written] = []
    private var count = 0
    /// The events that must not be there any more: who deleted them saw all that was done to them.
    private(set) var gone: Set<UID> = []
    /// Whether the last sync doesn't know what became of something it sent.
    private var isUncertain = false
    /// The events that a place shows otherwise than the others, until somebody decides.
    private(set) var contested: Set<UID> = []

    /// A number that no value had before.
    mutating func next() -> Int {
        count += 1
        return count
    }

    /// The values that must be somewhere: their events and the words to find them by.
    var kept: [(event: UID, token: String)] { all.filter { $0.fate == .kept }.map { ($0.event, $0.token) } }

    /// Notes a value that goes where `before` stood.
    mutating func write(_ token: String, _ field: Field?, in event: UID, over before: String) {
        replace(in: event, shownBy: before)
        all.append(Written(event: event, token: token, field: field))
        gone.remove(event)
    }

    /// Notes that `before` was taken away, and nothing put in its place.
    mutating func remove(_ before: String, from event: UID) {
        replace(in: event, shownBy: before)
        // An edit all the same, which no deletion can be shown to have seen.
        all.append(Written(event: event, token: "\u{0}", field: nil, fate: .open))
        gone.remove(event)
    }

    /// Notes that an event was deleted.
    ///
    /// - Parameters:
    ///   - words: All that was to be read of it where it was deleted.
    ///   - fields: What that place can show; `nil` for all.
    mutating func delete(_ event: UID, showing words: String, fields: Set<Field>?) {
        let left = all.indices.filter { all[$0].event == event && all[$0].fate != .replaced }
        let unseen = left.filter { !words.contains(all[$0].token) }
        for index in left where !unseen.contains(index) {
            // With an edit that wins over the deletion all comes back.
            all[index].fate = unseen.isEmpty ? .replaced : .open
        }
        for index in unseen {
            let isShown = fields.map { fields in all[index].field.map(fields.contains) ?? false } ?? true
            if !isShown { all[index].fate = .open }
        }
        if unseen.isEmpty, !isUncertain, !contested.contains(event) { gone.insert(event) }
    }

    /// Notes how a sync ended.
    ///
    /// - Parameters:
    ///   - before: What was gone when it began.
    ///   - isWell: Whether it knows what became of all that it sent. What it doesn't know to have arrived nobody can be known
    ///     to have seen: it wins over a deletion.
    ///   - isWhole: Whether it looked at all services. Otherwise what was in conflict, or not known to have arrived, may
    ///     still be so where it couldn't look.
    ///   - conflicts: The events that the person was asked about, and those that were sent without an answer. What one place
    ///     says of them nobody can be known to have seen at another; it may be no more than what was sent, as the service
    ///     spells it.
    mutating func noteSync(_ before: Set<UID>, isWell: Bool, isWhole: Bool, conflicts: Set<UID>) {
        isUncertain = !isWell || (isUncertain && !isWhole)
        contested = isWhole ? conflicts : contested.union(conflicts)
        // Nor can be told of what was deleted while that came about.
        gone.subtract(isWell ? conflicts.subtracting(before) : gone.subtracting(before))
    }

    private mutating func replace(in event: UID, shownBy words: String) {
        for index in all.indices where all[index].event == event && words.contains(all[index].token) {
            all[index].fate = .replaced
        }
    }
}
