import ICalendar

/// Names one instance of a series by its *original* start: a date for all-day series, the local time in the master's
/// zone for zoned ones, UTC for UTC ones, local time for floating ones (cases.md 2.2).
///
/// A stored instant would break with every change of the zone's rules; a RECURRENCE-ID in any spelling leads here.
package struct InstanceKey: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// `20260115`, `20260115T093000`, or `20260115T093000Z`.
    package let text: String

    /// Takes the key's own spelling.
    package init(_ text: String) { self.text = text }

    /// Makes the key of the instance of `series` that `original` names, whatever its spelling.
    package init(_ original: EventTime, in series: EventTime, zones: ZoneTable = ZoneTable()) {
        switch (series, original) {
        case (.allDay, .allDay(let date)): text = date.basic
        case (.allDay, .floating(let time)), (.allDay, .zoned(let time, _)), (.allDay, .utc(let time)):
            text = time.date.basic
        case (_, .allDay(let date)):
            // A DATE on a timed series means the instance of that day, at the series' time of day.
            let seconds = series.wallSeconds - (series.wallSeconds.flooredDivision(by: 86_400) * 86_400)
            let local = DateTime(secondsSinceEpoch: date.dayNumber * 86_400 + seconds)
            if case .utc = series { text = local.basic + "Z" } else { text = local.basic }
        case (.floating, .floating(let time)), (.floating, .zoned(let time, _)), (.floating, .utc(let time)):
            text = time.basic
        case (.utc, .utc(let time)): text = time.basic + "Z"
        case (.utc, .floating(let time)): text = time.basic + "Z"
        case (.utc, .zoned(let time, let zone)):
            text = (zones.zone(zone).map { DateTime(secondsSinceEpoch: $0.instant(of: time)) } ?? time).basic + "Z"
        case (.zoned(let start, let zone), .zoned(let time, let other)):
            let to = zones.zone(zone)
            let instant = zone == other ? nil : zones.zone(other)?.instant(of: time)
            let local = instant.flatMap { to?.local(at: $0) } ?? time
            text = to.map { Self.planned(local, like: start, in: $0) }?.basic ?? local.basic
        case (.zoned(let start, let zone), .floating(let time)):
            text = (zones.zone(zone).map { Self.planned(time, like: start, in: $0) } ?? time).basic
        case (.zoned(let start, let zone), .utc(let time)):
            let to = zones.zone(zone)
            text = (to.map { Self.planned($0.local(at: time.secondsSinceEpoch), like: start, in: $0) } ?? time).basic
        }
    }

    /// The start that the series planned: where the clocks skip its time of day, the reading that an instance comes to
    /// is another one, at the same instant (case 81).
    private static func planned(_ time: DateTime, like start: DateTime, in zone: Zone) -> DateTime {
        guard
            let wanted = DateTime(date: time.date, hour: start.hour, minute: start.minute, second: start.second),
            wanted != time, zone.instant(of: wanted) == zone.instant(of: time)
        else { return time }
        return wanted
    }

    /// The original start in the kind and zone of `series`.
    package func time(in series: EventTime) -> EventTime? {
        switch series {
        case .allDay: CalendarDate(basic: text.prefix(8)).map { .allDay($0) }
        case .floating: DateTime(basic: text).map { .floating($0) }
        case .utc: DateTime(basic: text.hasSuffix("Z") ? text.dropLast() : text[...]).map { .utc($0) }
        case .zoned(_, let zone): DateTime(basic: text).map { .zoned($0, zone) }
        }
    }

    /// The original start that a key of a series in UTC says; `nil` for any other key.
    static func utc(_ key: InstanceKey) -> EventTime? {
        guard key.text.hasSuffix("Z") else { return nil }
        return DateTime(basic: key.text.dropLast()).map { .utc($0) }
    }

    /// The key of the same instance after the whole series moved by `seconds` on the wall clock.
    package func shifted(by seconds: Int, in series: EventTime) -> InstanceKey {
        guard let time = time(in: series) else { return self }
        return InstanceKey(time.adding(wallSeconds: seconds), in: series)
    }

    package var description: String { text }

    package static func < (a: InstanceKey, b: InstanceKey) -> Bool { a.text < b.text }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension InstanceKey: CodingKeyRepresentable {
    package var codingKey: any CodingKey { Key(stringValue: text) }

    package init?<T: CodingKey>(codingKey: T) { self.init(codingKey.stringValue) }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// The zones an event's times are in: those of the world, and those that its file brings along.
package struct ZoneTable: Hashable, Sendable {
    /// Zones that only this file knows (a VTIMEZONE of its own whose rules no IANA zone has), by name.
    package var own: [ZoneID: Zone]

    package init(own: [ZoneID: Zone] = [:]) { self.own = own }

    /// The first zone of a schedule's ends that only this file knows; `nil` where both mean the same to everybody.
    package func ownZone(of schedule: Schedule) -> ZoneID? {
        for case .zoned(_, let id) in [schedule.start, schedule.end] where own[id] != nil { return id }
        return nil
    }

    /// The zone that `id` names here.
    package func zone(_ id: ZoneID) -> Zone? { own[id] ?? Zone.named(id.text) }
}
