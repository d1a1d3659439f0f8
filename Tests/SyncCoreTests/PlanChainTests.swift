import Testing

@testable import SyncCore

/// Several services of one folder, planned together: a change reaches all of them through the file, in one run.
@Suite struct PlanChainTests {
    private let names = ["one", "two", "three"]

    /// Services that agree with the folder on the file `text`.
    private func world(_ text: String) -> World {
        var world = World(file: text, services: names.map { Service($0, .identity) })
        world.carryOut(world.plan())
        return world
    }

    private func titles(_ world: World) -> [String?] {
        [world.file.map { view($0).title }] + world.services.map { $0.event?.view.title }
    }

    @Test func `an edit at one service reaches the others in the same run`() {
        var world = world(meeting("A"))
        world.services[2].store(view(meeting("B")))
        let plan = world.plan()
        #expect(plan.words == "edit-file, edit-remote, edit-remote")
        world.carryOut(plan)
        #expect(titles(world) == ["B", "B", "B", "B"])
        #expect(world.plan().isEmpty)
    }

    @Test func `a deletion at one service reaches the others`() {
        var world = world(meeting("A"))
        world.services[1].event = nil
        world.carryOut(world.plan())
        #expect(titles(world) == [nil, nil, nil, nil])
        #expect(world.plan().isEmpty)
    }

    @Test func `case 39, an edit at a third service beats two deletions, wherever it stands`() {
        for editor in 0..<3 {
            var world = world(meeting("A", "X-A:1"))
            for index in 0..<3 where index != editor { world.services[index].event = nil }
            world.services[editor].store(view(meeting("B", "X-A:1")))
            let plan = world.plan()
            #expect(plan.words == "edit-file, create-remote, create-remote")
            world.carryOut(plan)
            #expect(titles(world) == ["B", "B", "B", "B"])
            #expect(world.plan().isEmpty)
        }
    }

    @Test func `a deleted file comes back everywhere when one service changed the event`() {
        var world = world(meeting("A", "X-A:1"))
        world.file = nil
        world.services[2].store(view(meeting("B", "X-A:1")))
        world.carryOut(world.plan())
        #expect(titles(world) == ["B", "B", "B", "B"])
        #expect(world.plan().isEmpty)
    }

    @Test func `two services that changed one field leave a conflict with the second`() {
        var world = world(meeting("A"))
        world.services[0].store(view(meeting("B")))
        world.services[1].store(view(meeting("C")))
        let plan = world.plan()
        #expect(plan.words == "edit-file, adopt, edit-remote, conflict title")
        world.carryOut(plan)
        #expect(titles(world) == ["B", "B", "C", "B"])
        #expect(world.plan().words == "conflict title")
    }

    @Test func `a write of the file builds on what the run made of it before`() {
        var world = world(meeting("A"))
        world.services[0].store(view(meeting("B")))
        world.services[1].store(view(meeting("A", "LOCATION:x")))
        let writes = world.plan().writes(to: .local)
        #expect(writes.map(\.before) == ["digest", nil])
        #expect(writes.last?.text == meeting("B", "LOCATION:x"))
    }

    @Test func `services that each insist on their own value do not go round for ever`() {
        var world = world(meeting("A"))
        for index in 0..<2 {
            world.services[index].facts.policy.onConflict = .remote
            world.services[index].store(view(meeting("B\(index)")))
        }
        world.carryOut(world.plan())
        #expect(world.plan().operations.isEmpty)
    }
}
