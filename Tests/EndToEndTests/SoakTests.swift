import Foundation
import Glibc
import Sandbox
import Testing

/// The watcher for a while, with edits on three sides, faults and kills: it ends with all three alike, and nothing lost or doubled.
///
/// 25 seconds in `make test`; `make soak` sets `CALSYNC_SOAK_SECONDS` to an hour's. `CALSYNC_SOAK_SEED` repeats a walk.
@Suite struct SoakTests {
    private static let calendars = [World.family, World.primary]

    /// A reproducible source of chance (Steele, Lea & Flood: SplitMix).
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// One person with a folder and two phones.
    private struct Walk {
        let world: World
        var chance: Chance
        /// The UIDs that were made, and those that someone deleted.
        var made: [String] = []
        var deleted: Set<String> = []
        var steps = 0

        /// Does something on one of the three sides.
        mutating func step() throws {
            steps += 1
            let text = "Step \(steps)"
            let uid = made.randomElement(using: &chance)
            switch Int.random(in: 0..<60, using: &chance) {
            // Not without end: what grows then is the program, not its calendar.
            case 0..<15 where made.count < 300: make(text)
            case 0..<30:
                if let path = uid.map(file), let old = try? world.read(path) {
                    let new = old.replacing(/SUMMARY:.*\n/, with: "SUMMARY:\(text)\n")
                    try world.write(path, new)
                }
            case 30..<36:
                if let path = uid.map(file), let old = try? world.read(path), !old.contains("LOCATION") {
                    try world.write(path, old.replacing("END:VEVENT", with: "LOCATION:\(text)\nEND:VEVENT"))
                }
            case 36..<52: try uid.map { try phone($0, text) }
            case 52..<57: if let uid, chance.next() % 8 == 0 { try delete(uid) }
            case 57: strike { $0.inject(.status(503, reason: "backendError"), times: 2) }
            case 58: strike { $0.inject(.answerLost, matching: Matcher(method: "POST")) }
            default: strike { $0.inject(.dropConnection) }
            }
        }

        /// Has something go wrong once, in place of what has not yet: else faults come faster than requests, and none succeeds.
        private func strike(_ inject: (GoogleSandbox) -> Void) {
            world.sandbox.clearFaults()
            inject(world.sandbox)
        }

        private func file(_ uid: String) -> String { "family/\(uid.prefix { $0 != "@" }).ics" }

        private mutating func make(_ text: String) {
            let uid = "s\(steps)@x"
            made.append(uid)
            try? world.write(file(uid), Events.single(uid, text, day: steps % 28 + 1))
        }

        private mutating func phone(_ uid: String, _ text: String) throws {
            guard let calendar = SoakTests.calendars.randomElement(using: &chance),
                let id = world.remote(calendar)[uid]?.first?["id"]?.string
            else { return }
            let field = chance.next() % 2 == 0 ? "summary" : "location"
            try world.sandbox.editEvent(id, in: calendar, [field: .string(text)])
        }

        private mutating func delete(_ uid: String) throws {
            deleted.insert(uid)
            if chance.next() % 2 == 0 {
                if world.has(file(uid)) { try world.remove(file(uid)) }
            } else if let id = world.remote(World.primary)[uid]?.first?["id"]?.string {
                try world.sandbox.deleteEvent(id, in: World.primary)
            }
        }
    }

