import ICalendar

@testable import SyncCore

/// Events, and edits of them, that a seed repeats.
struct Generator {
    var random: SplitMix64
    private var count = 0

    init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

    /// A text that nobody wrote before; now and then with a space at its end.
    private mutating func token() -> String {
        count += 1
        return "#\(count)" + (random.once(in: 4) ? " " : "")
    }

    /// A file with one event.
    mutating func file() -> String {
        let isSeries = random.once(in: 2)
        var lines =
            switch random.below(4) {
            case 0: ["DTSTART;VALUE=DATE:20260115", "DTEND;VALUE=DATE:20260117"]
            case 1: ["DTSTART:20260115T090000Z", "DURATION:PT1H"]
            case 2: ["DTSTART;TZID=Europe/Berlin:20260115T0900\(isSeries ? "00" : "30")"]
            default:
                ["DTSTART;TZID=W. Europe Standard Time:20260115T090000", "DTEND;TZID=Europe/Berlin:20260115T103000"]
            }
        if isSeries { lines.append("RRULE:FREQ=DAILY;INTERVAL=1") }
        lines.append("SUMMARY:" + token())
        if random.once(in: 2) { lines.append("DESCRIPTION:one\\ntwo\\nthree\\nfour\\nfive") }
        if random.once(in: 2) { lines.append("CATEGORIES:a,b\\,c") }
        if random.once(in: 2) { lines.append("x-odd;A=\"b:c\":d") }
        if random.once(in: 2) { lines += ["BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT5M", "END:VALARM"] }
        return ics(lines.joined(separator: "\n"), end: "\n")
    }

    /// Makes a few edits of what a replica holds.
    mutating func edit(_ view: View, fields: Set<Field>) -> View {
        var view = view
        // A move comes first: some services then forget the exceptions.
        if random.once(in: 4) { move(&view) }
        for _ in 0...random.below(2) { editField(&view.master, fields: fields) }
        if view.schedule?.isSeries == true, random.once(in: 2) { editException(&view, fields: fields) }
        return view
    }

    private mutating func move(_ view: inout View) {
        guard let old = view.schedule else { return }
        var new = old
        let seconds = (old.start.isAllDay ? 86_400 : 3_600) * (1 + random.below(2))
        switch random.below(3) {
        case 0: new.end = old.end.adding(wallSeconds: seconds)
        case 1 where old.isSeries: new.rules = ["RRULE:FREQ=DAILY;INTERVAL=\(2 + random.below(3))"]
        default:
            new.start = old.start.adding(wallSeconds: seconds)
            new.end = old.end.adding(wallSeconds: seconds)
            view.exceptions = view.exceptions(shiftedBy: old.isSeries ? seconds : 0)
        }
        view.master[.when] = .schedule(new)
    }

    private mutating func editField(_ part: inout Part, fields: Set<Field>) {
        let field = [Field.title, .location, .description, .categories, .alarms, .other][random.below(6)]
        guard fields.contains(field) else { return }
        switch field {
        case .description:
            guard case .text(let text)? = part[.description] else {
                part[.description] = .text(token())
                return
            }
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[random.below(lines.count)] = token()
            part[.description] = .text(lines.joined(separator: "\n"))
        case .categories:
            guard case .set(var set)? = part[.categories] else {
                part[.categories] = .set([token()])
                return
            }
            if let first = set.sorted().first, random.once(in: 2) { set.remove(first) }
            set.insert(token())
            part[.categories] = .set(set)
        case .alarms:
            part[.alarms] =
                random.once(in: 3)
                ? nil : .alarms([Alarm(action: "AUDIO", trigger: .start(-60 * random.below(90)))])
        case .other: part[.other] = random.once(in: 3) ? nil : .set(["X-\(random.below(9)):1", "x-odd;A=\"b:c\":d"])
        default: part[field] = .text(token())
        }
    }

    private mutating func editException(_ view: inout View, fields: Set<Field>) {
        guard let schedule = view.schedule else { return }
        let days = 86_400 * (1 + random.below(3))
        let start = schedule.start.adding(wallSeconds: days)
        let key = InstanceKey(start, in: schedule.start)
        switch (view.exceptions[key], random.below(4)) {
        case (.changed(var part)?, 0...2):
            editField(&part, fields: fields.subtracting([.alarms, .other]))
            view.exceptions[key] = .changed(part)
        case (.excluded?, _): view.exceptions[key] = nil
        case (.changed?, _): view.exceptions[key] = random.once(in: 2) ? nil : .excluded
        case (nil, 0): view.exceptions[key] = .excluded
        case (nil, _):
            var part = view.master
            part[.when] = .schedule(Schedule(start: start, end: schedule.end.adding(wallSeconds: days)))
            part[.title] = .text(token())
            view.exceptions[key] = .changed(part)
        }
    }
}
