import ICalendar
import ProviderKit
import SyncCore
import Testing

/// What every provider promises about series and their exceptions.
@Suite struct ContractSeriesTests {
    @Test(arguments: ContractSubject.all)
    func `a series keeps its rules and exclusions`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            let uid = try sample("s@example.com")
            var view = View.series
            view.exceptions[.third] = .excluded
            let created = try await world.create(uid, view)
            #expect(created.view.matches(world.seen(view, uid)))
            #expect(try await world.read(created.id) == created)
            #expect(try await world.list().0.events == [created.id: created])
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an instance is changed, changed again, excluded and given back`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            let created = try await world.create(try sample("s@example.com"), .series)
            let moved = try await world.update(created) { $0.exceptions[.second] = .changed(.moved) }
            #expect(
                moved.view.exceptions
                    == world.seen(
                        View(master: View.series.master, exceptions: [.second: .changed(.moved)]), created.uid
                    ).exceptions)
            #expect(try await world.read(created.id) == moved)

            let renamed = try await world.update(moved) { $0[FieldPath(.title, of: .second)] = .text("Again") }
            #expect(renamed.view[FieldPath(.title, of: .second)] == .text("Again"))
            #expect(renamed.view[FieldPath(.when, of: .second)] == moved.view[FieldPath(.when, of: .second)])

            let excluded = try await world.update(renamed) { $0.exceptions[.second] = .excluded }
            #expect(excluded.view.exceptions == [.second: .excluded])
            #expect(try await world.read(created.id) == excluded)

            let back = try await world.update(excluded) { $0.exceptions[.second] = nil }
            try expectRegular(back, at: .second)
            #expect(try await world.read(created.id) == back)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an exclusion made with the series is given back`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            var view = View.series
            view.exceptions = [.second: .excluded, .third: .excluded]
            let created = try await world.create(try sample("s@example.com"), view)
            let back = try await world.update(created) { $0.exceptions[.second] = nil }
            #expect(back.view.exceptions == [.third: .excluded])
            let changed = try await world.update(back) { $0.exceptions[.third] = .changed(.moved) }
            #expect(changed.view.exceptions[.third]?.part?[.title] == .text("Moved"))
            #expect(try await world.read(created.id) == changed)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a changed title of the series leaves its exceptions alone`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            let created = try await world.create(try sample("s@example.com"), .series)
            let moved = try await world.update(created) {
                $0.exceptions[.second] = .changed(.moved)
                $0.exceptions[.third] = .excluded
            }
            let renamed = try await world.update(moved) { $0.master[.title] = .text("Gym") }
            #expect(renamed.view.exceptions == moved.view.exceptions)
            #expect(renamed.view.master[.title] == .text("Gym"))
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a moved series answers what became of its exceptions`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            let created = try await world.create(try sample("s@example.com"), .series)
            let excepted = try await world.update(created) { $0.exceptions[.second] = .changed(.moved) }
            let moved = try await world.update(excepted) { view in
                view.master[.when] = .schedule(
                    Schedule(
                        start: .local("20260105T110000"), end: .local("20260105T120000"),
                        rules: ["RRULE:FREQ=DAILY;COUNT=9"]))
            }
            #expect(moved.view.schedule?.rules == ["RRULE:FREQ=DAILY;COUNT=9"])
            #expect(try await world.read(created.id) == moved)
            if world.provider.capabilities.scheduleWriteResetsExceptions { #expect(moved.instances.isEmpty) }
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a stale write of an instance is refused`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            let created = try await world.create(try sample("s@example.com"), .series)
            let moved = try await world.update(created) { $0.exceptions[.second] = .changed(.moved) }
            _ = try await world.update(moved) { $0[FieldPath(.title, of: .second)] = .text("Theirs") }
            let error = await failure { () throws(ProviderError) in
                try await world.update(moved) { $0[FieldPath(.title, of: .second)] = .text("Ours") }
            }
            #expect(error == .preconditionFailed)
            let deletion = await failure { () throws(ProviderError) in
                try await world.update(moved) { $0.exceptions[.second] = .excluded }
            }
            #expect(deletion == .preconditionFailed)
        }
    }

    @Test(arguments: ContractSubject.all)
    func `a delta brings the exceptions of a known series`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            let created = try await world.create(try sample("s@example.com"), .series)
            let (_, before) = try await world.list()
            let moved = try await world.update(created) { $0.exceptions[.second] = .changed(.moved) }
            let (delta, set) = try await world.list(since: before.cursor, known: [created])
            #expect(delta.events == [created.id: moved])
            let excluded = try await world.update(moved) { $0.exceptions[.third] = .excluded }
            let (next, _) = try await world.list(since: set.cursor, known: [moved])
            #expect(next.events == [created.id: excluded])
        }
    }

    @Test(arguments: ContractSubject.all)
    func `an all-day series keeps its days`(_ subject: ContractSubject) async throws {
        try await subject.runSeries { world in
            var schedule = Schedule.days
            schedule.rules = ["RRULE:FREQ=YEARLY"]
            let view = View(
                master: Part([.title: .text("Birthday"), .when: .schedule(schedule)]),
                exceptions: [InstanceKey("20270301"): .excluded])
            let created = try await world.create(try sample("d@example.com"), view)
            #expect(created.view.matches(view))
            var part = Part([
                .title: .text("Party"), .when: .schedule(Schedule(start: .day("20280302"), end: .day("20280303"))),
            ])
            part[.location] = .text("Garden")
            let changed = try await world.update(created) { $0.exceptions[InstanceKey("20280301")] = .changed(part) }
            #expect(changed.view.exceptions[InstanceKey("20280301")]?.part == part)
            #expect(try await world.read(created.id) == changed)
        }
    }

    /// The instance follows the series again: no exception, or one that says the same as the series.
    private func expectRegular(_ event: RemoteEvent, at key: InstanceKey) throws {
        guard let exception = event.view.exceptions[key] else { return }
        let part = try #require(exception.part)
        let series = try #require(event.view.schedule)
        #expect(part.schedule?.start == key.time(in: series.start))
        #expect(part[.title] == event.view.master[.title])
        #expect(part[.location] == event.view.master[.location])
    }
}
