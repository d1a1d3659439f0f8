import ICalendar
import SyncCore

/// Reads an event file, prints it, edits it in the ways that a sync does, and reads what came of it.
enum EventFileTarget {
    static func flaw(in bytes: [UInt8]) -> String? {
        let text = CalendarText(bytes)
        guard text.bytes == bytes else { return "The file doesn't print back." }
        let file = EventFile(text: text)
        switch file.content {
        case .event(let event): return edited(file, event) ?? lineEdited(text, bytes)
        case .incomplete:
            guard let uid = UID("completed@example.org") else { return nil }
            // A file may lack more than its UID; then it is paused.
            let whole = file.completed(uid: uid, stamp: file.stampOfStart)
            return whole.uid == uid ? nil : "A completed file has no UID, or another."
        case .other, .paused: return lineEdited(text, bytes)
        }
    }

    /// The changes that say more in a file than they were told: an alarm has lines of its own, and exceptions move along.
    private static let respelled: Set<String> = ["an alarm", "a day later", "an instance left out"]

    /// What a service could change, each by itself.
    private static func edited(_ file: EventFile, _ event: Event) -> String? {
        var views: [(what: String, view: View)] = []
        func add(_ what: String, _ change: (inout View) -> Void) {
            var view = event.content
            change(&view)
            views.append((what, view))
        }
        let hostile = "Zahnarzt; 3. Stock, \"links\"\\\nEND:VEVENT\n\u{1B}[2J\u{2028} 👩🏽‍⚕️"
        add("a title") { $0.master[.title] = .text(hostile) }
        add("no title") { $0.master[.title] = nil }
        add("a description") { $0.master[.description] = .text(String(repeating: "größer ", count: 30)) }
        add("categories") { $0.master[.categories] = .set(["a,b", "c;d", "e"]) }
        add("an alarm") { $0.master[.alarms] = .alarms([Alarm(action: "DISPLAY", trigger: .start(-900))]) }
        if let schedule = event.content.schedule {
            let later = Schedule(
                start: schedule.start.adding(wallSeconds: 86_400), end: schedule.end.adding(wallSeconds: 86_400),
                rules: schedule.rules)
            add("a day later") { $0.master[.when] = .schedule(later) }
        }
        if event.hasMaster, let key = event.instances(from: 0, to: .max, viewer: .utc, limit: 1).list.first?.key {
            add("an instance left out") { $0.exceptions[key] = .excluded }
        }
        for (what, view) in views where event.hasMaster {
            let after = file.applying(event.content.changes(to: view), through: .identity).file
            guard after.event?.uid == event.uid else { return "With \(what) the file is no longer that event." }
            let told = after.event.map { plain($0.content).matches(plain(view)) } ?? false
            guard respelled.contains(what) || told else {
                return "With \(what) the file doesn't say what it was told to."
            }
        }
        return nil
    }

    /// A view without the properties that go when a field is changed which they say in another way (`X-ALT-DESC`).
    private static func plain(_ view: View) -> View {
        var view = view
        view.master[.other] = nil
        return view
    }

    /// An edit of one line leaves what a fresh reading finds.
    private static func lineEdited(_ text: CalendarText, _ bytes: [UInt8]) -> String? {
        // Two lines more must not take a file past its limits; and edits of large ones take long and find no more.
        // The first line of a file stays: without it the next one may begin with what is a byte order mark there.
        guard (2...2_000).contains(text.lines.count) else { return nil }
        let index = 1 + bytes.count % (text.lines.count - 1)
        var replaced = text
        replaced.replace(line: index, with: text.lines[index].content + "!")
        var inserted = text
        inserted.insert(["X-ONE:1", "X-TWO:2"], before: index)
        var removed = text
        removed.remove(lines: index..<(index + 1))
        for (what, edited) in [("replaced", replaced), ("inserted", inserted), ("removed", removed)] {
            let read = CalendarText(edited.bytes)
            guard read.lines.elementsEqual(edited.lines, by: { $0.content == $1.content && $0.number == $1.number }),
                read.diagnostics == edited.diagnostics
            else { return "A line that was \(what) is another to a fresh reading." }
        }
        return nil
    }
}
