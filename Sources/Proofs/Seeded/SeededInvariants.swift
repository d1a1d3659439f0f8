import ICalendar
import SyncCore
import SyncEngine
import TestSupport

/// Looks at a seeded world at rest for what cases.md (1) forbids.
struct SeededInvariants {
    private let world: SeededWorld
    private let rest: Rest
    private let values: WrittenValues
    private let files: [UID: [(text: String, event: Event?)]]

    init(_ world: SeededWorld, _ rest: Rest, _ values: WrittenValues) {
        (self.world, self.rest, self.values) = (world, rest, values)
        var files: [UID: [(text: String, event: Event?)]] = [:]
        for (_, text, file) in world.files() {
            if let uid = file.uid { files[uid, default: []].append((text, file.event)) }
        }
        self.files = files
    }

    /// What is broken, one sentence each.
    func violations() -> [String] { waiting() + convergence() + losses() + bystanders() + resurrections() + ownLines() }

    /// Nothing waits but conflicts.
    private func waiting() -> [String] {
        rest.last.held.map { "I1: \($0.title) is held in \($0.pair): \($0.reason)" }
            + rest.last.problems.map { "I1: \($0.path): \($0.diagnostic.message)" }
            + rest.last.troubles.map { "I1: trouble in \($0.pair): \($0.error.sentence)" }
    }

    /// I1 and I3: every event is everywhere, once, and alike but for what is listed as a conflict.
    private func convergence() -> [String] {
        var found: [String] = []
        for (uid, same) in files where same.count > 1 { found.append("I3: \(uid) has \(same.count) files") }
        for service in world.services {
            let events = Dictionary(grouping: service.events(), by: \.uid)
            for uid in Set(events.keys).union(files.keys).sorted() {
                let there = events[uid] ?? []
                if there.count > 1 { found.append("I3: \(uid) is \(there.count) times at \(service.options.name)") }
                guard let file = files[uid]?.first?.event, let event = there.first else {
                    found.append(
                        "I1: \(uid) is \(there.isEmpty ? "not at \(service.options.name)" : "not in the folder")")
                    continue
                }
                let open = Set(rest.last.conflicts.filter { $0.key.uid == uid }.flatMap { $0.fields.map(\.path) })
                let changes = service.options.kept(service.options.lens.view(file)).changes(to: event.view)
                let broken = changes.filter { change in
                    let isOpen = change.field.map { open.contains(FieldPath($0, of: change.instance)) }
                    return !(isOpen ?? open.contains { $0.instance == change.instance })
                }
                if !broken.isEmpty { found.append("I1: \(uid) has another \(broken.words) at \(service.options.name)") }
            }
        }
        return found
    }

    /// I2: every value that nobody replaced with it in view is somewhere.
    private func losses() -> [String] {
        guard world.keepsAllValues else { return [] }
        return values.kept.filter { event, token in
            let places: [SeededWorld.Place] = [.here] + world.services.indices.map { .there($0) }
            return !places.contains { world.words(of: event, at: $0)?.contains(token) ?? false }
        }.map { "I2: \($1) of \($0) is lost" }
    }

    /// I2: what nobody touched is there.
    private func bystanders() -> [String] {
        SeededWorld.bystanders.filter { files[UID(id: $0, at: "proof")] == nil }.map {
            "I2: \($0) is gone, and nobody touched it"
        }
    }

    /// I4: what was deleted by somebody who saw all of it is not there.
    private func resurrections() -> [String] {
        values.gone.sorted().filter { files[$0] != nil }.map { "I4: \($0) is back" }
    }

    /// I5: what no service can hold stays in the file.
    private func ownLines() -> [String] {
        ["a", "b", "s"].flatMap { name -> [String] in
            guard let text = files[UID(id: name, at: "proof")]?.first?.text else { return [] }
            return ["X-MINE:", "COMMENT:also own"].filter { !text.contains($0) }.map {
                "I5: \($0) is gone from \(name)"
            }
        }
    }
}
