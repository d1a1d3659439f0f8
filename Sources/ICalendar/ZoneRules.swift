/// When a zone changes its offset from UTC, and to what: a table made once, searched without a lock.
///
/// Rules that go on for ever are written out to the end of ``lastYear``; after it the last offset holds.
final class ZoneRules: Sendable {
    /// The instants, in seconds since 1970 UTC, at which the offset changes, ascending.
    let changes: [Int]
    /// The seconds east of UTC: before the first change, then from each change on.
    let offsets: [Int]

    /// The last year that rules are written out for.
    static let lastYear = 2200

    /// Makes the rules of a zone that has the offset `first` until the first of `transitions`, which ascend.
    ///
    /// Transitions that don't change the offset, but only the name of the time, are left out.
    init(first: Int, transitions: [(instant: Int, offset: Int)] = []) {
        var changes: [Int] = []
        var offsets = [first]
        for (instant, offset) in transitions where offset != offsets[offsets.count - 1] {
            changes.append(instant)
            offsets.append(offset)
        }
        self.changes = changes
        self.offsets = offsets
    }

    /// Returns the seconds east of UTC at an instant.
    func offset(at instant: Int) -> Int {
        offsets[changes.partitioningIndex { $0 > instant }]
    }

    /// Whether both zones have the same offset at every instant of `range`.
    func agree(with other: ZoneRules, in range: Range<Int>) -> Bool {
        guard self !== other else { return true }
        return offset(at: range.lowerBound) == other.offset(at: range.lowerBound)
            && steps(in: range).elementsEqual(other.steps(in: range), by: ==)
    }

    private func steps(in range: Range<Int>) -> [(Int, Int)] {
        let first = changes.partitioningIndex { $0 > range.lowerBound }
        let last = changes.partitioningIndex { $0 >= range.upperBound }
        return (first..<max(first, last)).map { (changes[$0], offsets[$0 + 1]) }
    }
}

extension ZoneRules: Hashable {
    static func == (a: ZoneRules, b: ZoneRules) -> Bool {
        a === b || a.changes == b.changes && a.offsets == b.offsets
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(changes.count)
        hasher.combine(offsets.last)
    }
}
