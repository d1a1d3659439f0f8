import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// A calendar folder with its services and a clock that only the test moves.
///
/// In memory (``ModelFileStore``) unless it must be a real folder. Every run opens everything anew, as a process does.
package final class FolderWorld: Sendable {
    /// The calendar folder, absolute.
    package let root: String
    /// Where 'this machine' remembers folders.
    package let stateFolder: String
    /// The disk.
    package let files: any FileStore
    /// The same, where it is the model.
    package let model: ModelFileStore?
    private let facts: Locked<Facts>

    private struct Facts: Sendable {
        var setups: [PairSetup]
        var clock: Int64
        var luck: UInt64
        var waited: [Double] = []
        var mistake: (@Sendable (inout PlannedRun) -> Void)?
        var whileWaiting: (@Sendable () -> Void)?

        /// The next number, as good as random (SplitMix64).
        mutating func draw() -> UInt64 {
            luck &+= 0x9E37_79B9_7F4A_7C15
            var z = luck
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// The start of the model's clock, in ns since 1970; an hour later nothing in it is 'racy'.
    private static let start: Int64 = 1_000_000_000_000_000_000 + 3_600_000_000_000

    /// Makes an empty folder in memory.
    package init(_ setups: [PairSetup], canExchange: Bool = true) {
        root = "/home/folder"
        stateFolder = "/home/state"
        let model = ModelFileStore(root: root, canExchange: canExchange)
        model.put(root + "/calsync.toml", "")
        self.model = model
        files = model
        facts = Locked(Facts(setups: setups, clock: Self.start, luck: 1))
    }

    /// Makes an empty folder on the disk, with the clock of now. It goes with the world.
    package init(onDisk setups: [PairSetup]) {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // mkdtemp(3) puts random letters where the six X are.
        var template = Array("\(place)/calsync-world-XXXXXX".utf8CString)
        let path = mkdtemp(&template).map { String(cString: $0) } ?? "/nowhere"
        root = path + "/folder"
        stateFolder = path + "/state"
        model = nil
        files = DiskFileStore()
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        facts = Locked(Facts(setups: setups, clock: Int64(time.tv_sec) * 1_000_000_000, luck: 1))
        mkdir(root, 0o700)
    }

    /// Another folder in memory that goes on from where `other` stands, with other services.
    package init(copying other: FolderWorld, _ setups: [PairSetup]) {
        (root, stateFolder) = (other.root, other.stateFolder)
        let model = other.model.map { ModelFileStore(copying: $0) } ?? ModelFileStore(root: other.root)
        (self.model, files) = (model, model)
        var facts = other.facts.withLock { $0 }
        facts.setups = setups
        self.facts = Locked(facts)
    }

    deinit {
        if model == nil { Self.clear(Path.parent(root), files) }
    }

    private static func clear(_ path: String, _ files: any FileStore) {
        chmod(path, 0o700)
        for entry in (try? files.list(path)) ?? [] where entry.isNameable {
            if entry.kind == .folder {
                clear(path + "/" + entry.name, files)
            } else {
                try? files.remove(path + "/" + entry.name)
            }
        }
        try? files.remove(path)
    }

    /// The pairs, in configured order.
    package var setups: [PairSetup] {
        get { facts.withLock { $0.setups } }
        set { facts.withLock { $0.setups = newValue } }
    }

    /// Seconds that runs have waited for, in order.
    package var waited: [Double] { facts.withLock { $0.waited } }

    /// Lets every sync carry out what `mistake` makes of its plan, as an engine does that plans wrongly; copies do so too.
    package func plan(wrongly mistake: @escaping @Sendable (inout PlannedRun) -> Void) {
        facts.withLock { $0.mistake = mistake }
    }

    /// What goes on while runs wait.
    package var whileWaiting: (@Sendable () -> Void)? {
        get { facts.withLock { $0.whileWaiting } }
        set { facts.withLock { $0.whileWaiting = newValue } }
    }

    /// Moves the clock; backwards too.
    package func advance(by seconds: Double) { facts.withLock { $0.clock += Int64(seconds * 1_000_000_000) } }

    // MARK: Files

    /// Saves a file as an editor does: under a new inode.
    package func write(_ path: String, _ text: String) throws {
        try write(path, Array(text.utf8))
    }

    /// Saves bytes as an editor does.
    package func write(_ path: String, _ bytes: [UInt8]) throws {
        let path = root + "/" + path
        if let model { return model.put(path, bytes) }
        try files.makeFolder(Path.parent(path))
        try files.removeIfThere(path + "~")
        try files.create(path + "~", bytes, mode: 0o644)
        try files.replace(path, with: path + "~")
    }

    /// The text of a file; `nil` when there is none.
    package func read(_ path: String) -> String? {
        (try? files.read(root + "/" + path, limit: 1 << 26)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Removes a file.
    package func remove(_ path: String) throws {
        if let model { model.take(root + "/" + path) } else { try files.remove(root + "/" + path) }
    }

    /// Renames a file.
    package func move(_ path: String, to new: String) throws {
        let bytes = try files.read(root + "/" + path, limit: 1 << 26)
        try write(new, bytes)
        try remove(path)
    }

    /// Replaces `old` by `new` in a file, as a person would.
    package func edit(_ path: String, _ old: String, _ new: String) throws {
        guard var text = read(path), let range = text.firstRange(of: old) else { throw FileError(.missing, path) }
        text.replaceSubrange(range, with: new)
        try write(path, text)
    }

    /// The event files' paths, sorted.
    package var eventFiles: [String] { FolderScan(root: root, files: files).snapshot().files.keys.sorted() }

    /// Everything in the folder but the lock, which says who is working, with bytes and stamps.
    package func everything() -> [String: FileTrace] {
        var found: [String: FileTrace] = [:]
        collect(root, into: &found)
        found[root + "/.calsync/lock"] = nil
        return found
    }

    private func collect(_ folder: String, into found: inout [String: FileTrace]) {
        for entry in (try? files.list(folder)) ?? [] {
            let path = folder + "/" + entry.name
            if entry.kind == .folder {
                collect(path, into: &found)
            } else if let status = try? files.status(path) {
                found[path] = FileTrace(
                    stamp: status.stamp, bytes: (try? files.read(path, limit: 1 << 26)) ?? [])
            }
        }
    }

    // MARK: Runs

    /// Opens the folder as a process does.
    ///
    /// - Parameters:
    ///   - setups: The pairs, where they are set up otherwise by now.
    ///   - checkpoint: Called between steps; what it throws is a crash.
    package func open(
        setups: [PairSetup]? = nil, writes: Bool = true, checkpoint: (@Sendable (String) throws -> Void)? = nil
    ) throws -> SyncSession {
        try SyncSession(
            SyncSession.Environment(
                root: root, stateFolder: stateFolder, files: files, now: { [facts] in facts.withLock { $0.clock } },
                random: { [facts] in facts.withLock { $0.draw() } },
                wait: { [facts] seconds in
                    facts.withLock {
                        $0.waited.append(seconds)
                        $0.clock += Int64(seconds * 1_000_000_000)
                    }
                    facts.withLock { $0.whileWaiting }?()
                }, checkpoint: checkpoint),
            setups: setups ?? self.setups, writes: writes)
    }

    /// What `calsync plan` does.
    package func plan(_ request: SyncRequest = SyncRequest()) async throws -> PlannedRun {
        try await open(writes: false).plan(request)
    }

    /// What `calsync sync` does.
    @discardableResult
    package func sync(
        _ request: SyncRequest = SyncRequest(), checkpoint: (@Sendable (String) throws -> Void)? = nil
    ) async throws -> RunReport {
        advance(by: 60)
        let session = try open(checkpoint: checkpoint)
        var planned = try await session.plan(request)
        facts.withLock { $0.mistake }?(&planned)
        let report = try await session.carryOut(planned)
        try await session.close()
        try await session.noteRun(report)
        return report
    }

    /// What `calsync undo` does.
    @discardableResult
    package func undo(
        _ run: String? = nil, events: Set<UID>? = nil, checkpoint: (@Sendable (String) throws -> Void)? = nil
    ) async throws -> FolderReport {
        advance(by: 60)
        let session = try open(checkpoint: checkpoint)
        let report = try await session.carryOut(try await session.planUndo(of: run, events: events))
        try await session.close()
        return report
    }

    /// What `calsync discard` does.
    @discardableResult
    package func discard(
        _ targets: SyncSession.DiscardTarget..., pair: PairID? = nil,
        checkpoint: (@Sendable (String) throws -> Void)? = nil
    ) async throws -> FolderReport {
        advance(by: 60)
        let session = try open(checkpoint: checkpoint)
        let report = try await session.carryOut(try await session.planDiscard(targets, pair: pair))
        try await session.close()
        return report
    }

    /// What `calsync repair` does.
    package func repair() throws {
        let now = facts.withLock { $0.clock }
        try Repair(root: root, stateFolder: stateFolder, files: files, now: now).putAside()
    }
}

/// A file's stamp and bytes.
package struct FileTrace: Hashable, Sendable {
    /// How it looks.
    package var stamp: Stamp
    /// What is in it.
    package var bytes: [UInt8]
}
