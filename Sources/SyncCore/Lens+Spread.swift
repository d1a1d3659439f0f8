import ICalendar

// What rows of single occurrences mean in a file.

extension Lens {
    /// Whether the service shows `event` as a row for each occurrence.
    func spreads(_ event: Event) -> Bool { window != nil && event.content.schedule?.isSeries == true }

    /// `changes` of a series' rows as changes of its file: a row that is gone is an instance that doesn't take place, and an
    /// instance that was as the series plans it becomes one that differs.
    func inFile(_ changes: [Change], of event: Event) -> [Change] {
        guard spreads(event) else { return changes }
        let shown = view(event)
        var parts: [InstanceKey: Part] = [:]
        var result: [Change] = []
        for change in changes {
            switch change {
            case .field(let path, _, let to):
                guard let key = path.instance, event.content.exceptions[key]?.part == nil,
                    var part = parts[key] ?? shown.exceptions[key]?.part
                else {
                    result.append(change)
                    continue
                }
                part[path.field] = to
                parts[key] = part
            case .exception: result.append(change.leavingOut)
            }
        }
        for (key, part) in parts.sorted(by: { $0.key < $1.key }) {
            result.append(.exception(key, from: nil, to: .changed(part)))
        }
        return result
    }
}
