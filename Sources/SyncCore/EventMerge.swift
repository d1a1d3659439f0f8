import ICalendar

/// A field that changed on both sides to different values; it waits, all others go on.
package struct FieldConflict: Hashable, Sendable, Codable {
    /// Where.
    package var path: FieldPath
    /// What was agreed; `nil` for 'nothing', and for an event that was never agreed on.
    package var base: Value?
    /// The folder's value.
    package var local: Value?
    /// The service's value.
    package var remote: Value?
    /// Why only the folder's value can win, as a sentence; `nil` where either can.
    package var reason: String?

    package init(path: FieldPath, base: Value?, local: Value?, remote: Value?, reason: String? = nil) {
        self.path = path
        self.base = base
        self.local = local
        self.remote = remote
        self.reason = reason
    }
}

/// The three-way merge of one event, field by field, in one service's view.
package struct EventMerge: Hashable, Sendable {
    /// What the folder takes over.
    package private(set) var toLocal: [Change] = []
    /// What the service takes over.
    package private(set) var toRemote: [Change] = []
    /// What a person must decide.
    package private(set) var conflicts: [FieldConflict] = []

    /// What the service shows of instances and can't own, with the reason.
    private let shownOfInstances: [Field: String]
    /// Fields that the service shows and does not let be written.
    private let readOnly: Set<Field>
    /// The addresses whose answers may be written; `nil` for anybody's.
    private let own: Set<String>?
    /// Whether the file's guests are another organizer's than the service's: then they are nobody's to invite there.
    private let guestsStay: Bool

    /// Whether neither side needs a write and nothing waits.
    package var isEmpty: Bool { toLocal.isEmpty && toRemote.isEmpty && conflicts.isEmpty }

    /// Merges.
    ///
    /// - Parameters:
    ///   - localBase: The folder shadow; an empty view when the two meet for the first time.
    ///   - remoteBase: The remote shadow; likewise.
    ///   - fields: The fields that the service holds.
    ///   - shown: The master's fields that the service shows and can't own, with the reason.
    ///   - readOnly: The fields that are the service's own: its changes count, and nothing is written there.
    ///   - own: The addresses whose answers may be written there; `nil` for anybody's.
    ///   - winner: Who wins where both changed the same field; `nil` leaves a conflict.
    ///   - remoteForgets: Whether the service forgets a series' exceptions when the series is moved there: then their
    ///     absence is nobody's wish, and the folder's go there again.
    ///   - showsInstances: Whether `shown` holds for instances too.
    package init(
        localBase: View, local: View, remoteBase: View, remote: View, fields: Set<Field>,
        shown: [Field: String] = [:], readOnly: Set<Field> = [], own: Set<String>? = nil, winner: Side? = nil,
        remoteForgets: Bool = false, showsInstances: Bool = false
    ) {
        self.readOnly = readOnly
        shownOfInstances = showsInstances ? shown : [:]
        self.own = own
        guestsStay =
            readOnly.contains(.organizer) && local.master.organizer != remote.master.organizer
        mergeFields(
            nil, localBase: localBase.master, local: local.master, remoteBase: remoteBase.master,
            remote: remote.master, fields: fields.subtracting(shown.keys), winner: winner)
        for (field, reason) in shown.sorted(by: { $0.key < $1.key }) where fields.contains(field) {
            show(
                FieldPath(field), reason, localBase: localBase.master[field], local: local.master[field],
                remoteBase: remoteBase.master[field], remote: remote.master[field], winner: winner)
        }
        // Exceptions move only with an agreed schedule: their keys mean nothing in another one.
        guard !conflicts.contains(where: { $0.path == FieldPath(.when) }) else { return }

        var aligned = Aligned(
            localBase: localBase, local: local, remoteBase: remoteBase, remote: remote, winner: winner)
        if remoteForgets { aligned.undoForgetting(in: remote) }
        for key in aligned.keys {
            mergeException(
                key, localBase: aligned.localBase[key], local: aligned.local[key],
                remoteBase: aligned.remoteBase[key], remote: aligned.remote[key], fields: fields, winner: winner)
        }
    }

    private mutating func mergeFields(
        _ instance: InstanceKey?, localBase: Part, local: Part, remoteBase: Part, remote: Part, fields: Set<Field>,
        winner: Side?
    ) {
        for field in fields.sorted() {
            let path = FieldPath(field, of: instance)
            // What neither side changed stays as it is written, a guest that stands there twice with it.
            if Value.meanSame(localBase[field], local[field]), Value.meanSame(remoteBase[field], remote[field]) {
                continue
            }
            if field.merging == .keyed,
                let sides = KeyedMerge(
                    field, localBase: localBase[field], local: local[field], remoteBase: remoteBase[field],
                    remote: remote[field])
            {
                agree(path, sides, local: local[field], remote: remote[field])
                continue
            }
            switch field.merged(
                localBase: localBase[field], local: local[field], remoteBase: remoteBase[field], remote: remote[field])
            {
            case .settled: continue
            case .agreed(let value): agree(path, value, local: local[field], remote: remote[field])
            case .conflict:
                switch winner {
                case .local?: agree(path, local[field], local: local[field], remote: remote[field])
                case .remote?: agree(path, remote[field], local: local[field], remote: remote[field])
                case nil:
                    conflicts.append(
                        FieldConflict(path: path, base: localBase[field], local: local[field], remote: remote[field]))
                }
            }
        }
    }

    /// A field that the service only shows: the folder's value goes there, and one that was changed there waits.
    private mutating func show(
        _ path: FieldPath, _ reason: String, localBase: Value?, local: Value?, remoteBase: Value?, remote: Value?,
        winner: Side?
    ) {
        guard !Value.meanSame(local, remote) else { return }
        let isKnown = localBase != nil || remoteBase != nil || local == nil
        if isKnown, winner != .local, !Value.meanSame(remoteBase, remote) {
            conflicts.append(
                FieldConflict(
                    path: path, base: localBase, local: local, remote: remote, reason: reason))
        } else if !isKnown || winner == .local || !Value.meanSame(localBase, local) {
            toRemote.append(.field(path, from: remote, to: local))
        }
    }

    private mutating func agree(_ path: FieldPath, _ value: Value?, local: Value?, remote: Value?) {
        if !Value.meanSame(local, value) { toLocal.append(.field(path, from: local, to: value)) }
        if !Value.meanSame(remote, value), isSent(path.field) {
            toRemote.append(.field(path, from: remote, to: value))
        }
    }

    /// Gives each side the other's changes of a set, in its own spelling.
    private mutating func agree(_ path: FieldPath, _ sides: KeyedMerge, local: Value?, remote: Value?) {
        let mine: Value? = sides.local.isEmpty ? nil : .set(sides.local)
        if !Self.same(path.field, local, mine) { toLocal.append(.field(path, from: local, to: mine)) }
        var lines = sides.remote
        if path.field == .attendees, let own {
            lines = Attendee.withoutForeignAnswers(lines, own: own, present: Set(remote?.elements ?? []))
        }
        let theirs: Value? = lines.isEmpty ? nil : .set(lines)
        if !Self.same(path.field, remote, theirs), isSent(path.field) {
            toRemote.append(.field(path, from: remote, to: theirs))
        }
    }

    /// Whether two lists say the same; the order of a person's parameters says nothing.
    private static func same(_ field: Field, _ a: Value?, _ b: Value?) -> Bool {
        if Value.meanSame(a, b) { return true }
        return field == .attendees && a?.elements.count == b?.elements.count
            && Attendee.all(in: a) == Attendee.all(in: b)
    }

    private func isSent(_ field: Field) -> Bool {
        !readOnly.contains(field) && !(field == .attendees && guestsStay)
    }

    private mutating func mergeException(
        _ key: InstanceKey, localBase: Exception?, local: Exception?, remoteBase: Exception?, remote: Exception?,
        fields: Set<Field>, winner: Side?
    ) {
        if let ours = local?.part, let theirs = remote?.part {
            // Where an instance is an exception on both sides, its fields merge one by one. Without a base on a side
            // the regular instance stands in, of which nothing is known here: equal fields agree, others are asked.
            let (ourBase, theirBase) = (localBase?.part ?? Part(), remoteBase?.part ?? Part())
            mergeFields(
                key, localBase: ourBase, local: ours, remoteBase: theirBase, remote: theirs,
                fields: fields.subtracting(shownOfInstances.keys), winner: winner)
            for (field, reason) in shownOfInstances.sorted(by: { $0.key < $1.key }) where fields.contains(field) {
                show(
                    FieldPath(field, of: key), reason, localBase: ourBase[field], local: ours[field],
                    remoteBase: theirBase[field], remote: theirs[field], winner: winner)
            }
            return
        }
        let merged = merge(
            localBase: localBase, local: local, remoteBase: remoteBase, remote: remote, same: Exception.meanSame)
        let agreed: Exception?
        switch merged {
        case .settled: return
        case .agreed(let exception): agreed = exception
        case .conflict: agreed = Self.stronger(local, remote)
        }
        if !Exception.meanSame(local, agreed) { toLocal.append(.exception(key, from: local, to: agreed)) }
        if !Exception.meanSame(remote, agreed) { toRemote.append(.exception(key, from: remote, to: agreed)) }
    }

    /// Edit beats delete, for one instance too (case 68); an instance that takes place beats one that does not.
    private static func stronger(_ a: Exception?, _ b: Exception?) -> Exception? {
        if a?.part != nil { return a }
        if b?.part != nil { return b }
        return nil
    }
}

