/// What makes a series: its first start, its rules, the dates added and the dates left out (RFC 5545 §3.8.5).
package struct Recurrence: Hashable, Sendable {
    /// DTSTART. Where there is a rule it counts only if the rule comes to it; else it is the first occurrence.
    package var start: EventTime
    /// What the zone of `start` means; nil where it has none, and where nobody knows: then the wall clock is all there is.
    package var zone: Zone?
    /// RRULE; what any of them gives is an occurrence.
    package var rules: [RecurrenceRule]
    /// EXRULE; what any of them gives is none.
    package var exceptRules: [RecurrenceRule]
    /// RDATE; of a PERIOD the start. A DATE in a series with times is that day at the time of day of `start`.
    package var dates: [EventTime]
    /// EXDATE. A DATE in a series with times leaves out every occurrence of that local day (cases.md, 79).
    package var exceptDates: [EventTime]

    /// Makes a series.
    package init(
        start: EventTime, zone: Zone? = nil, rules: [RecurrenceRule] = [], exceptRules: [RecurrenceRule] = [],
        dates: [EventTime] = [], exceptDates: [EventTime] = []
    ) {
        self.start = start
        self.zone = zone
        self.rules = rules
        self.exceptRules = exceptRules
        self.dates = dates
        self.exceptDates = exceptDates
    }

    /// Returns where `time` lies on the series' own line of time, so that two spellings of one occurrence are equal.
    ///
    /// In seconds: of UTC for a series in a zone, else of the series' own clock.
    package func moment(of time: EventTime) -> Int { moment(ofReading: reading(of: time)) }

    /// Returns what the series' clock reads at `time`, in seconds since 1970 as if it were UTC.
    ///
    /// A day is taken at the time of day of `start`, and a time in an all-day series as its day.
    func reading(of time: EventTime) -> Int {
        switch (start, time) {
        case (.allDay, _):
            return time.date.dayNumber * 86_400
        case (_, .allDay(let date)):
            let first = start.seconds
            return date.dayNumber * 86_400 + first - first.flooredDivision(by: 86_400) * 86_400
        case (.zoned, .utc(let time)):
            return zone?.local(at: time.secondsSinceEpoch).secondsSinceEpoch ?? time.secondsSinceEpoch
        case (.zoned(_, let own), .zoned(let time, let other)) where own != other:
            guard let zone, let instant = Zone.named(other.text)?.instant(of: time) else {
                return time.secondsSinceEpoch
            }
            return zone.local(at: instant).secondsSinceEpoch
        case (.utc, .zoned(let time, let id)):
            return Zone.named(id.text)?.instant(of: time) ?? time.secondsSinceEpoch
        case (_, .floating(let time)), (_, .zoned(let time, _)), (_, .utc(let time)):
            return time.secondsSinceEpoch
        }
    }

    /// Returns the moment at which the series' clock shows `reading`.
    func moment(ofReading reading: Int) -> Int { zone?.instant(ofReading: reading) ?? reading }

    /// Returns what the series' clock shows at `moment`: another reading than the planned one, where clocks skip that.
    func reading(at moment: Int) -> Int { zone.map { moment + $0.offset(at: moment) } ?? moment }

    /// Returns the time of the series' own kind at which its clock shows `reading`.
    func time(ofReading reading: Int) -> EventTime {
        let local = DateTime(secondsSinceEpoch: reading)
        switch start {
        case .allDay: return .allDay(local.date)
        case .floating: return .floating(local)
        case .zoned(_, let id): return .zoned(local, id)
        case .utc: return .utc(local)
        }
    }

    /// Whether the series is one of whole days.
    var isAllDay: Bool { start.isAllDay }
}

extension EventTime {
    /// The reading of the clock in seconds since 1970 as if it were UTC.
    var seconds: Int {
        switch self {
        case .allDay(let date): date.dayNumber * 86_400
        case .floating(let local), .zoned(let local, _), .utc(let local): local.secondsSinceEpoch
        }
    }
}
