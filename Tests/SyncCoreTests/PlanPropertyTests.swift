import Foundation
import ICalendar
import Testing

@testable import SyncCore

/// Worlds from seeds, edited on all sides and synced: laws that hold for every one of them.
@Suite struct PlanPropertyTests {
    /// A service that holds a few fields, and minutes.
    static let lossy: Lens = {
        var lens = Lens.identity
        let fields: Set<Field> = [.title, .when, .location, .description]
        let part = { @Sendable (part: Part) -> Part in
            var seen = Part(part.fields.filter { fields.contains($0.key) })
            if let schedule = part.schedule { seen[.when] = .schedule(schedule.inMinutes) }
            return seen
        }
        lens.fields = fields
        lens.view = { event in
            View(
                master: part(event.content.master),
                exceptions: event.content.exceptions.mapValues { $0.part.map { .changed(part($0)) } ?? .excluded })
        }
        lens.alarm = { _ in nil }
        lens.localised = { new, old in
            guard let old else { return new }
            var new = new
            if old.inMinutes.start == new.start { new.start = old.start }
            if old.inMinutes.end == new.end { new.end = old.end }
            return new
        }
        return lens
    }()

    static let worlds: [(name: String, services: [Service])] = [
        ("one service that holds all", [Service("Raw", .identity)]),
        ("one that forgets exceptions", [Service("Forgetful", .identity, resets: true)]),
        ("one that holds little", [Service("Lossy", lossy)]),
        ("two services", [Service("Raw", .identity), Service("Lossy", lossy)]),
        (
            "two services, the other way round",
            [Service("Lossy", lossy), Service("Forgetful", .identity, resets: true)]
        ),
        ("three services", [Service("Raw", .identity), Service("Lossy", lossy), Service("Other", .identity)]),
    ]

    /// `SEEDS=2000 swift test` looks at more of them.
    static let seeds = 0..<(ProcessInfo.processInfo.environment["SEEDS"].flatMap { Int($0) } ?? 12)

    @Test(arguments: worlds.indices) func `a world comes to rest, and nothing that somebody wrote is lost`(index: Int) {
        for seed in PlanPropertyTests.seeds {
            var world = World(services: PlanPropertyTests.worlds[index].services)
            var generator = Generator(seed: seed)
            world.file = generator.file()
            for step in 0..<4 {
                let place = "\(PlanPropertyTests.worlds[index].name), seed \(seed), step \(step)"
                let written = step == 0 ? [] : edit(&world, with: &generator)
                let before = world.file
                guard sync(&world, with: &generator, place) else { return }
                guard agree(world, place), keep(written, in: world, place), spare(before, in: world, place) else {
                    return
                }
            }
        }
    }

    /// Edits the replicas, or deletes the event there; returns what was written.
    private func edit(_ world: inout World, with generator: inout Generator) -> Set<Substring> {
        var written: Set<Substring> = []
        if let text = world.file, let event = EventFile(text).event, generator.random.once(in: 2) {
            if generator.random.once(in: 6) {
                world.file = nil
            } else {
                let new = generator.edit(event.content, fields: Set(Field.allCases))
                written.formUnion(new.tokens.subtracting(event.content.tokens))
                world.file = EventFile(text).applying(event.content.changes(to: new), through: .identity).file.string
            }
        }
        for index in world.services.indices {
            guard let event = world.services[index].event, generator.random.once(in: 2) else { continue }
            if generator.random.once(in: 6) {
                world.services[index].event = nil
            } else {
                let new = generator.edit(event.view, fields: world.services[index].facts.lens.fields)
                written.formUnion(new.tokens.subtracting(event.view.tokens))
                world.services[index].store(new)
            }
        }
        return written
    }

    /// Syncs until a plan has no operation; at most three times, and once more where a service refused its writes.
    private func sync(_ world: inout World, with generator: inout Generator, _ place: String) -> Bool {
        let refusing = generator.random.once(in: 3) ? generator.random.below(world.services.count) : nil
        for round in 0..<4 {
            let plan = world.plan()
            if plan.operations.isEmpty { return true }
            if round == 3 { Issue.record("\(place): no rest: \(plan.words) \(plan.operations.map(\.changes))") }
            world.carryOut(plan) { round == 0 && $0 == refusing }
        }
        return false
    }

