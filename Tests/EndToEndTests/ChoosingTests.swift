import Foundation
import Sandbox
import Testing

/// What a person picks out of a plan: `skip`, `allow`, `sync --only`, and many events at once.
@Suite struct ChoosingTests {
    /// A world with three events that both sides have.
    private func three(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            for (day, name) in ["tea", "run", "film"].enumerated() {
                try world.write("family/\(name).ics", Events.single("\(name)@x", name, day: day + 1))
            }
            try await world.sync()
            try await body(world)
        }
    }

    @Test func `what is skipped is told by plan and status, and goes when it is allowed`() async throws {
        try await three { world in
            try world.edit("family/tea.ics", "SUMMARY:tea", "SUMMARY:Green tea")
            try world.edit("family/run.ics", "SUMMARY:run", "SUMMARY:Long run")
            let skipped = try await world.calsync("skip", "family/tea.ics")
            #expect(
                skipped.code == 0 && skipped.out.hasPrefix("Skipped until it changes:\n→ ~ Green tea"), "\(skipped.err)"
            )
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "tea" && world.remoteTitle("run@x") == "Long run")
            try await world.expectQuiet()
            for command in ["plan", "status"] {
                let told = try await world.calsync(command)
                #expect(told.code == 0 && told.out.contains("calsync allow tea@x"), "\(told.out)")
            }
            let json = try await world.calsync("plan", "--offline", "--json")
            #expect(json.json["skipped"]?[0]?["uid"] == "tea@x" && json.json["operations"] == [])

            let allowed = try await world.calsync("allow", "tea@x", "--json")
            #expect(allowed.code == 0 && allowed.json[0]?["title"] == "Green tea")
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "Green tea")
        }
    }

    @Test func `a change at the service is skipped after a look there`() async throws {
        try await three { world in
            try world.phoneDeletes("tea@x")
            let none = try await world.calsync("skip", "tea", "--offline")
            #expect(none.code == 2 && none.err.contains("calsync plan"))
            let skipped = try await world.calsync("skip", "tea", "--json")
            #expect(skipped.json["skipped"]?[0]?["operation"] == "delete-file", "\(skipped.out)\(skipped.err)")
            try await world.sync()
            #expect(world.has("family/tea.ics"))
            #expect(try await world.calsync("allow", "--all").code == 0)
            try await world.sync()
            #expect(!world.has("family/tea.ics"))
        }
    }

    @Test func `what isn't skipped can't be allowed, and nothing is skipped that isn't planned`() async throws {
        try await three { world in
            for command in ["skip", "allow"] {
                let outcome = try await world.calsync(command, "tea")
                #expect(outcome.code == 2 && !outcome.err.isEmpty)
            }
            let both = try await world.calsync("allow", "tea", "--all")
            #expect(both.code == 2)
            let pair = try await world.calsync("skip", "tea", "--pair", "famly")
            #expect(pair.code == 2 && pair.err.contains("family"))
        }
    }

    @Test func `sync --only does just what is named`() async throws {
        try await three { world in
            for name in ["tea", "run"] { try world.edit("family/\(name).ics", "SUMMARY:", "SUMMARY:my ") }
            let wrong = try await world.calsync("sync", "--only", "family:film@x")
            #expect(wrong.code == 2 && wrong.err.contains("Nothing is planned for family:film@x"))
            try await world.sync("--only", "family:run@x")
            #expect(world.remoteTitle("run@x") == "my run" && world.remoteTitle("tea@x") == "tea")
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "my tea")
        }
    }

    @Test func `bulk shows what it would do, does it, and undo takes it back`() async throws {
        try await three { world in
            let before = try world.snapshot()
            let dry = try await world.calsync("bulk", "family/tea.ics", "run@x", "--category", "Fun", "-n", "--json")
            #expect(dry.code == 0 && dry.json["changes"]?.array?.count == 2 && dry.json["run"] == .null, "\(dry.err)")
            #expect(try world.snapshot() == before)
            let done = try await world.calsync("bulk", "family/tea.ics", "run@x", "--shift=-30m", "--json")
            #expect(done.json["operations"]?.array?.count == 2 && done.json["massChange"] == .null, "\(done.out)")
            #expect(try world.read("family/tea.ics").contains("T093000"))
            #expect(try await world.calsync("undo").code == 0)
            #expect(try !world.read("family/tea.ics").contains("T093000"))

            let blind = try await world.calsync("bulk", "tea@x", "--delete")
            #expect(blind.code == 2 && blind.err.contains("--yes") && world.has("family/tea.ics"))
            let all = try await world.calsync(
                "bulk", "tea@x", "run@x", "film@x", "nobody@x", "--delete", "--yes", "--json")
            #expect(all.code == 3 && all.json["refused"]?[0]?["uid"] == "nobody@x", "\(all.err)")
            let odd = try await world.calsync("bulk", "tea@x", "--delete", "--shift", "1h")
            #expect(odd.code == 2)
        }
    }

    @Test func `a pair is paused and resumed, and a sync says so`() async throws {
        try await three { world in
            let paused = try await world.calsync("pair", "set", "family", "--pause")
            #expect(paused.code == 0 && paused.out == "family: paused.\n", "\(paused.err)")
            #expect(try world.read("calsync.toml").contains("paused = true"))
            try world.edit("family/tea.ics", "SUMMARY:tea", "SUMMARY:Green tea")
            let (writes, outcome) = (world.sandbox.writes, try await world.calsync("sync"))
            #expect(outcome.code == 0 && outcome.out.contains("this pair is paused") && world.sandbox.writes == writes)
            let json = try await world.calsync("pair", "set", "family", "--resume", "--direction", "push", "--json")
            #expect(json.json["paused"] == false && json.json["direction"] == "push")
            try await world.sync()
            #expect(world.remoteTitle("tea@x") == "Green tea")
            #expect(try await world.calsync("pair", "set", "family").code == 2)
        }
    }

    @Test func `stats counts what was done and asked`() async throws {
        try await three { world in
            #expect(try await world.calsync("stats").out.contains("service"))
            let stats = try await world.calsync("stats", "--json")
            #expect(stats.json["days"]?[0]?["created"] == 3 && stats.json["days"]?[0]?["side"] == "service")
            #expect(stats.json["services"]?[0]?["account"] == "google" && stats.json["services"]?[0]?["errors"] == 0)
            #expect(stats.json["services"]?[0]?["requests"] != 0, "\(stats.out)")
        }
    }

    @Test func `log gives page after page, from the newest line on`() async throws {
        try await three { world in
            let newest = try await world.calsync("log", "--json", "-l", "2")
            let id = try #require(newest.json[0]?["id"]?.string)
            let older = try await world.calsync("log", "--json", "--before", id)
            let all = try await world.calsync("log", "--json")
            #expect(
                older.json.array?.count == 1 && (older.json.array ?? []) + (newest.json.array ?? []) == all.json.array)
            #expect(try await world.calsync("log", "--before", "nothing").code == 2)
        }
    }
}
