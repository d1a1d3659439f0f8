import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A situation with something to sync, made anew for every step at which a crash is tried.
struct Scenario: Sendable, CustomTestStringConvertible {
    /// What it is, for the one who reads a failure.
    let name: String
    /// What sort of service it is about.
    var options = MemoryProvider.Options()
    /// The folders of its pairs, one each.
    var folders = ["work"]
    /// Whether its pairs are two calendars of one account, `home` and `work`.
    var isOneAccount = false
    /// What crashes; called again afterwards.
    var act: @Sendable (FolderWorld, Checkpoint?) async throws -> Void = { folder, checkpoint in
        try await folder.sync(checkpoint: checkpoint)
    }
    /// Brings the world to where what crashes begins.
    let prepare: @Sendable (CrashWorld) async throws -> Void

    /// Called between steps; what it throws is a crash.
    typealias Checkpoint = @Sendable (String) throws -> Void

    var testDescription: String { name }
}

/// Folder and services of a scenario.
struct CrashWorld {
    let services: [MemoryProvider]
    let folder: FolderWorld
    var service: MemoryProvider { services[0] }

    init(_ scenario: Scenario, canExchange: Bool = true) async throws {
        if scenario.isOneAccount {
            let service = MemoryProvider(options: scenario.options, calendars: Neighbours.calendars)
            services = [service]
            folder = FolderWorld(Neighbours.setups(service), canExchange: canExchange)
        } else {
            let services = scenario.folders.map { _ in MemoryProvider(options: scenario.options) }
            self.services = services
            folder = FolderWorld(
                scenario.folders.enumerated().map { .make("pair\($0)", services[$0], folder: $1) },
                canExchange: canExchange)
        }
        try await scenario.prepare(self)
    }

    /// The service's id of an event.
    func id(_ name: String, at index: Int = 0) -> String {
        services[index].events().first { $0.uid == uid(name) }?.id ?? "none"
    }

    /// What a person sees in the end: files with their bytes, events with their fields.
    func outcome() -> Outcome {
        var files: [String: String] = [:]
        for path in folder.eventFiles {
            // When a file was made is the clock's.
            let lines = folder.read(path)?.split(separator: "\n").filter { !$0.hasPrefix("DTSTAMP:2001") }
            files[path] = lines?.joined(separator: "\n")
        }
        return Outcome(
            files: files,
            events: services.flatMap { service in
                ["home", "work"].map { calendar in
                    service.events(in: calendar).map { Outcome.Row(uid: $0.uid, view: $0.view) }
                        .sorted { $0.uid < $1.uid }
                }
            })
    }
}

/// What a person sees in the end.
struct Outcome: Hashable {
    /// An event at a service.
    struct Row: Hashable {
        var uid: UID
        var view: View
    }

    var files: [String: String]
    var events: [[Row]]

    /// Whether both say the same.
    func agrees(with other: Outcome) -> Bool {
        files == other.files && events.count == other.events.count
            && zip(events, other.events).allSatisfy { mine, others in
                mine.map(\.uid) == others.map(\.uid) && zip(mine, others).allSatisfy { $0.view.matches($1.view) }
            }
    }
}

extension Outcome {
    /// Where they differ, for the one who reads a failure.
    func difference(from other: Outcome) -> String {
        let paths = Set(files.keys).union(other.files.keys).filter { files[$0] != other.files[$0] }.sorted()
        var words = paths.map { "\($0): \(files[$0] ?? "none") instead of \(other.files[$0] ?? "none")" }
        for (mine, others) in zip(events, other.events) where mine.map(\.uid) != others.map(\.uid) {
            words.append("events \(mine.map(\.uid)) instead of \(others.map(\.uid))")
        }
        for (mine, others) in zip(events.joined(), other.events.joined()) {
            let changes = others.view.changes(to: mine.view)
            if !changes.isEmpty { words.append("\(mine.uid): \(changes.words)") }
        }
        return words.joined(separator: "; ")
    }
}

extension Scenario {
    /// The situations in which every step is tried.
    static let all: [Scenario] = syncs + waves + folderRuns

