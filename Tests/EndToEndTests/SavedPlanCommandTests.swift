import Foundation
import Sandbox
import Testing

/// `plan --out FILE` and `sync FILE`.
@Suite struct SavedPlanCommandTests {
    private func planned(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.sandbox.putEvent(
                [
                    "iCalUID": "phone@x", "summary": "Phone", "start": ["date": "2026-12-05"],
                    "end": ["date": "2026-12-06"],
                ], in: World.family)
            let plan = try await world.calsync("plan", "--out", "p.json")
            #expect(plan.code == 0 && plan.err.contains("calsync sync p.json"), "\(plan.out)\(plan.err)")
            #expect(world.sandbox.writes == 0)
            try await body(world)
        }
    }

    @Test func `a plan is done just so, once`() async throws {
        try await planned { world in
            let sync = try await world.calsync("sync", "p.json", "--json")
            #expect(sync.code == 0 && sync.json["done"]?.array?.count == 2, "\(sync.out)\(sync.err)")
            #expect(world.remote().count == 2)
            let again = try await world.calsync("sync", "p.json")
            #expect(again.code == 1 && again.err.contains("Tea") && again.err.contains("not called for any more"))
            try await world.expectQuiet()
        }
    }

    @Test func `what moved stops all of it`() async throws {
        try await planned { world in
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Black tea")
            let writes = world.sandbox.writes
            let sync = try await world.calsync("sync", "p.json", "--json")
            #expect(sync.code == 1 && sync.json["code"] == 1 && world.sandbox.writes == writes)
            #expect(sync.json["error"]?.string?.contains("would become something else") == true)
            #expect(try world.eventFiles() == ["family/tea.ics"])
        }
    }

    @Test func `a plan of another folder, a damaged one and no plan are refused`() async throws {
        try await planned { world in
            try world.edit("p.json", "\"Tea\"", "\"Tee\"")
            let damaged = try await world.calsync("sync", "p.json")
            #expect(damaged.code == 2 && damaged.err.contains("damaged") && world.sandbox.writes == 0)
            try world.write("p.json", "{\"calsync-plan\":9}")
            let newer = try await world.calsync("sync", "p.json")
            #expect(newer.code == 2 && newer.err.contains("newer"))
            let none = try await world.calsync("sync", "family/tea.ics")
            #expect(none.code == 2 && none.err.contains("no plan"))
            let taken = try await world.calsync("plan", "--out", "family/tea.ics")
            #expect(taken.code == 2 && taken.err.contains("not overwritten"))
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Tea"))
            try await world.sync()
            #expect(try await world.calsync("plan", "--out", "q.json").code == 0)
            let plan = try world.read("q.json")
            try await World.with { other in
                try await other.sync()
                try other.write("q.json", plan)
                let foreign = try await other.calsync("sync", "q.json")
                #expect(foreign.code == 2 && foreign.err.contains("another calendar folder"))
            }
            let mixed = try await world.calsync("sync", "q.json", "--pull")
            #expect(mixed.code == 2 && mixed.err.contains("plan --out"))
            let offline = try await world.calsync("plan", "--offline", "--out", "r.json")
            #expect(offline.code == 2)
        }
    }
}
