import ICalendar
import Testing

@testable import SyncCore

/// The pair that most tests plan for.
let pair = PairID("work")

/// The record of the one event that most tests are about.
let key = RecordKey(pair, uid("event"))

/// Makes a UID out of a text that is one.
func uid(_ text: String) -> UID { UID(text) ?? key.uid }

/// Makes an event file with the lines given inside its VEVENT; UID and DTSTAMP come first.
func ics(_ lines: String..., others: [[String]] = [], end: String = "\n") -> String {
    let stamp = ["UID:event", "DTSTAMP:20260101T000000Z"]
    let events = ([lines] + others).flatMap { ["BEGIN:VEVENT"] + stamp + $0 + ["END:VEVENT"] }
    return (["BEGIN:VCALENDAR", "VERSION:2.0"] + events + ["END:VCALENDAR", ""]).joined(separator: end)
}

/// Makes the file of an event on one morning, called `title`.
func meeting(_ title: String, _ more: String...) -> String {
    let lines = ["DTSTART:20260115T090000Z", "DTEND:20260115T100000Z", "SUMMARY:\(title)"] + more
    return ics(lines)
}

/// Makes the file of an event every week on Thursday.
func series(_ title: String, _ more: String..., others: [[String]] = []) -> String {
    let lines = [
        "DTSTART;TZID=Europe/Berlin:20260115T090000", "DTEND;TZID=Europe/Berlin:20260115T100000", "RRULE:FREQ=WEEKLY",
        "SUMMARY:\(title)",
    ]
    return ics(lines + more, others: others)
}

/// Makes the file of the event with these lines, and of what differs for single instances.
func ics(_ lines: [String], others: [[String]] = []) -> String {
    let stamp = ["UID:event", "DTSTAMP:20260101T000000Z"]
    let events = ([lines] + others).flatMap { ["BEGIN:VEVENT"] + stamp + $0 + ["END:VEVENT"] }
    return (["BEGIN:VCALENDAR", "VERSION:2.0"] + events + ["END:VCALENDAR", ""]).joined(separator: "\n")
}

extension EventFile {
    /// Reads a file that is at hand as a string.
    init(_ text: String) { self.init(Array(text.utf8)) }

    /// The file as a string.
    var string: String { String(decoding: bytes, as: UTF8.self) }
}

extension Operation {
    /// The file afterwards, as a string.
    var text: String { String(decoding: file, as: UTF8.self) }
}

/// Returns what the file `text` says; an empty view, and a failed test, where it says nothing.
func view(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> View {
    let file = EventFile(text)
    guard let event = file.event else {
        Issue.record("no event: \(file.diagnostics)", sourceLocation: sourceLocation)
        return View()
    }
    return event.content
}

/// Returns the event as a service that holds everything would answer it.
func remote(_ text: String, revision: String = "1") -> RemoteEvent {
    let view = view(text)
    var instances: [InstanceKey: RemoteInstance] = [:]
    for (key, exception) in view.exceptions where exception.part != nil {
        instances[key] = RemoteInstance(id: "r1_\(key)", revision: revision)
    }
    return RemoteEvent(id: "r1", revision: revision, uid: key.uid, view: view, instances: instances)
}

/// Returns the record of an event whose two sides agree on the file `text`.
func agreed(on text: String, generation: Int = 0) -> Record {
    .live(
        .settled(
            after: nil, seen: remote(text), local: view(text), open: [], file: Array(text.utf8),
            generation: generation))
}

/// One event of one pair, as a run finds it.
struct Scene {
    /// What the pair remembers.
    var record: Record?
    /// What the folder has.
    var local = LocalState.absent
    /// What the service says.
    var remote = RemoteState.same
    /// The pair.
    var facts = PairFacts(id: pair, folder: "work", service: "Google", lens: .identity)

    /// Takes the three sides as files; `nil` is 'not there', `.same` at the service is 'nothing new'.
    init(base: String? = nil, local: String? = nil, remote: String? = nil) {
        record = base.map { agreed(on: $0) }
        self.local = local.map(Scene.file) ?? .absent
        if let remote {
            self.remote = .event(SyncCoreTests.remote(remote, revision: remote == base ? "1" : "2"))
        } else {
            self.remote = base == nil ? .same : .gone(revision: nil)
        }
    }

    /// Takes the record and the service's state as they are.
    init(record: Record?, local: String? = nil, remote: RemoteState = .same) {
        self.record = record
        self.local = local.map(Scene.file) ?? .absent
        self.remote = remote
    }

    /// The folder's state with one good file.
    static func file(_ text: String) -> LocalState {
        .file(LocalFile(path: "work/event.ics", digest: "digest", file: EventFile(text)))
    }

    /// Plans.
    func plan() -> Plan {
        var planner = Planner(
            pairs: [facts], candidates: [key], locals: [Planner.LocalKey("work", key.uid): local],
            records: record.map { [key: $0] } ?? [:], remotes: [key: remote], stamp: 0
        ) { facts, _, _ in facts.folder + "/new.ics" }
        return planner.make()
    }
}

extension Plan {
    /// The plan in a few words: its operations, then `conflict` and `held`.
    var words: String {
        let words =
            operations.map(\.kind.word)
            + conflicts.map { "conflict " + $0.fields.map(\.path.words).joined(separator: "+") }
            + held.map { "held " + $0.cause.rawValue }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// The file that the plan writes; `nil` where it writes none.
    var file: String? { operations.last { $0.kind == .editFile || $0.kind == .createFile }?.text }

    /// What goes to the service, in order.
    var pushed: [Change] { writes(to: .remote).flatMap(\.changes) }
}

/// The start of a series on Thursday 2026-01-15, 9:00 in Berlin.
let berlin = EventTime.zoned(DateTime(secondsSinceEpoch: 1_768_467_600), ZoneID("Europe/Berlin"))
