/// What a three-way merge of one value says.
///
/// - Note: Base and side are compared per side (`localBase` with `local`, `remoteBase` with `remote`): a service
///   answers in its own spelling, and that echo must not read as an edit (cases.md 2.1).
package enum Merged<Value> {
    /// Both sides stay as they are; what differs between them is spelling.
    case settled
    /// Both should hold this; a side that does not is written.
    case agreed(Value)
    /// Both changed, differently.
    case conflict
}

extension Merged: Equatable where Value: Equatable {}
extension Merged: Sendable where Value: Sendable {}

/// Merges one value three ways. The kernel behind every decision: an event's existence, a field, an element of a set.
///
/// - Parameter same: Whether two values mean the same.
package func merge<Value>(
    localBase: Value, local: Value, remoteBase: Value, remote: Value, same: (Value, Value) -> Bool
) -> Merged<Value> {
    switch (same(localBase, local), same(remoteBase, remote)) {
    case (true, true): .settled
    case (true, false): .agreed(remote)
    case (false, true): .agreed(local)
    case (false, false): same(local, remote) ? .agreed(local) : .conflict
    }
}

extension Field {
    /// Merges two edits of this field as ``Merging`` says. `nil` is 'not there'.
    package func merged(localBase: Value?, local: Value?, remoteBase: Value?, remote: Value?) -> Merged<Value?> {
        let whole = merge(
            localBase: localBase, local: local, remoteBase: remoteBase, remote: remote,
            same: Value.meanSame)
        guard case .conflict = whole else { return whole }
        switch merging {
        case .whole: return .conflict
        case .lines: return mergedLines(localBase, local, remoteBase, remote)
        case .elements: return mergedElements(localBase, local, remoteBase, remote)
        case .keyed:
            let merged = KeyedMerge(self, localBase: localBase, local: local, remoteBase: remoteBase, remote: remote)
            return merged.map { .agreed($0.local.isEmpty ? nil : .set($0.local)) } ?? .conflict
        }
    }

    private func mergedLines(_ localBase: Value?, _ local: Value?, _ remoteBase: Value?, _ remote: Value?)
        -> Merged<Value?>
    {
        guard case .text(let base)? = localBase, case .text(let other)? = remoteBase, base == other,
            case .text(let ours)? = local, case .text(let theirs)? = remote,
            let text = mergedText(base: base, local: ours, remote: theirs)
        else { return .conflict }
        return .agreed(.text(text))
    }

    private func mergedElements(_ localBase: Value?, _ local: Value?, _ remoteBase: Value?, _ remote: Value?)
        -> Merged<Value?>
    {
        if case .alarms? = local ?? remote ?? localBase ?? remoteBase {
            let merged = mergedSet(
                localBase: Value.alarms(in: localBase), local: Value.alarms(in: local),
                remoteBase: Value.alarms(in: remoteBase), remote: Value.alarms(in: remote))
            return .agreed(merged.isEmpty ? nil : .alarms(merged))
        }
        let merged = mergedSet(
            localBase: Value.set(in: localBase), local: Value.set(in: local),
            remoteBase: Value.set(in: remoteBase), remote: Value.set(in: remote))
        return .agreed(merged.isEmpty ? nil : .set(merged))
    }
}

extension Value {
    /// Whether both are absent, or mean the same.
    package static func meanSame(_ a: Value?, _ b: Value?) -> Bool {
        switch (a, b) {
        case (nil, nil): true
        case (let a?, let b?): a.matches(b)
        case (nil, let only?), (let only?, nil): only.isEmpty
        }
    }

    /// Whether it says no more than absence does: `LOCATION:` is no location (case 63).
    package var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .schedule: false
        case .set(let set): set.isEmpty
        case .alarms(let alarms): alarms.isEmpty
        }
    }

    static func alarms(in value: Value?) -> Set<Alarm> {
        if case .alarms(let alarms)? = value { return alarms }
        return []
    }

    fileprivate static func set(in value: Value?) -> Set<String> {
        switch value {
        case .set(let set): set
        case .text(let text): [text]
        default: []
        }
    }
}

/// Merges sets element by element: whatever one side added or removed is added or removed.
package func mergedSet<Element: Hashable>(
    localBase: Set<Element>, local: Set<Element>, remoteBase: Set<Element>, remote: Set<Element>
) -> Set<Element> {
    var merged = local
    merged.formUnion(remote.subtracting(remoteBase))
    merged.subtract(remoteBase.subtracting(remote))
    // What the service holds and the folder never did stays out; what only the folder can hold stays in.
    merged.subtract(localBase.subtracting(local))
    return merged
}

/// Merges text by lines; `nil` where both sides changed the same or neighbouring lines.
package func mergedText(base: String, local: String, remote: String) -> String? {
    // Comparing takes lines times differences; past this a person compares better.
    guard [base, local, remote].allSatisfy({ $0.utf8.count < 100_000 }) else { return nil }
    let baseLines = base.split(separator: "\n", omittingEmptySubsequences: false)
    let ours = LineEdit.all(from: baseLines, to: local.split(separator: "\n", omittingEmptySubsequences: false))
    let theirs = LineEdit.all(from: baseLines, to: remote.split(separator: "\n", omittingEmptySubsequences: false))
    var edits = ours
    for edit in theirs {
        if ours.contains(edit) { continue }
        guard !ours.contains(where: { $0.touches(edit) }) else { return nil }
        edits.append(edit)
    }
    edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    var result: [Substring] = []
    var position = 0
    for edit in edits {
        result += baseLines[position..<edit.range.lowerBound]
        result += edit.lines
        position = edit.range.upperBound
    }
    result += baseLines[position...]
    return result.joined(separator: "\n")
}

/// Replaces a run of lines of the base.
private struct LineEdit: Equatable {
    let range: Range<Int>
    let lines: [Substring]

    /// Whether both replace a common line, or lines next to each other.
    func touches(_ other: LineEdit) -> Bool {
        range.lowerBound <= other.range.upperBound && other.range.lowerBound <= range.upperBound
    }

    static func all(from base: [Substring], to lines: [Substring]) -> [LineEdit] {
        let difference = lines.difference(from: base)
        let removed = Set(
            difference.removals.compactMap { change -> Int? in
                if case .remove(let offset, _, _) = change { offset } else { nil }
            })
        let inserted = Set(
            difference.insertions.compactMap { change -> Int? in
                if case .insert(let offset, _, _) = change { offset } else { nil }
            })
        var edits: [LineEdit] = []
        var (i, j) = (0, 0)
        while i < base.count || j < lines.count {
            let (start, first) = (i, j)
            while removed.contains(i) { i += 1 }
            while inserted.contains(j) { j += 1 }
            if i > start || j > first {
                edits.append(LineEdit(range: start..<i, lines: Array(lines[first..<j])))
            } else {
                i += 1
                j += 1
            }
        }
        return edits
    }
}
