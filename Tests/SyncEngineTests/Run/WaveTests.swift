import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Several writes to a service at once (docs/decisions/0044).
@Suite struct WaveTests {
    private static let faults: [MemoryProvider.Fault] = [
        .answerLost, .refusal(.unavailable("down", retryAfter: nil)), .refusal(.rateLimited("slower", retryAfter: 2)),
        .refusal(.preconditionFailed), .refusal(.uncertain("lost")),
    ]

    private func world(lanes: Int = 3) -> World { World(.with { $0.lanes = lanes }) }

    /// Writes `n1` to `n8`, two of them series with a changed instance.
    private func fill(_ world: World) throws {
        for number in 1...8 {
            let name = "n\(number)"
            let isSeries = number % 4 == 0
            try world.folder.write(
                "work/\(name).ics", isSeries ? series(name, others: [DeliveryTests.override]) : event(name))
        }
    }

    /// Syncs until nothing waits any more.
    private func settle(_ world: World) async throws {
        for _ in 0..<6 {
            world.folder.advance(by: 7_200)
            let report = try await world.sync(SyncRequest(retriesNow: true))
            #expect(report.conflicts.isEmpty)
            if report.done.isEmpty, report.queued.isEmpty { return }
        }
    }

    @Test func `a wave does what one write after the other does`() async throws {
        let (one, many) = (world(lanes: 1), world())
        for world in [one, many] {
            try fill(world)
            try await world.sync()
        }
        #expect(many.titles == one.titles)
        #expect(many.service.writes == one.service.writes)
        for (mine, other) in zip(
            many.service.events().sorted { $0.uid < $1.uid }, one.service.events().sorted { $0.uid < $1.uid })
        {
            #expect(mine.view.matches(other.view))
        }
        try await many.expectIdle()
    }

    @Test(arguments: 0..<5) func `what befalls one write of a wave befalls no other`(index: Int) async throws {
        for skip in 0..<8 {
            let world = world()
            try fill(world)
            world.service.fail(.create, with: Self.faults[index], skip: skip)
            try await settle(world)
            #expect(world.titles == (1...8).map { "n\($0)" }, "write \(skip)")
            try await world.expectIdle()
        }
    }

    @Test func `an event that is refused is parked, and the others go`() async throws {
        let world = world()
        try fill(world)
        world.service.fail(.create, with: .refusal(.rejected("No.")), skip: 2)
        let report = try await world.sync()
        #expect(report.queued.filter(\.isParked).count == 1)
        #expect(world.service.events().count == 7)
    }

    @Test func `a service that is down is asked a few times, and all waits`() async throws {
        let world = world()
        try fill(world)
        world.service.fail(.create, with: .refusal(.unavailable("down", retryAfter: nil)), times: .max)
        let report = try await world.sync()
        #expect(report.done.isEmpty)
        #expect(Set(report.queued.map(\.operation.key.uid)).count == 8)
        #expect(world.service.writes < 8)
        world.service.clearFaults()
        try await settle(world)
        #expect(world.titles.count == 8)
        try await world.expectIdle()
    }

    @Test func `a run that dies in a wave of which a part landed goes on without a double`() async throws {
        for landed in 0..<8 {
            let world = world()
            try fill(world)
            // Those after it never reach the service; the answers of the others are not recorded.
            world.service.fail(
                .create, with: .refusal(.unavailable("gone", retryAfter: nil)), times: .max, skip: landed)
            await #expect(throws: Crash.self) {
                try await world.folder.sync { if $0 == "answered" { throw Crash() } }
            }
            world.service.clearFaults()
            try world.folder.edit("work/n1.ics", "SUMMARY:n1", "SUMMARY:later")
            try await settle(world)
            #expect(world.titles == ["later"] + (2...8).map { "n\($0)" }, "\(landed) landed")
            try await world.expectIdle()
        }
    }

    @Test func `a write that another client was quicker than is merged in the same run`() async throws {
        let world = world()
        try fill(world)
        try await world.sync()
        for name in ["n1", "n2", "n3"] {
            try world.folder.edit("work/\(name).ics", "SUMMARY:", "LOCATION:Hall\nSUMMARY:")
        }
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        try world.editRemote("n2", .title, "theirs")
        let report = try await session.carryOut(planned)
        try await session.close()
        #expect(report.conflicts.isEmpty)
        #expect(report.words == "edit-file, edit-remote, edit-remote, edit-remote")
        #expect(try world.remote("n2").view.title == "theirs")
        #expect(world.folder.read("work/n2.ics")?.contains("SUMMARY:theirs") == true)
        try await world.expectIdle()
    }

    @Test func `an event that another client makes during the upload is not overwritten`() async throws {
        let world = world()
        try fill(world)
        let session = try world.folder.open()
        let planned = try await session.plan(SyncRequest())
        world.service.put(uid("n3"), view(event("n3", title: "theirs")))
        world.folder.advance(by: 11)
        let report = try await session.carryOut(planned)
        try await session.close()
        #expect(report.conflicts.map(\.key.uid) == [uid("n3")])
        #expect(try world.remote("n3").view.title == "theirs")
        #expect(world.service.events().count == 8)
    }

    @Test func `lanes follow what makes it faster`() {
        /// Ten waves against a server that does as many writes a second as `rates` says for each width.
        func settled(_ rates: [Double]) -> Int {
            var lanes = Lanes(most: 4)
            for _ in 0..<10 { lanes.note(40, in: 40 / rates[lanes.width - 1]) }
            return lanes.width
        }
        #expect(settled([10, 20, 30, 40]) == 4)
        #expect(settled([10, 20, 30, 28]) == 3)
        #expect(settled([80, 35, 30, 30]) == 1)
        #expect(settled([10, 10, 10, 10]) == 1)
        #expect(settled([10, 19, 20, 20]) == 2)
    }

    @Test func `lanes get fewer after a throttle, and stay so`() {
        var lanes = Lanes(most: 4)
        #expect(lanes.width == 2)
        lanes.throttled()
        #expect(lanes.width == 1)
        lanes.note(40, in: 1)
        #expect(lanes.width == 1)
        #expect(Lanes(most: 1).width == 1)
    }
}
