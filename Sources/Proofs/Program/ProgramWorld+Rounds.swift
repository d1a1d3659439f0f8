import SyncEngine

/// What a round begins with, and what must hold when it is over.
extension ProgramWorld {
    /// Does a scenario's acts of one round.
    func begin(_ scenario: ProgramCrashes.Scenario, _ round: Round) throws -> Round {
        try scenario.here.perform(in: self, round)
        try scenario.there.perform(in: self, round)
        return round
    }

    /// Starts the program again, as a person does who reads what it says.
    ///
    /// - Parameter expected: What a run ends with that nothing happens to.
    func resume(towards expected: Int32) async throws -> Int32 {
        let code = try await calsync("sync")
        // Notion's index may be late (docs/decisions/0023): an event waits two minutes before it is looked up, or for this. A
        // conflict beside it has the stronger exit code.
        let maybeWaits = [ExitCode.queued, .attention].map(\.rawValue).contains(code)
        guard kind == .notion, maybeWaits, expected != ExitCode.queued.rawValue else { return code }
        _ = try await calsync("queue", "retry")
        return try await calsync("sync")
    }

    /// How what is to be seen differs from what is expected, a sentence each.
    func differences(of round: Round, from expected: [String]) -> [String] {
        let found = look(round)
        let differing = Set(found).symmetricDifference(expected).sorted().map { "differs: " + $0 }
        return differing + (found.count == expected.count ? [] : ["\(found.count) lines, not \(expected.count)"])
    }

    /// I6: a sync after a sync asks for no change, and writes no byte.
    func stirrings(after code: Int32) async throws -> [String] {
        let (writes, before, manifest) = (service.writes, folder.everything(), manifest)
        var found: [String] = []
        if try await calsync("sync") != code { found.append("an idle sync has another exit code") }
        if service.writes != writes { found.append("an idle sync writes to the service") }
        let after = folder.everything()
        return found
            + Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map {
                "an idle sync writes \($0)"
            } + Self.change(from: manifest, to: self.manifest)
    }

    private var manifest: [UInt8] { Array((folder.read(".calsync/manifest.json") ?? "").utf8) }

    /// What the first text has where the second differs, and what the second; nothing where they are the same.
    private static func change(from old: [UInt8], to new: [UInt8]) -> [String] {
        guard old != new else { return [] }
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let parts = [old, new].map { String(decoding: $0.dropFirst(head).dropLast(tail).prefix(300), as: UTF8.self) }
        return ["in the manifest, byte \(head): \(parts[0].debugDescription) became \(parts[1].debugDescription)"]
    }
}