/// The exceptions of four views under the keys of one schedule.
///
/// A pure shift on one side (same rule and length) moves the other side's keys along, so that an override added at
/// the old time meets the series at the new one (case 71). The two bases may have two schedules: after a conflict about the
/// time one side has conceded.
private struct Aligned {
    var localBase, local, remoteBase, remote: [InstanceKey: Exception]
    /// How far the series was moved at the service; `nil` when it was not.
    private let theirs: Int?

    /// Takes exceptions that the service dropped along with the old time for what they are: never agreed on there.
    mutating func undoForgetting(in view: View) {
        guard theirs != nil else { return }
        for key in remoteBase.keys where remote[key].map({ view.isRegular($0, at: key) }) ?? true {
            (remote[key], remoteBase[key], localBase[key]) = (nil, nil, nil)
        }
    }

    var keys: [InstanceKey] {
        Set(localBase.keys).union(local.keys).union(remoteBase.keys).union(remote.keys).sorted()
    }

    init(localBase: View, local: View, remoteBase: View, remote: View, winner: Side?) {
        let ours = Self.shift(from: localBase, to: local)
        theirs = Self.shift(from: remoteBase, to: remote)
        // The keys that count are those of the schedule that both will have.
        let isRemotes = winner == .remote ? theirs != nil : ours == nil && theirs != nil
        let agreed = (isRemotes ? remote : local).schedule
        func aligned(_ view: View) -> [InstanceKey: Exception] {
            view.exceptions(shiftedBy: view.schedule.flatMap { agreed?.shift(from: $0) } ?? 0)
        }
        self.localBase = aligned(localBase)
        self.local = aligned(local)
        self.remoteBase = aligned(remoteBase)
        self.remote = aligned(remote)
    }

