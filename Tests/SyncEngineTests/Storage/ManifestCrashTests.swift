import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

/// Stops the state's writing at every step, cuts the power, and opens everything again.
struct ManifestCrashTests {
    private enum Action {
        case begin([Intent])
        case commit([Commit])
        case fold
    }

    /// What a state says, wherever its records are.
    private struct State: Equatable {
        var files: [String: FileEntry] = [:]
        var records: [RecordKey: Record] = [:]
        var open: Set<String> = []
        var cursor: String?

        init() {}

        init(of store: ManifestStore) throws {
            files = store.manifest.files
            for key in store.manifest.records.keys { records[key] = try store.record(key) }
            open = Set(store.openIntents.map(\.operation))
            cursor = store.manifest.pairs[Sample.pair]?.cursor?.token
        }

        mutating func apply(_ commit: Commit) {
            for change in commit.records {
                guard case .inline(let record)? = change.entry?.body else {
                    records[change.key] = nil
                    continue
                }
                records[change.key] = record
            }
            for (path, entry) in commit.files { files[path] = entry }
            if let operation = commit.operation { open.remove(operation) }
            if let token = commit.pairs[Sample.pair]?.cursor?.token { cursor = token }
        }
    }

    private static var work: [Action] {
        let cursor = PairState(calendar: "google", cursor: Cursor(token: "t1", shape: "s"))
        return [
            .begin([Sample.intent("a", 1), Sample.intent("b", 2)]),
            .commit([Sample.commit(1, title: "One", operation: "a"), Sample.commit(2, title: "Two", operation: "b")]),
            .begin([Sample.intent("c", 3)]),
            .fold,
            .commit([Sample.commit(1, title: "Long", padding: 70_000)]),
            .fold,
            .commit([Sample.commit(3, title: "Three", operation: "c"), Commit(pairs: [Sample.pair: cursor])]),
            .commit([Commit(records: [.init(Sample.key(2), nil)], files: ["work/event-2.ics": nil])]),
            .begin([Sample.intent("d", 4)]),
            // The long record is dead now: the pack is compacted.
            .commit([Sample.commit(1, title: "Short")]),
            .fold,
            .commit([Sample.commit(4, title: "Four", operation: "d")]),
            .fold,
        ]
    }

    /// The states that a crash during `action` may leave, given the one before.
    private static func states(from state: State, _ action: Action) -> [State] {
        var states = [state]
        var next = state
        switch action {
        case .begin(let intents):
            for intent in intents {
                next.open.insert(intent.operation)
                states.append(next)
            }
        case .commit(let commits):
            for commit in commits {
                next.apply(commit)
                states.append(next)
            }
        case .fold: break
        }
        return states
    }

    private static func open(_ files: ModelFileStore) throws -> ManifestStore {
        try ManifestStore.open(root: "/folder", files: files, folderID: Sample.folderID)
    }

    /// Works until the power goes; `nil` when it did not, else the states that may be left.
    private static func run(_ files: ModelFileStore, cutAfter steps: Int) throws -> [State]? {
        let store = try open(files)
        files.cutPower(after: steps)
        var state = State()
        for action in work {
            let possible = states(from: state, action)
            do {
                switch action {
                case .begin(let intents): try store.begin(intents)
                case .commit(let commits): try store.commit(commits)
                case .fold: try store.fold(stampedAt: 5)
                }
            } catch is FileError {
                return possible
            }
            state = possible[possible.count - 1]
        }
        return nil
    }

    @Test(arguments: [true, false])
    func `a crash at any step leaves the state before or after, never a torn one`(canExchange: Bool) throws {
        var crashes = 0
        for steps in 0... {
            var isDone = false
            for seed in 0..<4 as Range<UInt64> {
                let files = ModelFileStore(canExchange: canExchange)
                try StateLayout(root: "/folder").prepare(files)
                guard let possible = try Self.run(files, cutAfter: steps) else {
                    isDone = true
                    break
                }
                files.crash(keeping: seed)
                let found = try State(of: try Self.open(files))
                #expect(possible.contains(found), "step \(steps) of \(files.journalOfSteps.last ?? ""), seed \(seed)")
                crashes += 1
                // Whatever was left is a state to go on from.
                let again = try Self.open(files)
                try again.commit([Sample.commit(9, title: "Nine")])
                try again.fold(stampedAt: 6)
                var expected = found
                expected.apply(Sample.commit(9, title: "Nine"))
                #expect(try State(of: try Self.open(files)) == expected)
            }
            if isDone { break }
        }
        #expect(crashes > 100)
    }
}
