import SyncCore
import TestSupport

extension Scenario {
    /// Situations in which several writes go to a service at once.
    static let waves: [Scenario] = [
        Scenario(name: "a wave of new events", options: .with { $0.lanes = 3 }) { world in
            for name in ["a", "b", "c", "d"] { try world.folder.write("work/\(name).ics", event(name)) }
        },
        Scenario(name: "a wave of new, changed and deleted events", options: .with { $0.lanes = 2 }) { world in
            try await world.startWave()
            try world.folder.write("work/a.ics", exceptional)
            try world.folder.write("work/n.ics", event("n"))
            try world.folder.edit("work/e1.ics", "SUMMARY:e1", "SUMMARY:new")
            try world.folder.edit("work/e2.ics", "SUMMARY:e2", "SUMMARY:new\nLOCATION:Hall")
            try world.folder.remove("work/e3.ics")
            world.service.edit(world.id("e2")) { $0.master[.url] = .text("https://example.org") }
        },
    ]
}

extension CrashWorld {
    /// Has both sides agree on `e1` to `e4`.
    func startWave() async throws {
        for number in 1...4 { try folder.write("work/e\(number).ics", event("e\(number)")) }
        try await folder.sync()
    }
}
