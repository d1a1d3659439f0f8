import ICalendar

/// What each side holds of a set after a merge: the other's changes made, the rest in its own spelling.
///
/// For sets whose elements are known by a key: people by address, attachments and conferences by where they lead. What a
/// service adds to an element of its own accord is then no element of another kind.
struct KeyedMerge: Equatable {
    var local: Set<String> = []
    var remote: Set<String> = []

    /// Merges element by element; `nil` where one element was changed on both sides to different things.
    init?(_ field: Field, localBase: Value?, local: Value?, remoteBase: Value?, remote: Value?) {
        let (oldOurs, ours) = (Self.byKey(localBase, field), Self.byKey(local, field))
        let (oldTheirs, theirs) = (Self.byKey(remoteBase, field), Self.byKey(remote, field))
        for key in Set(ours.keys).union(theirs.keys) {
            switch merge(
                localBase: oldOurs[key], local: ours[key], remoteBase: oldTheirs[key], remote: theirs[key],
                same: Self.same)
            {
            case .settled:
                if let line = ours[key] { self.local.insert(line) }
                if let line = theirs[key] { self.remote.insert(line) }
            case .agreed(let line): if let line { take(line) }
            case .conflict:
                // Edit beats delete, for one element too.
                guard let mine = ours[key], let other = theirs[key] else {
                    if let line = ours[key] ?? theirs[key] { take(line) }
                    continue
                }
                guard field == .attendees, let person = Attendee(mine), let twin = Attendee(other),
                    let both = person.merged(
                        oldOurs[key].flatMap { Attendee($0) }, oldTheirs[key].flatMap { Attendee($0) }, twin)
                else { return nil }
                take(both.line)
            }
        }
    }

    private mutating func take(_ line: String) {
        local.insert(line)
        remote.insert(line)
    }

    private static func byKey(_ value: Value?, _ field: Field) -> [String: String] {
        Dictionary(
            (value?.elements ?? []).map { (key(of: $0, in: field), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What an element is known by: what stands behind the colon.
    static func key(of line: String, in field: Field) -> String {
        guard let content = CalendarText(line).lines.first, content.isWellFormed else { return line }
        return field == .attendees ? content.value.lowercased() : content.value
    }

    private static func same(_ a: String?, _ b: String?) -> Bool {
        if a == b { return true }
        guard let a, let b, let first = Attendee(a), let second = Attendee(b) else { return false }
        return first == second
    }
}
