import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Worlds from seeds: one folder between a service that holds all and one that holds little, in minutes, without guards
/// and with marks for identities.
@Suite struct TwoServicesTests {
    private static let little: Set<Field> = [.title, .when, .location, .description]

    @Test func `edits at three places come to rest everywhere, and the poor service takes nothing away`() async throws {
        for seed in 0..<25 {
            var random = Luck(seed: UInt64(seed))
            let rich = MemoryProvider(options: .with { $0.name = "Rich" })
            let poor = MemoryProvider(
                options: .with {
                    $0.name = "Poor"
                    $0.fields = Self.little
                    $0.floorsToMinutes = true
                    $0.guardsWrites = false
                    $0.takesUIDsOnce = false
                    $0.listsExceptions = false
                })
            let pairs = [("rich", rich), ("poor", poor)]
            let order = random.once(in: 2) ? pairs : Array(pairs.reversed())
            let folder = FolderWorld(order.map { .make($0.0, $0.1, folder: "work") })
            for name in ["a", "b", "c", "d", "e"] {
                try folder.write("work/\(name).ics", event(name, "PRIORITY:3", "X-MINE:\(name)"))
            }
            try await folder.sync()
            for round in 0..<4 {
                let place = "seed \(seed), round \(round)"
                let before = Self.priorities(rich)
                try edit(folder, rich, poor, &random)
                var count = 0
                while try await !folder.sync().done.isEmpty {
                    count += 1
                    guard count < 4 else {
                        Issue.record("\(place): it does not come to rest")
                        return
                    }
                }
                try agree(folder, rich, poor, place)
                for (uid, priority) in Self.priorities(rich) where before[uid] != nil {
                    #expect(before[uid] == priority || priority == .text("9"), "\(place): \(uid) lost its priority")
                }
            }
        }
    }

    /// The write that meets it is refused and planned again, for its own service alone; the other one waits for nothing.
    @Test(arguments: ["push", "announced"])
    func `an edit at a service in the middle of a sync reaches the other one in the same sync`(_ step: String)
        async throws
    {
        let world = try await Met(conflicts: .ask)
        try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:Here")
        try await world.sync(at: step) { world in
            world.one.edit(world.one.events()[0].id) { $0.master[.location] = .text("Met") }
        }
        try world.expect("SUMMARY:Here", "LOCATION:Met")
    }

    /// The file that calsync was about to replace is the person's by now, and is read again.
    @Test(arguments: ["journaled", "staged", "flushed"])
    func `a save in the middle of a sync reaches both services in the same sync`(_ step: String) async throws {
        let world = try await Met(conflicts: .local)
        world.one.edit(world.one.events()[0].id) { $0.master[.location] = .text("There") }
        try await world.sync(at: step) { try? $0.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:Saved") }
        try world.expect("SUMMARY:Saved", "LOCATION:There")
    }

    /// Edits a few events somewhere; never the same field of one event at two places.
    private func edit(
        _ folder: FolderWorld, _ rich: MemoryProvider, _ poor: MemoryProvider, _ random: inout Luck
    ) throws {
        for (number, event) in rich.events().enumerated() where random.once(in: 2) {
            let twin = poor.events().first { $0.uid == event.uid }
            let path = folder.eventFiles.first { folder.read($0)?.contains("UID:\(event.uid)") == true }
            switch random.below(7) {
            case 0: rich.edit(event.id) { $0.master[.title] = .text("rich \(number)") }
            case 1: rich.edit(event.id) { $0.master[.priority] = .text("9") }
            case 2: if let twin { poor.edit(twin.id) { $0.master[.title] = .text("poor \(number)") } }
            case 3:
                if let twin { poor.edit(twin.id) { $0.master[.location] = .text("poor \(number)") } }
                rich.edit(event.id) { $0.master[.title] = .text("both \(number)") }
            case 4: if let path { try folder.edit(path, "\nEND:VEVENT", "\nCOMMENT:by hand\nEND:VEVENT") }
            case 5: if let twin, number > 2 { poor.remove(twin.id) }
            default: if number > 2 { rich.remove(event.id) }
            }
        }
    }

    /// Whether all three have the same events, as far as each can hold them.
    private func agree(_ folder: FolderWorld, _ rich: MemoryProvider, _ poor: MemoryProvider, _ place: String) throws {
        let files = folder.eventFiles.compactMap { folder.read($0) }.compactMap { EventFile(Array($0.utf8)).event }
        let here = Dictionary(uniqueKeysWithValues: files.map { ($0.uid, $0) })
        for service in [rich, poor] {
            let events = service.events()
            #expect(Set(events.map(\.uid)) == Set(here.keys), "\(place): \(service.options.name)")
            for event in events {
                guard let file = here[event.uid] else { continue }
                let view = service.options.lens.view(file)
                #expect(view.matches(event.view), "\(place): \(service.options.name) \(event.uid)")
            }
        }
    }

    private static func priorities(_ service: MemoryProvider) -> [UID: Value?] {
        Dictionary(uniqueKeysWithValues: service.events().map { ($0.uid, $0.view.master[.priority]) })
    }
}

/// Random numbers that a seed repeats (SplitMix64).
private struct Luck {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    mutating func once(in count: Int) -> Bool { below(count) == 0 }
}