    /// Whether the file and each service say the same, but for what is in conflict.
    private func agree(_ world: World, _ place: String) -> Bool {
        let plan = world.plan()
        for service in world.services {
            let view = world.file.flatMap { EventFile($0).event }.map(service.facts.lens.view)
            guard let view, let event = service.event else {
                if view != nil || service.event != nil { Issue.record("\(place): on one side only") }
                if view != nil || service.event != nil { return false }
                continue
            }
            let paths = plan.conflicts.filter { $0.key.pair == service.facts.id }.flatMap { $0.fields.map(\.path) }
            let differences = view.trimmed.changes(to: event.view.trimmed).filter { change in
                if change.instance != nil, paths.contains(FieldPath(.when)) { return false }
                guard case .field(let path, _, _) = change else { return true }
                return !paths.contains(path)
            }
            // A move that would wipe out an instance in conflict waits, and says so.
            if !differences.isEmpty,
                !plan.held.contains(where: { $0.cause == .question && $0.pair == service.facts.id })
            {
                Issue.record("\(place): \(service.facts.service) differs in \(differences)\n\(world.file ?? "")")
                return false
            }
        }
        return true
    }

    /// Whether everything written is still somewhere.
    private func keep(_ written: Set<Substring>, in world: World, _ place: String) -> Bool {
        var kept = world.file.flatMap { EventFile($0).event?.content.tokens } ?? []
        for service in world.services { kept.formUnion(service.event?.view.tokens ?? []) }
        if !written.isSubset(of: kept) {
            Issue.record("\(place): lost \(written.subtracting(kept))\n\(world.file ?? "")")
        }
        return written.isSubset(of: kept)
    }

    /// Whether what no service holds is as it was.
    private func spare(_ before: String?, in world: World, _ place: String) -> Bool {
        guard let before, let after = world.file, world.services.allSatisfy({ !$0.facts.lens.fields.contains(.alarms) })
        else { return true }
        let lines = { (text: String) in
            text.prefix(upTo: text.firstRange(of: "END:VEVENT")?.lowerBound ?? text.endIndex).split(separator: "\n")
                .filter {
                    ["x-odd", "X-", "CATEGORIES", "BEGIN:VALARM", "ACTION", "TRIGGER"].contains(where: $0.hasPrefix)
                }
        }
        if lines(before) != lines(after) { Issue.record("\(place): other lines changed\n\(before)\n\(after)") }
        return lines(before) == lines(after)
    }

    @Test func `the laws of a lens hold for every event and edit`() {
        for lens in [Lens.identity, PlanPropertyTests.lossy] {
            for seed in PlanPropertyTests.seeds {
                var generator = Generator(seed: seed)
                let file = EventFile(generator.file())
                guard let event = file.event else { return #expect(Bool(false), "seed \(seed): no event") }
                let view = lens.view(event)
                var viewed = event
                viewed.content = view
                #expect(lens.view(viewed) == view, "seed \(seed)")
                #expect(file.applying([], through: lens).file.bytes == file.bytes)

                let wanted = generator.edit(view, fields: lens.fields)
                let edited = file.applying(view.changes(to: wanted), through: lens).file
                guard let new = edited.event else { return #expect(Bool(false), "seed \(seed): \(edited.diagnostics)") }
                #expect(lens.view(new).matches(wanted), "seed \(seed): \(wanted.changes(to: lens.view(new)))")
                for field in Field.allCases where !lens.fields.contains(field) {
                    #expect(new.content.master[field] == event.content.master[field], "seed \(seed)")
                }
            }
        }
    }
}

extension Schedule {
    /// The schedule without its seconds.
    fileprivate var inMinutes: Schedule {
        Schedule(
            start: start.adding(wallSeconds: -(start.wallSeconds % 60)),
            end: end.adding(wallSeconds: -(end.wallSeconds % 60)),
            rules: rules)
    }
}
