import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// Looks at a world at rest for what cases.md (1) forbids.
struct Invariants {
    let schedule: Schedule
    let world: ProofWorld
    let rest: Rest
    private let files: [(path: String, text: String, file: EventFile)]

    init(_ schedule: Schedule, _ world: ProofWorld, _ rest: Rest) {
        self.schedule = schedule
        self.world = world
        self.rest = rest
        files = world.files()
    }

    private var isBroken: Bool { schedule.acts.contains(.breakHere) }

    /// What is broken, one sentence each.
    func violations() -> [String] {
        convergence() + losses() + duplicates() + resurrections() + lossyRemotes() + falseConflicts() + strayBytes()
    }

    // MARK: I1

    /// Every field that a service can hold is equal everywhere, or listed.
    private func convergence() -> [String] {
        var found: [String] = []
        if !isBroken {
            found += rest.last.held.map { "I1: \($0.title) is held in \($0.pair): \($0.reason)" }
            found += rest.last.problems.map { "I1: \($0.path): \($0.diagnostic.message)" }
        }
        found += rest.last.troubles.map { "I1: trouble in \($0.pair)" }
        for service in [world.rich, world.poor] {
            let events = Dictionary(grouping: service.events(), by: \.uid)
            let here = Dictionary(grouping: files, by: { $0.file.uid })
            let all = Set(events.keys).union(here.keys.compactMap { $0 })
            for uid in all.sorted() where !(isBroken && uid == ProofWorld.uid) {
                guard let file = here[uid]?.first?.file.event, let event = events[uid]?.first else {
                    found.append(
                        "I1: \(uid) is \(here[uid] == nil ? "not in the folder" : "not at \(service.options.name)")")
                    continue
                }
                let open = Set(
                    rest.last.conflicts.filter { $0.key.uid == uid }.flatMap { $0.fields.map(\.path.field) })
                let changes = service.options.lens.view(file).changes(to: event.view).filter { change in
                    change.field.map { !open.contains($0) } ?? true
                }
                if !changes.isEmpty {
                    found.append("I1: \(uid) has another \(changes.words) at \(service.options.name)")
                }
            }
        }
        return found
    }

    // MARK: I2

    /// Every value that a person wrote is somewhere, unless it was replaced with it in view.
    private func losses() -> [String] {
        let steps = schedule.steps
        return steps.compactMap { step in
            guard let line = step.line else { return nil }
            let isReplaced = steps.contains { schedule.isInView(step, of: $0) && $0.replaces(step) }
            return isReplaced || isSaid(line, step) ? nil : "I2: \(line) is lost"
        }
    }

    private func isSaid(_ line: String, _ step: Step) -> Bool {
        if files.contains(where: { $0.file.uid == step.uid && $0.text.contains(line) }) { return true }
        guard let (field, value) = step.value else {
            return step.act.deed == .make && world.rich.events().contains { $0.uid == step.uid }
        }
        let isThere = [world.rich, world.poor].contains { service in
            service.events().contains { $0.uid == step.uid && $0.view.master[field]?.matches(value) ?? false }
        }
        return isThere
            || rest.last.conflicts.contains { conflict in
                conflict.fields.contains {
                    $0.local?.matches(value) ?? false || $0.remote?.matches(value) ?? false
                }
            }
    }

    // MARK: I3

    private func duplicates() -> [String] {
        var found: [String] = []
        for (uid, same) in Dictionary(grouping: files, by: { $0.file.uid }) where same.count > 1 {
            found.append("I3: \(same.count) files of \(uid.map(\.text) ?? "no UID")")
        }
        for service in [world.rich, world.poor] {
            let events = service.events()
            for (uid, same) in Dictionary(grouping: events, by: \.uid) where same.count > 1 {
                found.append("I3: \(uid) is \(same.count) times at \(service.options.name)")
            }
            let made = Set(schedule.steps.map(\.uid)).subtracting([ProofWorld.uid]).count
            if events.count > made + 2 { found.append("I3: \(events.count) events at \(service.options.name)") }
        }
        return found
    }

    // MARK: I4

    /// A deleted event exists again only if an edit that its deleter had not seen was in it.
    private func resurrections() -> [String] {
        let steps = schedule.steps.filter { $0.uid == ProofWorld.uid }
        // Whether a person saw what a broken sync had brought can't be told of all that a place doesn't show.
        let deletions = steps.filter { $0.act.deed == .delete }
        guard !isBroken, !schedule.isEarly, !deletions.isEmpty else { return [] }
        // Who deletes what they edited, or saw, has seen it, whoever else deletes it too.
        let hasUnseen = steps.contains { step in
            step.act.isEdit && deletions.allSatisfy { schedule.areApart(step, $0) }
        }
        let exists = files.contains { $0.file.uid == ProofWorld.uid }
        if exists, !hasUnseen { return ["I4: the deleted event is back"] }
        if !exists, hasUnseen { return ["I4: the deletion won over an edit that its person had not seen"] }
        return []
    }

    // MARK: I5

    /// What no service can hold stays in the file.
    private func lossyRemotes() -> [String] {
        guard let file = files.first(where: { $0.file.uid == ProofWorld.uid }) else { return [] }
        let edited = schedule.acts.contains(.ownLineHere)
        return ProofWorld.own.filter { line in
            !(edited && line.hasPrefix("X-MINE")) && !file.text.contains(line)
        }.map { "I5: \($0) is gone from the file" }
    }

    // MARK: I8

    /// The lines that nobody changed are there, in their order.
    private func strayBytes() -> [String] {
        guard let file = files.first(where: { $0.file.uid == ProofWorld.uid }) else { return [] }
        let changed = ["DTSTAMP", "SUMMARY", "LOCATION", "DTSTART", "DTEND", "PRIORITY", "X-MINE"]
        func kept(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { line in !changed.contains { line.hasPrefix($0) } }
        }
        let before = kept(ProofWorld.file(ProofWorld.beginning))
        return kept(file.text) == before ? [] : ["I8: other lines changed: \(kept(file.text))"]
    }

    // MARK: I9

    /// A conflict never holds a value that was written with the other in view.
    private func falseConflicts() -> [String] {
        // cases.md 2.6: a person's act between a write and its recovery may become a conflict where there is no history.
        if schedule.isEarly { return [] }
        let steps = schedule.steps
        return rest.last.conflicts.flatMap { conflict in
            conflict.fields.compactMap { field in
                let writers = steps.filter { $0.uid == conflict.key.uid && $0.field == field.path.field }
                let isTrue = writers.contains { a in
                    writers.contains { b in a.index < b.index && a.line != b.line && schedule.areApart(a, b) }
                }
                return isTrue ? nil : "I9: a false conflict about \(field.path.words)"
            }
        }
    }
}
