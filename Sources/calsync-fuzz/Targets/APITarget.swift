import Dashboard
import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// Sends requests to a dashboard of its own: a stranger's do nothing, and one with the token is answered in words, leads to
/// files that can be read, and gives commands nothing that could be an option.
enum APITarget {
    // Without a space: a NUL in a header's value is read as one (RFC 9110 §5.5).
    private static let token = "let-me-in"
    private static let port: UInt16 = 7341
    /// Seconds since 1970: 2026-11-23 08:00 UTC.
    private static let now = 1_795_420_800.0

    static func flaw(in bytes: [UInt8]) async -> String? {
        let request = MadeUpRequest(bytes)
        guard let method = request.words.first, request.words.count > 1 else { return nil }
        guard let place = Place() else { return "No folder could be made." }
        defer { place.remove() }
        let commands = Locked<[[String]]>([])
        let server = DashboardServer(
            root: place.root, zone: Zone.named("Europe/Berlin") ?? .utc, desk: desk(commands), token: Secret(token),
            now: { now })
        let status = await server.answer(
            method, request.words[1], headers: request.headers, body: request.body, port: port)
        // What it was asked for it did in words of its own.
        if status == 500 { return "It is told to be a failure of the program." }
        let isStranger = !request.headers.contains { $0.value.contains(token) }
        if isStranger, !commands.withLock({ $0.isEmpty }) || !place.isUntouched { return "A stranger was let in." }
        return place.flaw ?? commands.withLock { $0 }.lazy.compactMap(flaw).first
    }

    /// A desk that notes what it is told to do.
    private static func desk(_ commands: Locked<[[String]]>) -> Desk {
        let note: @Sendable ([String]) async -> Desk.Outcome = { words in
            commands.withLock { $0.append(words) }
            return Desk.Outcome(code: .done, output: Array("[]".utf8), notes: "")
        }
        return Desk(
            carryOut: note, read: note, signIn: { name, _, _ in await note(["login", "--", name]) },
            look: {
                let configuration = Configuration(pairs: [
                    PairConfiguration(id: PairID("work"), account: "google", calendar: "primary"),
                    PairConfiguration(id: PairID("family"), account: "google", calendar: "family"),
                ])
                let standing = FolderStanding(
                    configuration: configuration, accounts: Accounts([Account(name: "google", provider: .google)]),
                    planned: PlannedRun(), manifest: Manifest(folderID: ""), runs: [:])
                return Desk.Look(standing: standing, status: Array("{}".utf8))
            }, metrics: { "calsync_held 0\n" }, runs: AsyncStream { $0.finish() })
    }

    /// What a stranger typed stands behind `=` or `--`, where it can't be an option.
    private static func flaw(in words: [String]) -> String? {
        for word in words.prefix(while: { $0 != "--" }) {
            let name = word.prefix { $0 != "=" }
            guard name.allSatisfy({ $0.isLowercase && $0.isASCII || $0 == "-" }) else {
                return "A command is given the word \(Diagnostic.excerpt(word))."
            }
        }
        return nil
    }
}

/// A request as its bytes have it: a line with method and path, lines of header fields, an empty one, the body.
private struct MadeUpRequest {
    var words: [String] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if words.isEmpty {
                words = line.split(separator: " ", maxSplits: 1).map(String.init)
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append((String(line[..<colon]), String(value)))
            }
        }
        body = Array(rest)
    }
}

/// A calendar folder with two events.
private struct Place {
    private let place: String
    private let files = DiskFileStore()
    private static let event = """
        BEGIN:VCALENDAR
        BEGIN:VEVENT
        UID:tea@x
        DTSTAMP:20260101T000000Z
        DTSTART;TZID=Europe/Berlin:20261201T100000
        DTEND;TZID=Europe/Berlin:20261201T110000
        RRULE:FREQ=DAILY;COUNT=4
        SUMMARY:Tea
        END:VEVENT
        END:VCALENDAR

        """

    var root: String { place + "/folder" }

    init?() {
        // In memory where that is: thousands are made a minute.
        var template = Array(
            ((access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/calsync-fuzz-XXXXXX").utf8CString)
        guard let path = mkdtemp(&template) else { return nil }
        place = String(cString: path)
        do {
            try files.makeFolder(root + "/work")
            try files.create(root + "/work/tea.ics", Array(Self.event.utf8), mode: 0o600)
        } catch {
            return nil
        }
    }

    func remove() { remove(place) }

    private func remove(_ path: String) {
        for entry in (try? files.list(path)) ?? [] {
            let path = path + "/" + entry.name
            if entry.kind == .folder { remove(path) } else { try? files.remove(path) }
        }
        try? files.remove(path)
    }

    /// Whether nothing was written.
    var isUntouched: Bool {
        paths(in: root) == ["/work/tea.ics"]
            && (try? files.read(root + "/work/tea.ics", limit: 1 << 20)) == Array(Self.event.utf8)
    }

    /// What is wrong with what was written.
    var flaw: String? {
        guard let beside = try? files.list(place).map(\.name), beside == ["folder"] else {
            return "Something was written beside the folder."
        }
        for path in paths(in: root) {
            guard let bytes = try? files.read(root + path, limit: 1 << 22), EventFile(bytes).event != nil else {
                return "\(path) is no event that can be read."
            }
        }
        return nil
    }

    /// The files below a folder, without what calsync keeps for itself.
    private func paths(in folder: String) -> [String] {
        ((try? files.list(folder)) ?? []).filter { $0.name != ".calsync" }.flatMap { entry in
            entry.kind == .folder
                ? paths(in: folder + "/" + entry.name).map { "/" + entry.name + $0 } : ["/" + entry.name]
        }
    }
}
