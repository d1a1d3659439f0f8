import ICalendar
import SyncCore

/// When an event is, as `POST` and `PATCH` say it.
struct EventTimes: Sendable {
    let start, end: String?
    /// Minutes.
    let duration: Int?
    let isAllDay: Bool?
    /// The zone; `.some(nil)` for the same time on every clock.
    let zone: String??

    /// Whether anything is said.
    var isEmpty: Bool { start == nil && end == nil && duration == nil && isAllDay == nil && zone == nil }

    /// A point in time as it was written.
    private enum Moment {
        case day(CalendarDate)
        case local(DateTime)
        case instant(Int)

        /// Reads `2026-12-01`, `2026-12-01T14:30`, and RFC 3339.
        init(_ text: String, _ name: String) throws {
            let problem = Problem(
                .badRequest, "\(name) is no time: \(Diagnostic.excerpt(text)).",
                "Write 2026-12-01T14:30:00+01:00, 2026-12-01T14:30, or 2026-12-01 for whole days.")
            guard let date = CalendarDate(extended: text.prefix(10)) else { throw problem }
            let rest = text.dropFirst(10)
            guard !rest.isEmpty else {
                self = .day(date)
                return
            }
            guard let mark = rest.first, mark == "T" || mark == "t" || mark == " " else { throw problem }
            let clock = rest.dropFirst().prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
            let parts = clock.prefix { $0 != "." }.split(separator: ":").map { Int($0) }
            guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
                let second = parts.count > 2 ? parts[2] : 0,
                let local = DateTime(date: date, hour: hour, minute: minute, second: min(second, 59))
            else { throw problem }
            switch rest.dropFirst(1 + clock.count) {
            case "": self = .local(local)
            case "Z", "z": self = .instant(local.secondsSinceEpoch)
            case let offset:
                let digits = offset.dropFirst().split(separator: ":").compactMap { $0.count == 2 ? Int($0) : nil }
                guard digits.count == 2, digits[0] < 24, digits[1] < 60, "+-".contains(offset.prefix(1)) else {
                    throw problem
                }
                let seconds = (digits[0] * 60 + digits[1]) * 60
                self = .instant(local.secondsSinceEpoch - (offset.hasPrefix("-") ? -seconds : seconds))
            }
        }
    }

    /// The start and end that are meant, without rules.
    ///
    /// - Parameters:
    ///   - old: The times so far; `nil` of a new event.
    ///   - zones: The zones of the event's file.
    ///   - usual: The zone where none is named.
    func schedule(from old: Schedule?, zones: ZoneTable, in usual: Zone) throws -> Schedule {
        let start = try time(try startMoment(old), "startDateTime", like: old?.start, zones, usual)
        let end: EventTime
        if let text = self.end {
            end = try time(try Moment(text, "endDateTime"), "endDateTime", like: start, zones, usual)
            guard start.isAllDay == end.isAllDay else {
                throw Problem(.badRequest, "Of start and end one is a day, and the other a time.", "Write both alike.")
            }
            guard order(end, zones) >= order(start, zones) else {
                throw Problem(.badRequest, "The end is before the start.", "Write a later endDateTime.")
            }
            let minutes = (order(end, zones) - order(start, zones)) / 60
            if let duration, duration != minutes {
                throw Problem(
                    .badRequest, "duration is \(duration), and from start to end it is \(minutes) minutes.",
                    "Leave out one of duration and endDateTime.")
            }
        } else if let duration {
            guard (0...5_256_000).contains(duration), !start.isAllDay || duration % 1_440 == 0 else {
                throw Problem(
                    .badRequest, "duration is no good length.", "Write minutes; of whole days a multiple of 1440.")
            }
            let length =
                start.isAllDay
                ? ICSDuration(days: duration / 1_440, seconds: 0) : ICSDuration(days: 0, seconds: duration * 60)
            end = start.adding(length, zones: zones)
        } else if let old, old.start.isAllDay == start.isAllDay {
            end =
                start.isAllDay
                ? start.adding(wallSeconds: old.end.wallSeconds - old.start.wallSeconds)
                : start.adding(
                    ICSDuration(days: 0, seconds: order(old.end, zones) - order(old.start, zones)),
                    zones: zones)
        } else {
            end = start.adding(
                ICSDuration(days: start.isAllDay ? 1 : 0, seconds: start.isAllDay ? 0 : 3_600), zones: zones)
        }
        // RFC 5545 §3.6.1: an event of whole days takes at least one.
        if start.isAllDay, end == start { return Schedule(start: start, end: start.adding(wallSeconds: 86_400)) }
        return Schedule(start: start, end: end)
    }

