import ICalendar

/// A calendar file taken apart: one event file for each UID in it, every line of an event as it was.
///
/// Each piece is the head of its VCALENDAR, the VTIMEZONEs that its times name, and all VEVENTs of one UID, wherever in
/// the file they stand. A VEVENT without UID is an event of its own.
package struct EventSplit: Sendable {
    /// One event of the file.
    package struct Piece: Sendable {
        /// Its file; broken where the event is.
        package let file: EventFile
        /// Where it begins in the source, from 1.
        package let line: Int
        /// What is wrong with it, with the lines of the source.
        package let diagnostics: [Diagnostic]
        /// Its title, as far as it can be told.
        package let title: String
    }

    /// The events, in the order of the source.
    package let pieces: [Piece]
    /// How many components are neither events nor zones, by name: VTODO, VJOURNAL.
    package let others: [String: Int]
    /// A file of these others alone, with their zones; `nil` where there are none.
    package let rest: [UInt8]?
    /// What is wrong with the source outside of its events.
    package let diagnostics: [Diagnostic]

    /// Takes a file apart.
    package init(_ bytes: [UInt8]) {
        let source = EventSource(CalendarText(export: bytes))
        let pieces = source.groups.map { source.piece($0) }
        self.pieces = pieces
        others = Dictionary(source.others.map { ($0.component.name, 1) }, uniquingKeysWith: +)
        rest = source.others.isEmpty ? nil : source.file(of: source.others)
        diagnostics = source.diagnosticsOutside
    }
}

/// The file that is taken apart.
private struct EventSource {
    /// A component beside others in a calendar of the file.
    struct Placed {
        let component: Component
        /// The VCALENDAR around it; `nil` where it stands in none.
        let calendar: Int?
    }

    let text: CalendarText
    /// The VEVENTs of one event, in order.
    private(set) var groups: [[Placed]] = []
    private(set) var others: [Placed] = []
    /// The VTIMEZONEs, by TZID, for each calendar.
    private var zones: [[String: Component]] = []

    init(_ text: CalendarText) {
        self.text = text
        var places: [UID: Int] = [:]
        var seen: Set<[UInt8]> = []
        for (index, component) in text.components.enumerated() {
            let isCalendar = component.name == "VCALENDAR"
            let children = isCalendar ? component.children : [component]
            zones.append([:])
            for child in children {
                let placed = Placed(component: child, calendar: isCalendar ? index : nil)
                switch child.name {
                case "VEVENT":
                    guard let uid = text.line("UID", of: child).flatMap({ UID(TextValue.decode($0.value)) }) else {
                        groups.append([placed])
                        continue
                    }
                    // A file that was put together from overlapping exports has some events twice.
                    guard seen.insert(text.bytes(ofLines: child.lines)).inserted else { continue }
                    if let place = places[uid] {
                        groups[place].append(placed)
                    } else {
                        places[uid] = groups.count
                        groups.append([placed])
                    }
                case "VTIMEZONE":
                    guard let name = text.line("TZID", of: child)?.value else { continue }
                    if zones[index][name] == nil { zones[index][name] = child }
                default: others.append(placed)
                }
            }
        }
    }

    /// What is wrong with lines that are in no event.
    var diagnosticsOutside: [Diagnostic] {
        let events = groups.flatMap { $0 }.map { placed in
            let (first, last) = (text.lines[placed.component.lines.lowerBound], placed.component.lines.upperBound)
            return first.number..<(last < text.lines.count ? text.lines[last].number : .max)
        }
        return text.diagnostics.filter { found in
            guard let line = found.line else { return groups.isEmpty || text.lines.isEmpty }
            return !events.contains { $0.contains(line) }
        }
    }

    /// One event of the file.
    func piece(_ group: [Placed]) -> EventSplit.Piece {
        let lines = self.lines(of: group)
        let file = EventFile(bytes(lines, group))
        let first = group[0].component
        var diagnostics = file.diagnostics.map { found in
            Diagnostic(
                severity: found.severity, line: found.line.flatMap { sourceLine($0, of: lines, group) },
                message: found.message, remedy: found.remedy)
        }
        if group.count == 1, text.line("UID", of: first) == nil, text.line("RECURRENCE-ID", of: first) != nil {
            diagnostics.append(
                Diagnostic(
                    line: text.lines[first.lines.lowerBound].number,
                    message: "A changed instance without UID belongs to no series.",
                    remedy: "Add the UID of its series."))
        }
        return EventSplit.Piece(
            file: file, line: text.lines[first.lines.lowerBound].number, diagnostics: diagnostics,
            title: text.line("SUMMARY", of: first).map { TextValue.decode($0.value) } ?? "(no title)")
    }

    /// A file of components of any kind.
    func file(of group: [Placed]) -> [UInt8] { bytes(lines(of: group), group) }

    /// The lines of a piece, as indices into the source: head, zones, components, END.
    private func lines(of group: [Placed]) -> [Int] {
        let home = group.compactMap(\.calendar).first
        let calendar = home.map { text.components[$0] }
        let names = group.reduce(into: Set<String>()) { names, placed in
            for index in placed.component.lines {
                if let name = text.lines[index].parameter("TZID") { names.insert(name) }
            }
        }
        let order = (home.map { [$0] } ?? []) + text.components.indices.filter { $0 != home }
        let needed = names.compactMap { name in order.lazy.compactMap { zones[$0][name] }.first }
            .sorted { $0.lines.lowerBound < $1.lines.lowerBound }
        var lines: [Int] = []
        if let calendar { lines += [calendar.lines.lowerBound] + calendar.properties }
        for component in needed + group.map(\.component) { lines += Array(component.lines) }
        if let calendar, calendar.isClosed { lines.append(calendar.lines.upperBound - 1) }
        return lines
    }

    private func bytes(_ lines: [Int], _ group: [Placed]) -> [UInt8] {
        let (before, after) = frame(group)
        return before + text.bytes(ofLines: lines) + after
    }

    /// What a piece lacks where its source has no whole VCALENDAR around it.
    private func frame(_ group: [Placed]) -> (before: [UInt8], after: [UInt8]) {
        let calendar = group.compactMap(\.calendar).first.map { text.components[$0] }
        let end = text.usualLineEnd
        let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calsync//calsync//EN"].flatMap { Array($0.utf8) + end }
        return (calendar == nil ? head : [], calendar?.isClosed == true ? [] : Array("END:VCALENDAR".utf8) + end)
    }

    /// The line of the source that line `number` of a piece was.
    private func sourceLine(_ number: Int, of lines: [Int], _ group: [Placed]) -> Int? {
        var row = 1 + frame(group).before.count { $0 == UInt8(ascii: "\n") }
        for index in lines {
            let rows = max(1, text.bytes(ofLines: CollectionOfOne(index)).count { $0 == UInt8(ascii: "\n") })
            if number < row + rows { return text.lines[index].number + max(0, number - row) }
            row += rows
        }
        return nil
    }
}
