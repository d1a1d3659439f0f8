import ProviderKit
import SyncCore
import Testing

/// What every provider promises of several writes at once.
@Suite struct ContractWaveTests {
    @Test(arguments: ContractSubject.all)
    func `writes made at once are each as if made alone`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            var known: [RemoteEvent] = []
            for name in ["a", "b", "c"] {
                known.append(try await world.create(try sample("\(name)@example.com"), .meeting))
            }
            try world.rename(known[1].id, "Theirs")
            let edits = known.prefix(2).map { event in
                var view = event.view
                view.master[.title] = .text("Ours")
                let edit = Edit(changes: event.view.changes(to: view), target: view, file: [])
                return RemoteWrite.update(edit, replacing: event)
            }
            let uid = try sample("d@example.com")
            let draft = Draft(uid: uid, view: world.seen(.meeting, uid), file: [], operation: "test")
            let outcomes = await world.provider.carryOut(
                edits + [.delete(known[2]), .create(draft)], width: 2, in: world.calendar)

            let edited = try world.event(outcomes[0])
            #expect(edited?.view.title == "Ours")
            #expect(try await world.read(known[0].id) == edited)
            #expect(try await world.read(known[1].id).view.title == "Theirs")
            guard case .failed(.preconditionFailed) = outcomes[1] else { throw ContractWorld.Missing(id: "a refusal") }
            #expect(try world.event(outcomes[2]) == nil)
            let created = try world.event(outcomes[3])
            #expect(created?.uid == uid)
            #expect(try await world.provider.find(uid, in: world.calendar) == created.map { [.live($0)] })
            #expect(try await world.list().0.events.count == 3)
        }
    }
}

extension ContractWorld {
    /// The event that a write was answered with.
    fileprivate func event(_ outcome: WriteOutcome<RemoteEvent?>) throws -> RemoteEvent? {
        guard case .done(let event) = outcome else { throw Missing(id: "\(outcome)") }
        return event
    }
}
