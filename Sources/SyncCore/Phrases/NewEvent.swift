import ICalendar

/// An event that a person asks for in a few words, and the file it becomes.
package struct NewEvent: Hashable, Sendable {
    /// What it is called.
    package var title: String
    /// Its start, end and rules.
    package var schedule: Schedule
    /// Where it is; `nil` for nowhere said.
    package var location: String?
    /// What else is to be said.
    package var note: String?
    /// How many seconds before the start it reminds.
    package var alarms: Set<Int>

    /// Keeps the parts as they are given.
    package init(
        title: String, schedule: Schedule, location: String? = nil, note: String? = nil, alarms: Set<Int> = []
    ) {
        self.title = title
        self.schedule = schedule
        self.location = location
        self.note = note
        self.alarms = alarms
    }

    /// The event's fields.
    package var view: View {
        var part = Part([.title: .text(title), .when: .schedule(schedule)])
        if let location { part[.location] = .text(location) }
        if let note { part[.description] = .text(note) }
        if !alarms.isEmpty {
            part[.alarms] = .alarms(Set(alarms.map { Alarm(action: "DISPLAY", trigger: .start(-$0)) }))
        }
        return View(master: part)
    }

    /// Its file.
    ///
    /// - Parameters:
    ///   - stamp: The DTSTAMP, in seconds since 1970 UTC.
    ///   - lineEnd: What the folder's other files use.
    package func file(uid: UID, stamp: Int, lineEnd: String = "\n") -> EventFile {
        EventFile(uid: uid, view: view, through: .identity, stamp: stamp, lineEnd: lineEnd)
    }
}

extension Schedule {
    /// When a person says that something is: whole days from a day, an hour from a time, unless they say otherwise.
    ///
    /// - Parameters:
    ///   - length: How long; together with `until` it is an error.
    ///   - until: The end; of whole days the last one. A time alone is of the day of the start.
    ///   - zone: The zone whose clock the times are read on.
    /// - Throws: What does not go together.
    package init(
        from start: TimePhrase, for length: ICSDuration?, until: String?, repeating: RepeatPhrase?, at here: Standpoint,
        in zone: Zone
    ) throws(PhraseError) {
        if length != nil, until != nil {
            throw PhraseError("Both a length and an end are given.", "Leave out one of --for and --until.")
        }
        let end = try until.map { text throws(PhraseError) in try Self.end(text, start, here) }
        switch start {
        case .day(let date): try self.init(from: date, for: length, until: end)
        case .moment(let time): try self.init(from: time, for: length, until: end, zone)
        }
        guard let repeating else { return }
        rules = ["RRULE:" + (try repeating.rule(from: self.start, zone: zone))]
    }

    private static func end(_ text: String, _ start: TimePhrase, _ here: Standpoint) throws(PhraseError) -> TimePhrase {
        let end = try TimePhrase(text, at: here)
        let isTimeAlone = text.contains(":") && !text.contains { $0.isWhitespace || $0 == "-" }
        guard case .moment(let time) = end, isTimeAlone,
            let moved = DateTime(date: start.date, hour: time.hour, minute: time.minute, second: 0)
        else { return end }
        return .moment(moved)
    }

    private init(from date: CalendarDate, for length: ICSDuration?, until: TimePhrase?) throws(PhraseError) {
        var days = 1
        if let length {
            guard length.seconds == 0, length.days > 0 else {
                throw PhraseError("Whole days last whole days.", "Write --for 2d, or give a time such as 14:30.")
            }
            days = length.days
        } else if let until {
            guard case .day(let last) = until else {
                throw PhraseError("The start is a day, and the end a time.", "Give both a time, or neither.")
            }
            guard last >= date else {
                throw PhraseError(
                    "The last day, \(last.extended), is before the first, \(date.extended).", "Write a later one.")
            }
            days = last.dayNumber - date.dayNumber + 1
        }
        self.init(start: .allDay(date), end: .allDay(date.adding(days: days)))
    }

    private init(from time: DateTime, for length: ICSDuration?, until: TimePhrase?, _ zone: Zone)
        throws(PhraseError)
    {
        let start = try Self.time(time, zone)
        if let until {
            guard case .moment(let last) = until else {
                throw PhraseError(
                    "The start is a time, and the end a day.", "Write --until with a time, such as 16:00.")
            }
            let end = try Self.time(last, zone)
            guard zone.instant(of: last) >= zone.instant(of: time) else {
                throw PhraseError(
                    "The end, \(end.date.extended) \(end.words), is before the start, \(start.date.extended) \(start.words).",
                    "Write a later one.")
            }
            self.init(start: start, end: end)
        } else {
            let length = length ?? ICSDuration(days: 0, seconds: 3600)
            let end = start.adding(length, zones: ZoneTable())
            // RFC 5545 §3.3.5: a reading that comes twice means the first, so the second can't be written.
            if length.days == 0, let from = start.instant, let to = end.instant, to - from != length.seconds {
                throw PhraseError(
                    "On \(end.date.extended) the clocks in \(zone.name) show \(end.words) twice.",
                    "Give the end with --until, or another zone with --zone.")
            }
            self.init(start: start, end: end)
        }
    }

    /// A time that a clock of the zone shows: what it skips in spring is refused, since nobody means it.
    private static func time(_ local: DateTime, _ zone: Zone) throws(PhraseError) -> EventTime {
        let shown = zone.local(at: zone.instant(of: local))
        guard shown == local else {
            throw PhraseError(
                "On \(local.date.extended) the clocks in \(zone.name) skip \(local.extended.dropFirst(11).prefix(5)).",
                "Write \(shown.extended.dropFirst(11).prefix(5)), or another zone with --zone.")
        }
        return zone.time(local)
    }
}