    private static func shift(from base: View, to view: View) -> Int? {
        guard let old = base.schedule, let new = view.schedule else { return nil }
        return new.shift(from: old)
    }
}

extension View {
    /// Whether an exception says just what the series says of that instance.
    func isRegular(_ exception: Exception, at key: InstanceKey) -> Bool {
        guard var part = exception.part, let series = schedule, let time = part.schedule else { return false }
        var own = master
        (part[.when], own[.when]) = (nil, nil)
        guard part.matches(own), let start = key.time(in: series.start) else { return false }
        let length = series.end.wallSeconds - series.start.wallSeconds
        return time.start.matches(start) && time.end.wallSeconds - time.start.wallSeconds == length
    }

    /// The exceptions under the keys they have after the series moved by `seconds` on the wall clock.
    package func exceptions(shiftedBy seconds: Int) -> [InstanceKey: Exception] {
        guard seconds != 0, let start = schedule?.start else { return exceptions }
        return Dictionary(
            exceptions.map { ($0.key.shifted(by: seconds, in: start), $0.value) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension Part {
    /// The address of the organizer, in lower case; `nil` where there is none.
    var organizer: String? {
        guard case .text(let line)? = self[.organizer] else { return nil }
        return CalendarText(line).lines.first?.value.lowercased()
    }
}