    @Test func `edits on three sides, faults and kills end with all alike`() async throws {
        let variables = ProcessInfo.processInfo.environment
        let seconds = variables["CALSYNC_SOAK_SECONDS"].flatMap { Int($0) } ?? 25
        let seed = variables["CALSYNC_SOAK_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        try await World.with { world in
            try world.write(
                "calsync.toml",
                """
                [watch]
                poll = 1
                [pair.family]
                account = "google"
                calendar = "\(World.family)"
                on-conflict = "local"
                [pair.mirror]
                folder = "family"
                account = "google"
                calendar = "primary"
                on-conflict = "remote"

                """)
            for calendar in Self.calendars {
                for event in world.sandbox.events(in: calendar) {
                    if let id = event["id"]?.string { try? world.sandbox.deleteEvent(id, in: calendar) }
                }
            }
            var walk = Walk(world: world, chance: Chance(state: seed))
            var watcher = try await Watcher.start(world)
            var (early, kills, stepsSince) = (Usage(), 0, 0)
            let (start, length) = (ContinuousClock.now, Duration.seconds(seconds))
            let pause = min(length / 6, .seconds(60))
            // However slow the machine is, there is a while without kills to look at.
            while ContinuousClock.now - start < length || stepsSince < 20 {
                let passed = ContinuousClock.now - start
                try walk.step()
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...300, using: &walk.chance)))
                // Kills come in the first half, so that the second shows whether anything grows.
                if passed < length / 2 {
                    if passed > pause * (kills + 1) {
                        _ = await watcher.stop(SIGKILL)
                        kills += 1
                        watcher = try await Watcher.start(world)
                    }
                } else if early.descriptors == 0 {
                    early = Usage(of: watcher.pid)
                } else {
                    stepsSince += 1
                }
            }
            world.sandbox.clearFaults()
            #expect(world.sandbox.writes > 0, "the watcher did nothing; seed \(seed)")
            let late = Usage(of: watcher.pid)
            #expect(await watcher.stop() == 0)
            #expect(late.descriptors <= early.descriptors + 8, "\(early) \(late)")
            #expect(late.kilobytes <= early.kilobytes + 16_384, "\(early) \(late)")
            try await settle(world, seed)
            try expectAlike(world, walk, seed)
            #expect(kills > 0 && !walk.made.isEmpty, "seed \(seed)")
        }
    }

    /// Syncs until nothing is left to do.
    private func settle(_ world: World, _ seed: UInt64) async throws {
        for _ in 0..<6 {
            _ = try await world.calsync("queue", "retry")
            let outcome = try await world.calsync("sync", "--allow-mass-change", "--json")
            if outcome.code == 0, outcome.json["done"] == [] { break }
        }
        try await world.expectQuiet()
        #expect(try await world.calsync("status").code == 0, "seed \(seed)")
    }

    /// Expects each event once on each side, with one title and place, unless someone deleted it.
    private func expectAlike(_ world: World, _ walk: Walk, _ seed: UInt64) throws {
        var files: [String: String] = [:]
        for path in try world.eventFiles() {
            let text = try world.read(path)
            let uid = text.firstMatch(of: /UID:(.*)\n/).map { String($0.output.1) } ?? path
            #expect(files[uid] == nil, "\(uid) is there twice; seed \(seed)")
            files[uid] = text
        }
        for uid in walk.made {
            let remotes = Self.calendars.map { world.remote($0)[uid] ?? [] }
            #expect(remotes.allSatisfy { $0.count <= 1 }, "\(uid) is there twice; seed \(seed)")
            let isThere = [files[uid] != nil] + remotes.map { !$0.isEmpty }
            #expect(Set(isThere).count == 1, "\(uid): \(isThere); seed \(seed)")
            #expect(isThere[0] || walk.deleted.contains(uid), "\(uid) is lost; seed \(seed)")
            guard let text = files[uid] else { continue }
            for event in remotes.compactMap(\.first) {
                let (title, place) = (event["summary"]?.string ?? "", event["location"]?.string)
                #expect(text.contains("SUMMARY:\(title)\n"), "\(uid) \(text); seed \(seed)")
                #expect(place.map { text.contains("LOCATION:\($0)\n") } ?? !text.contains("LOCATION"), "seed \(seed)")
            }
        }
    }

    /// What a process uses.
    private struct Usage: CustomStringConvertible {
        var kilobytes = 0
        var descriptors = 0

        init() {}

        init(of pid: pid_t) {
            let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
            kilobytes = status.firstMatch(of: /RssAnon:\s+(\d+)/).flatMap { Int($0.output.1) } ?? 0
            descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
        }

        var description: String { "\(kilobytes) kB anonymous, \(descriptors) descriptors" }
    }
}
