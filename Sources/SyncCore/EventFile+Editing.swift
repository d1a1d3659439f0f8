import ICalendar

extension EventFile {
    /// The file with `changes` made, each touching only the lines it must, and what was dropped along the way.
    ///
    /// The changes are in the terms of `lens`: an alarm, say, is found by what the service makes of it. A pure shift
    /// of the series takes its exceptions along (cases.md 2.2).
    package func applying(_ changes: [Change], through lens: Lens) -> (file: EventFile, notes: [String]) {
        guard case .event(let event) = content, !changes.isEmpty else { return (self, []) }
        var editor = EventEditor(text: text, event: event, lens: lens)
        for change in lens.inFile(changes, of: event) { editor.apply(change) }
        return (EventFile(text: editor.text), editor.notes)
    }

    /// The file with what it lacks to be an event: a UID, and a DTSTAMP where there is none (cases 10 and 93).
    ///
    /// - Parameter stamp: The DTSTAMP, in seconds since 1970 UTC.
    package func completed(uid: UID, stamp: Int) -> EventFile {
        var text = text
        for component in text.events.reversed() {
            var lines: [String] = []
            let empty = component.properties.filter { text.lines[$0].name == "UID" && text.lines[$0].value.isEmpty }
            if !empty.isEmpty || text.index(of: "UID", in: component) == nil {
                lines.append("UID:" + TextValue.encode(uid.text))
            }
            if text.index(of: "DTSTAMP", in: component) == nil {
                lines.append("DTSTAMP:" + DateTime(secondsSinceEpoch: stamp).basic + "Z")
            }
            for index in empty.reversed() { text.remove(lines: index..<(index + 1)) }
            text.insert(lines, before: component.lines.lowerBound + 1)
        }
        return EventFile(text: text)
    }

    /// A DTSTAMP for a file without one, in seconds since 1970 UTC: the day it starts, so that two clones of a folder
    /// complete a file alike.
    package var stampOfStart: Int {
        for component in text.events {
            guard let line = text.line("DTSTART", of: component), let time = EventTime(value: line.value) else {
                continue
            }
            return time.date.dayNumber * 86_400
        }
        return 0
    }

    /// The file as another event: its UID lines replaced, nothing else.
    package func renamed(uid: UID) -> EventFile {
        var text = text
        for component in text.events {
            guard let index = text.index(of: "UID", in: component) else { continue }
            let line = text.lines[index]
            text.replace(
                line: index,
                with: ContentLineWriter.line(
                    line.rawName, parameters: line.parameters, value: TextValue.encode(uid.text)))
        }
        return EventFile(text: text)
    }
}
