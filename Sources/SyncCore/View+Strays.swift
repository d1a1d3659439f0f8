import ICalendar

extension View {
    /// This view without instances that are left out and which the series surely doesn't have.
    package var withoutStrayExclusions: View {
        guard exceptions.values.contains(.excluded) else { return self }
        var rest = self
        for key in strayKeys(zones: ZoneTable()) where rest.exceptions[key] == .excluded { rest.exceptions[key] = nil }
        return rest
    }

    /// Whether `key` names an instance which the series surely doesn't have.
    func isStray(_ key: InstanceKey) -> Bool {
        View(master: master, exceptions: [key: .excluded]).strayKeys(zones: ZoneTable()) == [key]
    }

    /// Returns the keys of exceptions that name an instance which the series doesn't have (cases.md, 72 and 78).
    ///
    /// Where the series can't be gone through to its last exception, none is called so: what is left out must be sure.
    package func strayKeys(zones: ZoneTable) -> Set<InstanceKey> {
        guard let schedule, !exceptions.isEmpty else { return [] }
        let series = schedule.recurrence(zones: zones)
        let times = exceptions.keys.compactMap { key in key.time(in: schedule.start).map { (key: key, time: $0) } }
        let readings = times.map(\.time.wallSeconds)
        guard let first = readings.min(), let last = readings.max() else { return [] }
        var strays = Dictionary(grouping: times) { series.moment(of: $0.time) }
        // A day more on both sides, for what the clocks skip.
        var planned = Occurrences(
            of: series, from: DateTime(secondsSinceEpoch: first - 86_400),
            through: DateTime(secondsSinceEpoch: last + 86_400))
        while !strays.isEmpty, let time = planned.next() { strays[series.moment(of: time)] = nil }
        return planned.ending == .end ? Set(strays.values.joined().map(\.key)) : []
    }
}
