import SyncEngine
import TestSupport

/// A calendar folder on the disk, a service, and the real program between them.
struct ProgramWorld: Sendable {
    let kind: TriedService.Kind
    let service: TriedService
    /// The folder; no session is ever opened on it here.
    let folder: FolderWorld
    private let program: String
    /// Where all of it is on the disk.
    let place: String
    private let environment: [String: String]

    /// Makes a world with a few events in the folder, which both sides know once it was synced.
    ///
    /// - Parameter program: The path of `calsync`.
    init(_ kind: TriedService.Kind, program: String, isSynced: Bool = true) async throws {
        self.kind = kind
        self.program = program
        service = try await TriedService.start(kind)
        folder = FolderWorld(onDisk: [])
        place = Path.parent(folder.root)
        environment = [
            "HOME": place, "XDG_CONFIG_HOME": place + "/config", "XDG_STATE_HOME": place + "/xdg",
            "TZ": "Europe/Berlin",
            "PATH": "/usr/bin:/bin", "CALSYNC_TOKEN_THERE": service.token, "SWIFT_BACKTRACE": "enable=no",
        ]
        try folder.write("../config/calsync/accounts.toml", "[account.there]\n" + service.account)
        try folder.write("../log", "")
        try folder.write("calsync.toml", "[pair.family]\naccount = \"there\"\n" + service.calendar)
        try folder.write("family/tea.ics", Self.file("tea@x", "tea", lines: ["LOCATION:Hall", "X-MINE:own"]))
        if kind.holdsSeries { try folder.write("family/run.ics", Self.series) }
        for name in ["one", "two", "three", "four", "five"] {
            try folder.write("family/\(name).ics", Self.file("\(name)@x", name))
        }
        if isSynced, try await calsync("sync") != 0 { throw Unfit(sentence: "The first sync failed: \(said)") }
    }

    /// A world in which nothing can be proved.
    struct Unfit: Error, CustomStringConvertible {
        let sentence: String
        var description: String { sentence }
    }

    /// Ends its service.
    func finish() async { await service.stop() }

    // MARK: The program

    /// Runs the program; its exit code, or 128 and the signal's number.
    ///
    /// - Parameters:
    ///   - step: The step of its own at which it is killed.
    ///   - tracer: A program and its arguments that runs it.
    func calsync(_ words: String..., killedAt step: Int? = nil, under tracer: [String] = []) async throws -> Int32 {
        service.wait()
        var environment = environment
        if let step { environment["CALSYNC_CRASH_AT"] = String(step) }
        let pid = try Child.start(
            tracer + [program] + words, in: folder.root, environment: environment, input: .file("/dev/null"),
            output: .file(log), error: .file(log))
        return await Child.end(of: pid)
    }

    /// Where the program's words go.
    var log: String { place + "/log" }
    /// The end of what the program said.
    var said: String { String((folder.read("../log") ?? "").suffix(800)) }

    // MARK: Looking

    /// All that a person sees, without ids and the time of day, and with what the round brought called `#`.
    func look(_ round: Round) -> [String] {
        let made = ["DTSTAMP", "UID", "CREATED", "LAST-MODIFIED"]
        let files = folder.eventFiles.map { path in
            let lines = (folder.read(path) ?? "").split(whereSeparator: \.isNewline)
                .filter { line in !made.contains { line.hasPrefix($0) } }
            return path + ": " + lines.joined(separator: "|")
        }
        return (files.sorted() + service.events.map { "there: " + $0 }).map(round.generalised)
    }

    // MARK: Files

    /// Changes the file of the event whose UID is `uid`.
    func change(_ uid: String, _ edit: TriedService.Edit, into path: String? = nil) throws {
        guard let old = self.path(of: uid), let text = folder.read(old) else { return }
        if let path, path != old { try folder.remove(old) }
        try folder.write(path ?? old, Self.changed(text, edit, end: "\n"))
    }

    /// Where the event whose UID is `uid` is.
    func path(of uid: String) -> String? {
        folder.eventFiles.first { folder.read($0)?.contains("UID:\(uid)\n") ?? false }
    }

    /// A file with one event, at ten on a Thursday.
    static func file(_ uid: String?, _ title: String, lines: [String] = []) -> String {
        let head = uid.map { ["UID:\($0)", "DTSTAMP:20261101T080000Z"] } ?? []
        return whole(
            head + ["SUMMARY:\(title)", "DTSTART;TZID=Europe/Berlin:20261210T100000"]
                + ["DTEND;TZID=Europe/Berlin:20261210T110000"] + lines)
    }

    private static func whole(_ lines: [String], _ others: [String] = []) -> String {
        let events = [lines, others].filter { !$0.isEmpty }.flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] }
        return (["BEGIN:VCALENDAR", "VERSION:2.0"] + events + ["END:VCALENDAR", ""]).joined(separator: "\n")
    }

    /// A weekly series of which one occurrence has a title of its own.
    private static let series = whole(
        ["UID:run@x", "DTSTAMP:20261101T080000Z", "SUMMARY:run", "DTSTART;TZID=Europe/Berlin:20261203T100000"]
            + ["DTEND;TZID=Europe/Berlin:20261203T110000", "RRULE:FREQ=WEEKLY;COUNT=10"],
        ["UID:run@x", "DTSTAMP:20261101T080000Z", "RECURRENCE-ID;TZID=Europe/Berlin:20261217T100000"]
            + ["SUMMARY:once", "DTSTART;TZID=Europe/Berlin:20261217T100000"]
            + ["DTEND;TZID=Europe/Berlin:20261217T110000"])

    /// The text of an event with changes to its first VEVENT.
    static func changed(_ text: String, _ edit: TriedService.Edit, end: String) -> String {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        func set(_ name: String, _ value: String?) {
            guard let value else { return }
            let index = lines.firstIndex { $0.hasPrefix(name + ":") || $0.hasPrefix(name + ";") }
            if let index {
                lines[index] = lines[index].prefix { $0 != ":" } + ":" + value
            } else if let last = lines.firstIndex(of: "END:VEVENT") {
                lines.insert(name + ":" + value, at: last)
            }
        }
        set("SUMMARY", edit.title)
        set("LOCATION", edit.place)
        set("DTSTART", edit.minute.map { "20261210T10\($0)00" })
        set("DTEND", edit.minute.map { "20261210T11\($0)00" })
        return lines.joined(separator: end)
    }
}

/// One time that a scenario's acts are done: its number makes what they write unlike any other.
struct Round: Sendable {
    let number: Int

    /// What names of this round end with.
    var mark: String { "q\(number)q" }
    /// What those of the round before end with.
    var before: String { "q\(number - 1)q" }
    /// The minute to which events of this round are moved.
    var minute: Int { 10 + number % 50 }

    /// `line` with this round's mark and minute called `#`.
    func generalised(_ line: String) -> String {
        var line = line.split(separator: mark, omittingEmptySubsequences: false).joined(separator: "#")
        for hour in ["T09", "T10", "T11"] {
            for time in ["\(hour)\(minute)", "\(hour):\(minute)"] {
                line = line.split(separator: time, omittingEmptySubsequences: false).joined(separator: "T#")
            }
        }
        return line
    }
}
