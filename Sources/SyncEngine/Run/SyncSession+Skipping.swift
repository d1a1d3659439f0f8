import ICalendar
import SyncCore

extension SyncSession {
    /// Leaves out what is planned for some events, until one of their sides says something else.
    ///
    /// Only of a plan that was made a moment ago: what is skipped is what it would do.
    ///
    /// - Parameter isMeant: Whether an operation is to be left out; with it goes all else about its event in that pair.
    /// - Returns: The operations that are left out.
    package func skip(_ planned: PlannedRun, where isMeant: (Operation) -> Bool) throws -> [Operation] {
        let named = planned.plan.operations.filter {
            $0.kind.side != nil && $0.kind != .completeFile && isMeant($0)
        }
        // A move from one calendar to another is two events' matter.
        let keys = Set(named.map(\.key)).union(named.compactMap(\.source))
        notesValues = true
        defer { notesValues = false }
        _ = try plan(adopting: [])
        var skips: [PairID: [String: Skip]] = [:]
        let left = planned.plan.operations.filter { keys.contains($0.key) && $0.kind != .completeFile }
        for operation in left.reversed() {
            guard let values = values[operation.key] else { continue }
            skips[operation.key.pair, default: [:]][operation.key.uid.text] = Skip(
                values: values, title: operation.title, reason: operation.reason)
        }
        for (pair, skips) in skips.sorted(by: { $0.key < $1.key }) {
            var state = store.manifest.pairs[pair] ?? PairState(calendar: calendars[pair]?.id ?? "")
            state.skips = (state.skips ?? [:]).merging(skips) { $1 }
            try store.commit([Commit(pairs: [pair: state])])
        }
        return left
    }

    /// Lets go what was skipped.
    ///
    /// - Returns: What is planned again from here on.
    package func allow(where isMeant: (RecordKey, Skip) -> Bool) throws -> [RecordKey: Skip] {
        let allowed = skips().filter { isMeant($0.key, $0.value) }
        for (pair, keys) in Dictionary(grouping: allowed.keys, by: \.pair).sorted(by: { $0.key < $1.key }) {
            guard var state = store.manifest.pairs[pair] else { continue }
            for key in keys { state.skips?[key.uid.text] = nil }
            if state.skips?.isEmpty == true { state.skips = nil }
            try store.commit([Commit(pairs: [pair: state])])
        }
        return allowed
    }

    /// What a person skipped, by event.
    package func skips() -> [RecordKey: Skip] { store.manifest.skips }

    /// What was skipped of the services' changes, which a look at the folder alone does not plan.
    func unseenSkips(_ plan: Plan) -> [Held] {
        guard request.isOffline else { return [] }
        let pairs = Set(facts.map(\.id))
        let told = Set(plan.held.compactMap { item in item.uid.map { RecordKey(item.pair, $0) } })
        return skips().sorted { $0.key < $1.key }
            .filter { pairs.contains($0.key.pair) && !told.contains($0.key) && !overSkips.contains($0.key) }
            .map { .skipped($0.key, $0.value.title, $0.value.reason) }
    }
}

extension Manifest {
    /// What a person skipped, by event.
    var skips: [RecordKey: Skip] {
        var found: [RecordKey: Skip] = [:]
        for (pair, state) in pairs {
            for (text, skip) in state.skips ?? [:] {
                if let uid = UID(text) { found[RecordKey(pair, uid)] = skip }
            }
        }
        return found
    }
}

/// Tells what was skipped from what has changed since, while one plan is made.
final class SkipCheck {
    private let skips: [RecordKey: Skip]
    private let isNoting: Bool
    /// What has changed since it was skipped.
    private(set) var over: Set<RecordKey> = []
    /// What both sides said of an event when the first operation on it was planned; empty unless asked for.
    private(set) var values: [RecordKey: String] = [:]

    init(_ manifest: Manifest, isNoting: Bool) {
        skips = manifest.skips
        self.isNoting = isNoting
    }

    /// Whether the person left this out, and both sides say what they said then.
    func isSkipped(_ question: SkipQuestion) -> Bool {
        let key = question.key
        let skip = skips[key]
        guard skip != nil || (isNoting && question.hasOperations && values[key] == nil) else { return false }
        // A side that can't be read now says nothing about what it will say.
        guard let now = Self.values(question) else { return false }
        if isNoting, question.hasOperations, values[key] == nil { values[key] = now }
        guard let skip else { return false }
        if skip.values != now { over.insert(key) }
        return skip.values == now
    }

    /// The fingerprint of what both sides say; `nil` where one of them can't be told.
    private static func values(_ question: SkipQuestion) -> String? {
        let here: View?
        switch question.local {
        case .absent: here = nil
        case .file(let file): here = file.file.event?.content
        case .paused, .unknown: return nil
        }
        let there: View?
        switch (question.remote, question.record) {
        case (.event(let event), _): there = event.view
        case (.same, .live(let base)?): there = base.seen.view
        case (.same, _), (.gone, _): there = nil
        case (.unknown, _), (.hidden, _): return nil
        }
        var writer = ByteWriter()
        for side in [here, there] {
            if let side { writer.view(side) }
            writer.text("\n")
        }
        return Digest.of(writer.bytes)
    }
}
