import ICalendar
import ProviderKit
import SyncCore
import Testing

/// What every provider promises, against every service there is.
@Suite struct ContractTests {
    @Test(arguments: ContractSubject.all)
    func `a created event is found by UID, by id and in the listing`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let uid = try sample("a@example.com")
            let created = try await world.create(uid, .meeting)
            #expect(created.uid == uid)
            #expect(created.view.matches(world.seen(.meeting, uid)))
            #expect(try await world.provider.find(uid, in: world.calendar) == [.live(created)])
            #expect(try await world.provider.event(created.id, in: world.calendar) == .live(created))
            let (listed, set) = try await world.list()
            #expect(listed.events == [created.id: created])
            #expect(set.isComplete)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `what is unknown is absent`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let nobody = try sample("nobody@example.com")
            #expect(try await world.provider.find(nobody, in: world.calendar).isEmpty)
            #expect(try await world.provider.event("nothing0nothing", in: world.calendar) == .absent)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an update changes what it names and returns the whole`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let uid = try sample("a@example.com")
            let created = try await world.create(uid, .meeting)
            let updated = try await world.update(created) {
                $0.master[.title] = .text("Lunch")
                $0.master[.description] = nil
            }
            #expect(updated.revision != created.revision)
            #expect(updated.view.master[.title] == .text("Lunch"))
            #expect(updated.view.master[.description] == nil)
            #expect(updated.view.master[.location] == .text("Room 4"))
            #expect(try await world.read(created.id) == updated)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `every field goes there and away again`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let created = try await world.create(try sample("a@example.com"), .meeting)
            let bare = try await world.update(created) {
                $0.master = Part([.when: $0.master[.when], .title: .text("x")].compactMapValues { $0 })
            }
            #expect(Set(bare.view.master.fields.keys) == [.when, .title])
            let full = try await world.update(bare) { $0 = .meeting }
            #expect(full.view.matches(world.seen(.meeting, created.uid)))
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an event goes from a time to a day and back`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let created = try await world.create(try sample("a@example.com"), .meeting)
            let day = try await world.update(created) { $0.master[.when] = .schedule(.days) }
            #expect(day.view.schedule == .days)
            let timed = try await world.update(day) { $0.master[.when] = View.meeting.master[.when] }
            #expect(timed.view.matches(created.view))
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a stale write is refused`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let created = try await world.create(try sample("a@example.com"), .meeting)
            try world.rename(created.id, "Theirs")
            let write = await failure { () throws(ProviderError) in
                try await world.update(created) { $0.master[.title] = .text("Ours") }
            }
            #expect(write == .preconditionFailed)
            let deletion = await failure { () throws(ProviderError) in
                try await world.provider.delete(created, in: world.calendar)
            }
            #expect(deletion == .preconditionFailed)
            #expect(try await world.read(created.id).view.master[.title] == .text("Theirs"))
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a deleted event leaves a tombstone, and deleting it again is fine`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let uid = try sample("a@example.com")
            let created = try await world.create(uid, .meeting)
            let (_, before) = try await world.list()
            try await world.provider.delete(created, in: world.calendar)
            let sighting = try await world.provider.event(created.id, in: world.calendar)
            guard world.provider.capabilities.keepsTombstones else {
                #expect(sighting == .absent)
                #expect(try await world.provider.find(uid, in: world.calendar).isEmpty)
                try await world.provider.delete(created, in: world.calendar)
                let (delta, set) = try await world.list(since: before.cursor, known: [created])
                #expect(delta.gone == [created.id: nil] || set.present == [])
                #expect(try await world.list().0.events.isEmpty)
                return
            }
            guard case .tombstone(created.id, let revision) = sighting else {
                Issue.record("\(sighting)")
                return
            }
            #expect(revision != created.revision)
            let isTold = world.provider.capabilities.tellsDeletions
            #expect(try await world.provider.find(uid, in: world.calendar) == (isTold ? [sighting] : []))
            var gone = created
            gone.revision = revision
            for known in [created, gone] { try await world.provider.delete(known, in: world.calendar) }
            let (delta, _) = try await world.list(since: before.cursor, known: [created])
            if isTold { #expect(delta.gone == [created.id: revision]) } else { #expect(delta.events.isEmpty) }
            #expect(try await world.list().0.events.isEmpty)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a tombstone comes back to life as the same event`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            guard world.provider.capabilities.keepsTombstones else { return }
            let uid = try sample("a@example.com")
            let created = try await world.create(uid, .meeting)
            try await world.provider.delete(created, in: world.calendar)
            let tombstone = try await world.provider.event(created.id, in: world.calendar)
            var view = View.meeting
            view.master[.location] = nil
            let restored = try await world.create(uid, view, restoring: tombstone)
            #expect(restored.id == created.id)
            #expect(restored.view.matches(world.seen(view, uid)))
            #expect(try await world.read(created.id) == restored)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a delta has what changed and nothing else`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let first = try await world.create(try sample("a@example.com"), .meeting)
            let second = try await world.create(try sample("b@example.com"), .meeting)
            let (_, all) = try await world.list()
            try world.rename(second.id, "Theirs")
            let (delta, set) = try await world.list(since: all.cursor, known: [first, second])
            #expect(delta.events[second.id]?.view.master[.title] == .text("Theirs"))
            // A small table may be read whole each time.
            #expect(set.isComplete || Array(delta.events.keys) == [second.id])
            guard !set.isComplete else { return }
            let (nothing, _) = try await world.list(since: set.cursor, known: [first, second])
            #expect(nothing == RemoteChanges())
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an expired or foreign cursor asks for a whole listing`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let cursor = try #require(try await world.list().1.cursor)
            world.expireCursors?()
            let expired = world.expireCursors == nil ? [] : [cursor]
            for bad in expired + [Cursor(token: cursor.token, shape: "of another version")] {
                let error = await failure { () throws(ProviderError) in
                    try await world.provider.changes(in: world.calendar, since: bad)
                }
                #expect(error == .syncTokenExpired)
            }
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an unshared calendar says nothing about its events`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            var elsewhere = world.calendar
            elsewhere.id = world.nowhere
            let error = await failure { () throws(ProviderError) in
                try await world.provider.changes(in: elsewhere, since: nil)
            }
            guard case .calendarGone? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a refused call changed nothing and says how long to wait`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let created = try await world.create(try sample("a@example.com"), .meeting)
            world.refuseNext()
            let error = await failure { () throws(ProviderError) in
                try await world.update(created) { $0.master[.title] = .text("Ours") }
            }
            guard case .unavailable(_, retryAfter: 5)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await world.read(created.id) == created)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a create whose answer was lost is one event`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let uid = try sample("a@example.com")
            world.loseNextAnswer()
            let lost = await failure { () throws(ProviderError) in try await world.create(uid, .meeting) }
            guard case .uncertain? = lost else {
                Issue.record("\(String(describing: lost))")
                return
            }
            guard world.provider.capabilities.createsOncePerUID else {
                // It must not be tried again before it was looked up.
                #expect(try await world.provider.find(uid, in: world.calendar).count == 1)
                return
            }
            let again = await failure { () throws(ProviderError) in try await world.create(uid, .meeting) }
            if let again, case .alreadyExists = again {} else { #expect(again == nil) }
            let found = try await world.provider.find(uid, in: world.calendar)
            #expect(found.count == 1)
            #expect(try await world.list().0.events.values.map(\.uid) == [uid])
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an update whose answer was lost is seen by reading`(_ subject: ContractSubject) async throws {
        try await subject.run { world in
            let created = try await world.create(try sample("a@example.com"), .meeting)
            world.loseNextAnswer()
            let lost = await failure { () throws(ProviderError) in
                try await world.update(created) { $0.master[.title] = .text("Ours") }
            }
            guard case .uncertain? = lost else {
                Issue.record("\(String(describing: lost))")
                return
            }
            let read = try await world.read(created.id)
            #expect(read.view.master[.title] == .text("Ours"))
            let stale = await failure { () throws(ProviderError) in
                try await world.update(created) { $0.master[.title] = .text("Ours") }
            }
            #expect(stale == .preconditionFailed)
        }
    }
}

extension ContractSubject {
    /// Does `body` in a world whose service holds series.
    func runSeries(_ body: (ContractWorld) async throws -> Void) async throws {
        try await run { world in
            if world.provider.capabilities.holdsSeries { try await body(world) }
        }
    }

    /// Opens a world, does `body` in it, and ends it.
    func run(_ body: (ContractWorld) async throws -> Void) async throws {
        let world = try await open()
        do {
            try await body(world)
        } catch {
            await world.finish()
            throw error
        }
        await world.finish()
    }
}

/// A UID that was written in a test.
func sample(_ text: String) throws -> UID { try #require(UID(text)) }
