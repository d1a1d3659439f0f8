import ICalendar
import SyncCore

/// The text of an event as it goes to a server: RFC 5545 to the letter, whatever the file looks like.
///
/// CRLF, folded at 75 octets, UTF-8, one VCALENDAR with the event's VEVENTs and every zone that they name, and no METHOD
/// (RFC 4791 §4.1).
struct CalDAVText {
    /// The addresses of the account, in lower case.
    let own: Set<String>
    /// Whether guests are marked so that the server mails them nothing (RFC 6638 §7.1).
    let isSilenced: Bool

    /// Writes what `text` says.
    func bytes(of text: CalendarText, stamp: Int) -> [UInt8] {
        let calendars = text.components.filter { $0.name == "VCALENDAR" }
        let parts = text.components.flatMap { $0.name == "VCALENDAR" ? $0.children : [$0] }
        let events = parts.filter { $0.name == "VEVENT" }
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
        let properties = calendars.first?.properties.map { text.lines[$0] } ?? []
        lines.append(properties.first { $0.name == "PRODID" }?.content ?? "PRODID:-//calsync//calsync//EN")
        lines += properties.filter { !["VERSION", "PRODID", "METHOD"].contains($0.name) }.map(\.content)
        lines += zones(of: events, in: text, known: parts.filter { $0.name == "VTIMEZONE" })
        for event in events { lines += self.lines(of: event, in: text, stamp: stamp) }
        lines.append("END:VCALENDAR")
        return Self.wire(lines)
    }

    private func lines(of event: Component, in text: CalendarText, stamp: Int) -> [String] {
        let own = Set(event.properties)
        let organizer = event.properties.lazy.map { text.lines[$0] }.first { $0.name == "ORGANIZER" }
        let isOurs = organizer?.isPerson(among: self.own) ?? true
        var lines = event.lines.compactMap { index -> String? in
            let line = text.lines[index]
            guard !line.isBlank else { return nil }
            guard isSilenced, own.contains(index) else { return line.content }
            return silenced(line, isOurs: isOurs)
        }
        // RFC 5545 §3.6.1: it must be there.
        if !event.properties.contains(where: { text.lines[$0].name == "DTSTAMP" }) {
            lines.insert("DTSTAMP:" + DateTime(secondsSinceEpoch: stamp).basic + "Z", at: 1)
        }
        return lines
    }

    /// RFC 6638 §7.1: on the guests of one's own event, and on the organizer of another's, `CLIENT` says that no one is
    /// told by the server.
    private func silenced(_ line: ContentLine, isOurs: Bool) -> String {
        guard line.name == (isOurs ? "ATTENDEE" : "ORGANIZER"), line.parameter("SCHEDULE-AGENT") == nil,
            !line.isPerson(among: own)
        else { return line.content }
        let mark = Parameter(name: "SCHEDULE-AGENT", values: ["CLIENT"])
        return ContentLineWriter.line(line.rawName, parameters: line.parameters + [mark], value: line.value)
    }

    // MARK: Zones

    /// The VTIMEZONEs of all zones that the events name: those of the text, and others from tzdata.
    private func zones(of events: [Component], in text: CalendarText, known: [Component]) -> [String] {
        var years: [String: Int] = [:]
        for event in events {
            for index in event.lines {
                let line = text.lines[index]
                guard line.isWellFormed, let zone = line.parameter("TZID"), !zone.isEmpty else { continue }
                let year = EventTime(value: line.value.prefix(15))?.date.year ?? 1970
                years[zone] = min(years[zone] ?? year, year)
            }
        }
        var lines: [String] = []
        for component in known {
            guard
                let name = component.properties.lazy.map({ text.lines[$0] }).first(where: { $0.name == "TZID" })?.value,
                years.removeValue(forKey: name) != nil
            else { continue }
            lines += component.lines.map { text.lines[$0].content }
        }
        for (name, year) in years.sorted(by: { $0.key < $1.key }) {
            guard let zone = Zone.resolve(ZoneID(name), in: text) else { continue }
            lines += zone.definition(tzid: name, from: year)
        }
        return lines
    }

    // MARK: Rows

    /// RFC 5545 §3.1: rows of at most 75 octets, between characters.
    private static func wire(_ lines: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines {
            var room = 75
            for character in line.unicodeScalars {
                let size = UTF8.width(character)
                if size > room {
                    bytes += [0x0D, 0x0A, 0x20]
                    room = 74
                }
                bytes += Array(String(character).utf8)
                room -= size
            }
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }
}

extension CalendarText {
    /// Whether the server tells guests of changes to what this text says: somebody's client has let it.
    ///
    /// Taking that back would send them a cancellation (RFC 6638 §3.2.1.2), so such an event stays as it is.
    func isScheduledByServer(own: Set<String>) -> Bool {
        let events = components.flatMap { $0.name == "VCALENDAR" ? $0.children : [$0] }.filter { $0.name == "VEVENT" }
        return events.contains { event in
            let properties = event.properties.map { lines[$0] }
            guard let organizer = properties.first(where: { $0.name == "ORGANIZER" }) else { return false }
            let isOurs = organizer.isPerson(among: own)
            let people = isOurs ? properties.filter { $0.name == "ATTENDEE" } : [organizer]
            return people.contains { person in
                let agent = person.parameter("SCHEDULE-AGENT")?.uppercased() ?? "SERVER"
                return agent == "SERVER" && !person.isPerson(among: own)
            }
        }
    }
}
