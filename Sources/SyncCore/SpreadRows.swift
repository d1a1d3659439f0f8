import ICalendar

/// The rows of a listing or delta that are occurrences of series, put together.
package struct SpreadRows: Sendable {
    /// The series, each as far as its rows were told.
    package private(set) var series: [UID: RemoteEvent] = [:]
    /// Series that are not known, of which there may be more rows than were told.
    package private(set) var unread: Set<UID> = []
    /// Rows that somebody copied, or that were made twice: events of their own, and the UIDs they get.
    package private(set) var copies: [(uid: UID, event: RemoteEvent)] = []
    /// All other rows.
    package private(set) var rest: [RemoteItem] = []

    /// Puts rows together.
    ///
    /// - Parameters:
    ///   - known: The newest state seen of the series that the rows may belong to, by id.
    ///   - uids: The live events of the pair, by the service's id.
    ///   - window: The days that are shown; rows of other days are none of calsync's any more.
    ///   - isComplete: Whether all rows were told.
    package init(
        _ items: [RemoteItem], known: [String: RemoteEvent], uids: [String: UID], window: OccurrenceWindow?,
        isComplete: Bool
    ) {
        var owners: [String: UID] = [:]
        for event in known.values where event.isSpread {
            let uid = uids[event.id] ?? event.uid
            for instance in event.instances.values { owners[instance.id] = uid }
        }
        let single = Set(uids.filter { RemoteEvent.uid(ofSpread: $0.key) == nil }.values)
        var groups: [UID: [RemoteEvent]] = [:]
        for item in items {
            switch item {
            case .event(let row):
                if uids[row.id] != nil {
                    rest.append(item)
                } else if let uid = owners[row.id] {
                    groups[uid, default: []].append(row)
                } else if let key = row.key {
                    // What was left behind when the series got one row, or by the window, is nobody's.
                    guard !single.contains(row.uid), window?.contains(key) ?? true else { continue }
                    groups[row.uid, default: []].append(row)
                } else {
                    rest.append(item)
                }
            case .gone(let id, _):
                guard let uid = owners[id], let event = known[RemoteEvent.spreadID(of: uid)] else {
                    rest.append(item)
                    continue
                }
                var now = series[uid] ?? event
                if let key = now.key(ofRow: id) { now.drop(key) }
                series[uid] = now
            case .instance: rest.append(item)
            }
        }
        for (uid, rows) in groups { put(rows, of: uid, known[RemoteEvent.spreadID(of: uid)], isComplete) }
        copies.sort { $0.uid < $1.uid }
    }

    private mutating func put(_ rows: [RemoteEvent], of uid: UID, _ known: RemoteEvent?, _ isComplete: Bool) {
        guard known != nil || isComplete else {
            unread.insert(uid)
            return
        }
        var event = series[uid] ?? known ?? RemoteEvent(spread: uid)
        let age = { (row: RemoteEvent) in (row.notes[RemoteEvent.created] ?? "", row.id) }
        for row in rows.sorted(by: { age($0) < age($1) }) {
            guard let key = event.key(ofRow: row.id) ?? row.key else { continue }
            let isGone = row.notes[RemoteEvent.cancelled] != nil
            if let holder = event.instances[key], holder.id != row.id {
                if !isGone { copies.append(Self.copy(row, of: event, at: key)) }
            } else if isGone {
                event.drop(key)
            } else {
                event.take(row: row, at: key)
            }
        }
        series[uid] = event
    }

    /// A row beside the one that has the occurrence already.
    private static func copy(_ row: RemoteEvent, of event: RemoteEvent, at key: InstanceKey) -> (UID, RemoteEvent) {
        var copy = row
        copy.notes[RemoteEvent.occurrence] = nil
        let operation = row.notes[RemoteEvent.operation]
        if operation != nil, operation != event.notes[key.text],
            event.view.exceptions[key]?.part?.matches(row.view.master) == true
        {
            copy.notes[RemoteEvent.double] = "1"
        }
        return (UID(id: row.id, at: "copy.calsync"), copy)
    }
}

extension RemoteEvent {
    /// The occurrence that the row says it is.
    fileprivate var key: InstanceKey? { notes[Self.occurrence].map { InstanceKey($0) } }
}