    private static let syncs: [Scenario] = [
        Scenario(name: "created in the folder") { world in
            try world.folder.write("work/a.ics", event("a", "LOCATION:Hall"))
        },
        Scenario(name: "created at the service") { world in
            world.service.put(uid("a"), view(event("a", "LOCATION:Hall")))
        },
        Scenario(name: "completed and created") { world in
            try world.folder.write("work/a.ics", file(["DTSTART:20260115T090000Z", "SUMMARY:Lunch"]))
        },
        Scenario(name: "first sync of a series with exceptions") { world in
            try world.folder.write("work/s.ics", exceptional)
            try world.folder.write("work/c.ics", event("c"))
            world.service.put(uid("b"), view(event("b")))
        },
        Scenario(name: "master edited in the folder") { world in
            try await world.start(event("a"))
            try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        },
        Scenario(name: "master edited at the service") { world in
            try await world.start(event("a", "X-MINE:kept"))
            world.service.edit(world.id("a")) { $0.master[.title] = .text("new") }
        },
        Scenario(name: "edited on both sides") { world in
            try await world.start(event("a"))
            try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
            world.service.edit(world.id("a")) { $0.master[.location] = .text("Hall") }
        },
        Scenario(name: "conflict beside a change that flows") { world in
            try await world.start(event("a"))
            try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine\nLOCATION:Hall")
            world.service.edit(world.id("a")) {
                $0.master[.title] = .text("theirs")
                $0.master[.url] = .text("https://example.org")
            }
        },
        Scenario(name: "override edited in the folder") { world in
            try await world.start(exceptional)
            try world.folder.edit("work/a.ics", "SUMMARY:moved", "SUMMARY:moved again")
        },
        Scenario(name: "override made at the service") { world in
            try await world.start(series("a"))
            world.service.set(.changed(moved), at: InstanceKey("20260129T090000"), of: world.id("a"))
        },
        Scenario(name: "instance excluded in the folder") { world in
            try await world.start(series("a"))
            try world.folder.edit(
                "work/a.ics", "SUMMARY:a", "SUMMARY:a\nEXDATE;TZID=Europe/Berlin:20260129T090000")
        },
        Scenario(name: "instance cancelled at the service") { world in
            try await world.start(exceptional)
            world.service.set(.excluded, at: InstanceKey("20260205T090000"), of: world.id("a"))
        },
        Scenario(name: "schedule of a series with exceptions moved") { world in
            try await world.start(exceptional)
            try world.shift()
        },
        Scenario(
            name: "schedule moved where that forgets exceptions",
            options: .with {
                $0.resetsExceptions = true
            }
        ) { world in
            try await world.start(exceptional)
            try world.shift()
        },
        Scenario(name: "schedule moved at the service") { world in
            try await world.start(series("a"))
            world.service.edit(world.id("a")) { $0.master = view(series("a").at(hour: "11", end: "12")).master }
        },
        Scenario(name: "deleted in the folder") { world in
            try await world.start(event("a"))
            try world.folder.write("work/b.ics", event("b"))
            try await world.folder.sync()
            try world.folder.remove("work/a.ics")
        },
        Scenario(name: "deleted at the service") { world in
            try await world.start(event("a"))
            world.service.remove(world.id("a"))
        },
        Scenario(name: "deleted in the folder, edited at the service") { world in
            try await world.start(event("a", "X-MINE:kept"))
            try world.folder.remove("work/a.ics")
            world.service.edit(world.id("a")) { $0.master[.title] = .text("new") }
        },
        Scenario(name: "deleted at the service, edited in the folder") { world in
            try await world.start(event("a"))
            world.service.remove(world.id("a"))
            try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
        },
        Scenario(name: "file back after a deletion") { world in
            try await world.start(event("a"))
            try world.folder.remove("work/a.ics")
            try await world.folder.sync()
            try world.folder.write("work/a.ics", event("a"))
        },
        Scenario(name: "two pairs on two folders", folders: ["work", "home"]) { world in
            try await world.start(event("a"))
            try world.folder.move("work/a.ics", to: "home/a.ics")
            world.services[1].put(uid("b"), view(event("b")))
        },
        Scenario(name: "file moved to another calendar", options: .neighbours, isOneAccount: true) { world in
            try await world.startAtHome()
            try world.folder.move("home/a.ics", to: "work/a.ics")
            try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:new")
            world.service.edit(world.id("a"), in: "home") { $0.master[.location] = .text("Hall") }
        },
        Scenario(name: "event moved to another calendar", options: .neighbours, isOneAccount: true) { world in
            try await world.startAtHome()
            try world.folder.edit("home/a.ics", "SUMMARY:a", "SUMMARY:new")
            let event = try #require(world.service.events(in: "home").first)
            var view = event.view
            view.master[.location] = .text("Hall")
            world.service.remove(event.id, in: "home")
            world.service.put(event.uid, view, in: "work")
        },
        Scenario(name: "two services at one folder", folders: ["work", "work"]) { world in
            try await world.start(event("a"))
            world.service.edit(world.id("a")) { $0.master[.title] = .text("new") }
            world.services[1].edit(world.id("a", at: 1)) { $0.master[.location] = .text("Hall") }
            world.services[1].put(uid("b"), view(event("b")))
        },
    ]

    /// A weekly series with one changed and one excluded instance.
    static let exceptional = series(
        "a", "EXDATE;TZID=Europe/Berlin:20260122T090000",
        others: [
            [
                "RECURRENCE-ID;TZID=Europe/Berlin:20260205T090000", "DTSTART;TZID=Europe/Berlin:20260205T140000",
                "DTEND;TZID=Europe/Berlin:20260205T150000", "SUMMARY:moved",
            ]
        ])

    /// A changed instance, as a service tells it.
    static var moved: Part {
        view(event("a", title: "moved")).master
    }
}

extension CrashWorld {
    /// Has both sides agree on `work/a.ics`.
    func start(_ text: String) async throws {
        try folder.write("work/a.ics", text)
        try await folder.sync()
    }

    /// Has both sides agree on `home/a.ics`.
    func startAtHome() async throws {
        try folder.write("home/a.ics", event("a", "X-MINE:kept"))
        try await folder.sync()
    }

    /// Moves the series by an hour, with its exceptions, as calendar programs do.
    func shift() throws {
        let text = try #require(folder.read("work/a.ics"))
        try folder.write("work/a.ics", text.at(hour: "10", end: "11"))
    }
}

extension String {
    /// The series at another time of day: `090000` and `100000` become `hour` and `end`.
    func at(hour: String, end: String) -> String {
        replacing("T100000", with: "T\(end)0000").replacing("T090000", with: "T\(hour)0000")
    }
}

extension MemoryProvider.Options {
    /// The usual options but for what `change` makes of them.
    static func with(_ change: (inout Self) -> Void) -> Self {
        var options = Self()
        change(&options)
        return options
    }
}
