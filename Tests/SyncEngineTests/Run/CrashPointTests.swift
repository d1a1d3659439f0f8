import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// I7: after a crash at any step, a rerun leads to where no crash would have led.
@Suite struct CrashPointTests {
    @Test func `a crash at any of at least 500 steps leaves what no crash would have left`() async throws {
        var points = 0
        for scenario in Scenario.all {
            for canExchange in [true, false] { points += try await everyStep(of: scenario, canExchange: canExchange) }
        }
        print("crash points tried: \(points)")
        #expect(points >= 500)
    }

    @Test func `a power cut at any step of the disk leaves what no crash would have left`() async throws {
        var cuts = 0
        for scenario in Scenario.all { cuts += try await everyPowerCut(in: scenario) }
        print("power cuts tried: \(cuts)")
        #expect(cuts >= 500)
    }

    @Test func `a crash while recovering from a crash leaves what no crash would have left`() async throws {
        var points = 0
        for scenario in Scenario.all where ["created in the folder", "edited on both sides"].contains(scenario.name) {
            let expected = try await undisturbed(scenario)
            for step in 1... {
                let world = try await CrashWorld(scenario)
                guard try await !run(scenario, world, until: step) else { break }
                for again in stride(from: 1, to: 200, by: 4) {
                    guard try await !run(scenario, world, until: again) else { break }
                    points += 1
                }
                try await expect(expected, of: world, scenario, "\(scenario.name), step \(step), again")
            }
        }
        #expect(points > 40)
    }

    /// - Parameter canExchange: Whether the file system can exchange names; NFS can't.
    private func everyStep(of scenario: Scenario, canExchange: Bool) async throws -> Int {
        let expected = try await undisturbed(scenario)
        for step in 1... {
            let world = try await CrashWorld(scenario, canExchange: canExchange)
            if try await run(scenario, world, until: step) { return step - 1 }
            try await expect(expected, of: world, scenario, "\(scenario.name), step \(step)")
        }
        return 0
    }

    private func everyPowerCut(in scenario: Scenario) async throws -> Int {
        let expected = try await undisturbed(scenario)
        for step in 0... {
            let world = try await CrashWorld(scenario)
            world.folder.model?.cutPower(after: step)
            let isDone = await (try? scenario.act(world.folder, nil)) != nil
            world.folder.model?.crash(keeping: UInt64(step))
            if isDone { return step }
            try await expect(expected, of: world, scenario, "\(scenario.name), power cut \(step)")
        }
        return 0
    }

    private func undisturbed(_ scenario: Scenario) async throws -> Outcome {
        let world = try await CrashWorld(scenario)
        try await scenario.act(world.folder, nil)
        try await settle(world)
        return world.outcome()
    }

    /// Acts until the `step`-th step; whether it came to its end before.
    private func run(_ scenario: Scenario, _ world: CrashWorld, until step: Int) async throws -> Bool {
        let left = Locked(step)
        do {
            try await scenario.act(world.folder) { _ in
                let isLast = left.withLock { count in
                    count -= 1
                    return count == 0
                }
                if isLast { throw Crash() }
            }
            // What a crash caught inside of a run that went on all the same would be none.
            #expect(left.withLock { $0 } > 0)
            return true
        } catch is Crash {
            return false
        }
    }

    /// Syncs until nothing is done any more; at most three times.
    private func settle(_ world: CrashWorld) async throws {
        for _ in 0..<3 {
            if try await world.folder.sync().done.isEmpty { return }
        }
        let report = try await world.folder.sync()
        #expect(report.words == "nothing" || report.done.isEmpty, "it never comes to rest")
    }

    private func expect(_ expected: Outcome, of world: CrashWorld, _ scenario: Scenario, _ place: String) async throws {
        do {
            try await scenario.act(world.folder, nil)
            try await settle(world)
        } catch { Issue.record("\(place): \(error)") }
        let found = world.outcome()
        guard !found.agrees(with: expected) else { return }
        Issue.record("\(place): \(found.difference(from: expected))")
    }
}
