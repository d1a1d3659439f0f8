import ICalendar

/// Lays an event's changed instances over those that its series plans.
struct InstanceFinder {
    private let event: Event
    private let viewer: Zone
    private let schedule: Schedule?
    private let series: Recurrence?
    private let periodEnds: [Int: EventTime]
    /// The changed instances by the moment that was planned for them.
    private let changed: [Int: (key: InstanceKey, part: Part)]
    /// Those that speak for all later ones too, by moment (RANGE=THISANDFUTURE).
    private let ranges: [Range]

    /// A changed instance that speaks for all later ones too.
    private struct Range {
        let moment: Int
        let part: Part
        let schedule: Schedule
        /// How far it was moved, in seconds on the clock.
        let shift: Int
    }

    init(_ event: Event, viewer: Zone) {
        self.event = event
        self.viewer = viewer
        let exceptions = event.content.exceptions
        schedule = event.hasMaster ? event.content.schedule : nil
        series = schedule?.recurrence(
            excluding: exceptions.filter { $0.value == .excluded }.keys.sorted(), zones: event.zones)
        periodEnds = series.flatMap { [schedule] in schedule?.periodEnds(of: $0, zones: event.zones) } ?? [:]
        var changed: [Int: (key: InstanceKey, part: Part)] = [:]
        var ranges: [Range] = []
        for (key, exception) in exceptions.sorted(by: { $0.key < $1.key }) {
            guard let part = exception.part, let series, let original = key.time(in: series.start) else { continue }
            let moment = series.moment(of: original)
            changed[moment] = (key, part)
            guard event.openRanges.contains(key), let own = part.schedule, own.start.isSameKind(as: series.start) else {
                continue
            }
            let shift = own.start.wallSeconds - original.wallSeconds
            ranges.append(Range(moment: moment, part: part, schedule: own, shift: shift))
        }
        self.changed = changed
        self.ranges = ranges.sorted { $0.moment < $1.moment }
    }

    /// Returns the first `limit` of the instances for which `isWanted` holds.
    ///
    /// - Parameters:
    ///   - from: No instance is wanted that ends earlier, in seconds since 1970 UTC.
    ///   - to: No instance is wanted that starts later.
    func find(from: Int, to: Int, limit: Int, where isWanted: (Instance) -> Bool) -> Instances {
        var found = changedInstances.filter(isWanted)
        var ending: Occurrences.Ending? = .end
        if let schedule, let series {
            let reach = reach(of: schedule)
            var planned = Occurrences(
                of: series, from: reading(at: from, minus: reach.back), through: reading(at: to, minus: -reach.ahead))
            var regular: [Instance] = []
            while let time = planned.next() {
                let moment = series.moment(of: time)
                guard changed[moment] == nil else { continue }
                let instance = instance(plannedAt: time, moment, schedule)
                if isWanted(instance) { regular.append(instance) }
                // A later one may be moved to before this one, but not by more than that.
                if regular.count > limit, regular[limit].begin < instance.begin - reach.ahead { break }
            }
            ending = planned.ending
            found += regular
        }
        found.sort { ($0.begin, $0.key?.text ?? "") < ($1.begin, $1.key?.text ?? "") }
        if found.count > limit { ending = nil }
        return Instances(list: Array(found.prefix(limit)), ending: ending)
    }

    // MARK: Parts

    private var changedInstances: [Instance] {
        event.content.exceptions.compactMap { key, exception in
            guard let part = exception.part else { return nil }
            let original = schedule.flatMap { key.time(in: $0.start) }
            let regular = schedule.flatMap { schedule in
                original.map { schedule.instance(plannedAt: $0, end: nil, zones: event.zones) }
            }
            let own = part.schedule.map { $0.instance(plannedAt: $0.start, end: nil, zones: event.zones) }
            return (own ?? regular).map { made(key, $0, part, isChanged: true) }
        }
    }

    private func instance(plannedAt time: EventTime, _ moment: Int, _ schedule: Schedule) -> Instance {
        let key = schedule.isSeries ? InstanceKey(time, in: schedule.start, zones: event.zones) : nil
        guard let range = ranges.last(where: { $0.moment <= moment }) else {
            let own = schedule.instance(plannedAt: time, end: periodEnds[moment], zones: event.zones)
            return made(key, own, event.content.master, isChanged: false)
        }
        let moved = time.adding(wallSeconds: range.shift)
        let own = range.schedule.instance(plannedAt: moved, end: nil, zones: event.zones)
        return made(key, own, range.part, isChanged: false)
    }

    private func made(_ key: InstanceKey?, _ schedule: Schedule, _ part: Part, isChanged: Bool) -> Instance {
        let begin = instant(of: schedule.start)
        return Instance(
            key: key, schedule: schedule, part: part, isChanged: isChanged, begin: begin,
            finish: max(begin, instant(of: schedule.end)))
    }

    /// How far an instance reaches from where it was planned, in seconds, with a day for what zones do.
    private func reach(of schedule: Schedule) -> (back: Int, ahead: Int) {
        let lengths = ([schedule] + ranges.map(\.schedule)).map { instant(of: $0.end) - instant(of: $0.start) }
        let periods = periodEnds.map { instant(of: $0.value) - $0.key }
        let shift = ranges.map { abs($0.shift) }.max() ?? 0
        return ((lengths + periods).reduce(0, max) + shift + 2 * 86_400, shift + 2 * 86_400)
    }

    private func instant(of time: EventTime) -> Int {
        switch time {
        case .allDay(let date): viewer.instant(of: DateTime(secondsSinceEpoch: date.dayNumber * 86_400))
        case .floating(let local): viewer.instant(of: local)
        case .zoned(let local, let id): (event.zones.zone(id) ?? viewer).instant(of: local)
        case .utc(let local): local.secondsSinceEpoch
        }
    }

    /// Clocks are at most a day apart, for which ``reach(of:)`` has room.
    private func reading(at instant: Int, minus seconds: Int) -> DateTime {
        DateTime(secondsSinceEpoch: instant).adding(seconds: -seconds)
    }
}
