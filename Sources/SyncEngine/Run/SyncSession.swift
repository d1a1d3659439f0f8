import ICalendar
import ProviderKit
import SyncCore

/// One calendar folder, opened: reads, plans and carries out (ARCHITECTURE.md, "A sync, step by step").
///
/// An actor, because it is what changes over time; time, randomness and waiting are arguments.
package actor SyncSession {
    /// What the session works with.
    package struct Environment: Sendable {
        /// The calendar folder, absolute.
        package var root: String
        /// Where this machine remembers folders (``KnownFolders``).
        package var stateFolder: String
        /// What the settings files said, to be remembered; `nil` where they hold no pair or were not read whole.
        package var settings: SettingsMemo?
        /// The disk.
        package var files: any FileStore
        /// ns since 1970.
        package var now: @Sendable () -> Int64
        /// Random bits.
        package var random: @Sendable () -> UInt64
        /// Waits for so many seconds; throws when the run is stopped.
        package var wait: @Sendable (Double) async throws -> Void
        /// Called between steps; what it throws stops there (for crash tests).
        package var checkpoint: (@Sendable (String) throws -> Void)?
        /// Told what goes on.
        package var progress: @Sendable (RunProgress) -> Void

        package init(
            root: String, stateFolder: String, settings: SettingsMemo? = nil, files: any FileStore = DiskFileStore(),
            now: @escaping @Sendable () -> Int64, random: @escaping @Sendable () -> UInt64,
            wait: @escaping @Sendable (Double) async throws -> Void,
            checkpoint: (@Sendable (String) throws -> Void)? = nil,
            progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
        ) {
            self.root = root
            self.stateFolder = stateFolder
            self.settings = settings
            self.files = files
            self.now = now
            self.random = random
            self.wait = wait
            self.checkpoint = checkpoint
            self.progress = progress
        }
    }

    let environment: Environment
    let setups: [PairSetup]
    let store: ManifestStore
    let folders: KnownFolders
    let writer: FileWriter
    let history: History
    let retries: RetrySchedule
    let lock: FolderLock?
    private let releasesLock: Bool
    /// The generation of the manifest that was found.
    private let openedAt: Int
    /// The folder as this run sees it; `nil` before the first plan.
    var local: LocalFolder?
    /// When that look at the folder began, in ns since 1970.
    var lookedAt: Int64 = 0
    var request = SyncRequest()
    /// What was read of each pair in this run.
    var readings: [PairID: RemoteReading] = [:]
    /// Deleted events that a look at the service has found to be there again, under whatever revision.
    var disproved: Set<RecordKey> = []
    var calendars: [PairID: RemoteCalendar] = [:]
    var facts: [PairFacts] = []
    /// How fast each account may be asked, and each pair's calendar be written to.
    var pacing: Pacing
    /// How many writes go out at once, by account.
    var lanes: [String: Lanes] = [:]
    var troubles: [PairTrouble] = []
    /// The cursors up to which all that was read is durable, whether they are worth writing down or not.
    var reached: [PairID: Cursor] = [:]
    /// Whether a run of this session has come to its end, so that all files were looked at.
    var hasFinished = false
    /// Pairs that the request leaves out, with the reason.
    var leftOut: [Held] = []
    /// What was skipped and has changed since.
    var overSkips: Set<RecordKey> = []
    /// Whether planning notes what both sides say of an event (``values``), for it to be skipped.
    var notesValues = false
    /// What both sides say, by event, of what is planned.
    var values: [RecordKey: SkipCheck.Values] = [:]

    /// Opens the folder.
    ///
    /// - Parameters:
    ///   - writes: Whether the lock is taken; reading commands take none.
    ///   - held: The lock, when the caller holds that of this folder already; it stays the caller's.
    /// - Throws: ``OpenError``, ``StateError``, ``LockError``, ``FileError``.
    package init(
        _ environment: Environment, setups: [PairSetup], writes: Bool, held: FolderLock? = nil,
        retries: RetrySchedule = RetrySchedule()
    ) throws {
        self.environment = environment
        self.setups = setups
        self.retries = retries
        pacing = Pacing(now: environment.now())
        folders = KnownFolders(stateFolder: environment.stateFolder, files: environment.files)
        let isThere = try Self.judge(environment, folders)
        let held = held.flatMap { $0.root == environment.root && !$0.isOutdated ? $0 : nil }
        lock = writes ? try held ?? FolderLock.acquire(root: environment.root, files: environment.files) : nil
        releasesLock = held == nil
        var id = try Anchor.read(root: environment.root, files: environment.files)
        if id == nil, writes {
            id = try Anchor.make(root: environment.root, files: environment.files) {
                UInt8(truncatingIfNeeded: environment.random())
            }
        }
        store = try ManifestStore.open(
            root: environment.root, files: environment.files, folderID: id ?? "", checkpoint: environment.checkpoint)
        openedAt = store.manifest.generation
        let generation = isThere ? openedAt : nil
        try FolderState.check(try folders.verdict(on: environment.root, generation: generation))
        writer = FileWriter(
            root: environment.root, files: environment.files, now: environment.now, checkpoint: environment.checkpoint)
        history = History(root: environment.root, files: environment.files)
    }

    /// Takes the lock of a folder for longer than one session.
    ///
    /// - Throws: ``OpenError``, ``StateError``, ``LockError``, ``FileError``.
    package static func takeLock(_ environment: Environment) throws -> FolderLock {
        _ = try judge(environment, KnownFolders(stateFolder: environment.stateFolder, files: environment.files))
        return try FolderLock.acquire(root: environment.root, files: environment.files)
    }

    /// Returns whether there is a manifest. A folder that was emptied or not mounted must not be given a new anchor: it is
    /// judged before anything is made.
    private static func judge(_ environment: Environment, _ folders: KnownFolders) throws -> Bool {
        let isThere = try environment.files.status(StateLayout(root: environment.root).manifest) != nil
        try FolderState.check(try folders.verdict(on: environment.root, generation: isThere ? .max : nil))
        return isThere
    }

    /// What calsync knows, up to the last commit.
    package var manifest: Manifest { store.manifest }

    /// What the services can be asked with after this run.
    ///
    /// - Parameter before: What they could be asked with before it; of no use where others wrote since.
    package func quietServices(after before: QuietServices?) -> QuietServices {
        QuietServices(
            store.manifest, cursors: reached, before: before?.generation == openedAt ? before : nil,
            asked: Set(facts.map(\.id) + troubles.map(\.pair)))
    }

    /// The record of an event; `nil` when nothing is known.
    package func record(_ key: RecordKey) throws -> Record? { try store.record(key) }

    /// Writes down what the run did; after it a second look is quick. Nothing is written where nothing changed.
    package func close() throws {
        defer { if releasesLock { lock?.release() } }
        guard lock != nil else { return }
        // Without a look at the files the old moment stands: what was 'racily clean' then is still to be read.
        let stampedAt = hasFinished ? environment.now() : store.manifest.stampedAt
        try store.fold(stampedAt: stampedAt) { manifest in
            guard hasFinished else { return [:] }
            return FolderStamps.taken(root: environment.root, files: environment.files, manifest: manifest)
        }
        try folders.update(environment.root) { [store] known in
            let generation = store.manifest.generation
            let device = (try? self.environment.files.status(self.environment.root))??.device ?? 0
            if known == nil || known?.id != store.manifest.folderID {
                known = KnownFolder(id: store.manifest.folderID, generation: generation, device: device)
            }
            known?.generation = generation
            known?.device = device
        }
    }

    /// A random id for a run or an operation.
    func makeID() -> String {
        let value = environment.random()
        return String(repeating: "0", count: value.leadingZeroBitCount / 4) + String(value, radix: 16)
    }

    var seconds: Double { Double(environment.now()) / 1_000_000_000 }
}

/// Why a folder can't be worked on.
package enum OpenError: Error, Hashable, Sendable {
    /// The folder is not the one that was here before.
    case notThisFolder(String)

    /// What happened.
    package var sentence: String {
        switch self {
        case .notThisFolder(let reason): reason
        }
    }

    /// What to do.
    package var remedy: String {
        "Mount it, or restore it. If it really is a new folder, run `calsync repair --new-folder`; nothing is deleted anywhere."
    }
}

/// Judges whether the state of a folder may be used.
enum FolderState {
    static func check(_ verdict: FolderVerdict) throws {
        switch verdict {
        case .new, .known, .clone: return
        case .notThisFolder(let reason): throw OpenError.notThisFolder(reason)
        case .stateLost: throw StateError.lost
        case .rolledBack(let found, let expected): throw StateError.rolledBack(found: found, expected: expected)
        }
    }
}