    private func startMoment(_ old: Schedule?) throws -> Moment {
        if let start {
            let moment = try Moment(start, "startDateTime")
            if case .day = moment {
                guard isAllDay != false else {
                    throw Problem(.badRequest, "startDateTime has no time of day.", "Write one, or allDay: true.")
                }
            } else if isAllDay == true {
                guard case .local(let local) = moment, self.end == nil else {
                    throw Problem(.badRequest, "An event of whole days has no time of day.", "Write only the day.")
                }
                return .day(local.date)
            }
            return moment
        }
        guard let old else {
            throw Problem(.badRequest, "startDateTime is missing.", "Write it as 2026-12-01T14:30:00+01:00.")
        }
        guard isAllDay == nil || isAllDay == old.start.isAllDay else {
            throw Problem(.badRequest, "allDay changes the kind of the times.", "Give startDateTime as well.")
        }
        switch old.start {
        case .allDay(let date): return .day(date)
        case .floating(let local), .zoned(let local, _): return .local(local)
        case .utc(let time): return zone == nil ? .instant(time.secondsSinceEpoch) : .local(time)
        }
    }

    /// The moment on the clock that the event goes by.
    private func time(
        _ moment: Moment, _ name: String, like old: EventTime?, _ zones: ZoneTable, _ usual: Zone
    ) throws -> EventTime {
        if case .day(let date) = moment { return .allDay(date) }
        let target: Zone
        switch (zone, old) {
        case (.some(.none), _): return .floating(Self.reading(moment, in: usual))
        case (.some(.some(let text)), _):
            guard let named = Zone.named(text) else {
                throw Problem(
                    .badRequest, "There is no time zone \(Diagnostic.excerpt(text)).",
                    "Write an IANA name such as Europe/Berlin.")
            }
            target = named
        case (.none, .floating?): return .floating(Self.reading(moment, in: usual))
        case (.none, .utc?): target = .utc
        case (.none, .zoned(_, let id)?):
            let local = try Self.shown(moment, in: zones.zone(id) ?? usual, name)
            return .zoned(local, id)
        case (.none, .allDay?), (.none, nil): target = usual
        }
        return target.time(try Self.shown(moment, in: target, name))
    }

    private static func reading(_ moment: Moment, in zone: Zone) -> DateTime {
        switch moment {
        case .day(let date): DateTime(secondsSinceEpoch: date.dayNumber * 86_400)
        case .local(let local): local
        case .instant(let instant): zone.local(at: instant)
        }
    }

    /// What the clock of a zone shows; what it skips, or shows twice and means the second, can't be written.
    private static func shown(_ moment: Moment, in zone: Zone, _ name: String) throws -> DateTime {
        let local = reading(moment, in: zone)
        let instant = zone.instant(of: local)
        let isShown = zone.local(at: instant) == local
        if case .instant(let meant) = moment, meant == instant { return local }
        if case .local = moment, isShown { return local }
        throw Problem(
            .badRequest,
            "On \(local.date.extended) the clocks in \(zone.name) \(isShown ? "show this time twice" : "skip this time").",
            "Choose another \(name), or another timeZone.")
    }

    /// Seconds that can be compared.
    private func order(_ time: EventTime, _ zones: ZoneTable) -> Int {
        time.instant(in: zones) ?? time.wallSeconds
    }
}
