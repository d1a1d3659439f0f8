import Glibc
import SyncCore
import SyncEngine

/// A file system in memory that remembers what was flushed, so that tests can cut its power.
///
/// A file's bytes survive a crash as far as the file was flushed; what was written since is there, lost, or there in
/// part. A name survives as far as its folder was flushed; the changes of names since are kept or lost, in their order
/// within a folder, and a rename between two folders in both or in neither. A flushed file whose name was not flushed
/// may have no name.
package final class ModelFileStore: FileStore, @unchecked Sendable {
    private let lock = Mutex()
    private var disk: ModelDisk
    private var steps: [String] = []
    private var failures: [(step: Int, error: FileError)] = []
    private var powerEndsAt: Int?
    private var hook: (@Sendable (String) -> Void)?
    private var locked: Set<String> = []
    private var neglected: (@Sendable (String) -> Bool)?

    /// A file system with one empty folder.
    ///
    /// - Parameter root: The folder's absolute path.
    /// - Parameter canExchange: Whether names can be exchanged, and renamed without replacing (not so on NFS).
    package init(root: String = "/folder", canExchange: Bool = true) {
        disk = ModelDisk(canExchange: canExchange)
        disk.makeFolders(root)
        disk.settleAll()
    }

    /// Another disk with what is on `other`; nobody holds its locks, and nothing is planned to go wrong.
    package init(copying other: ModelFileStore) {
        (disk, neglected) = other.lock.run { (other.disk, other.neglected) }
    }

    // MARK: For tests

    /// The changing steps so far, as `verb path`.
    package var journalOfSteps: [String] { lock.run { steps } }

    /// Calls `body` before every changing step, outside the lock: a place to let 'an editor' save.
    package func onStep(_ body: (@Sendable (String) -> Void)?) { lock.run { hook = body } }

    /// Leaves out the steps, as `verb path`, that `isNeglected` names, as a program does that forgets them; copies do so too.
    package func neglect(_ isNeglected: @escaping @Sendable (String) -> Bool) {
        lock.run { neglected = isNeglected }
    }

    /// Makes the `step`-th changing step from now (0 is the next) fail with `error`; it changes nothing.
    package func failNext(_ step: Int = 0, _ error: FileError) {
        lock.run { failures.append((steps.count + step, error)) }
    }

    /// Lets `count` more changing steps happen; from then on nothing works until ``crash(keeping:)``.
    package func cutPower(after count: Int) { lock.run { powerEndsAt = steps.count + count } }

    /// Lets everything reach the disk, as it does by itself after half a minute.
    package func settle() { lock.run { disk.settleAll() } }

    /// Loses what was not flushed, as `seed` chooses, and has power again. Locks are gone.
    package func crash(keeping seed: UInt64) {
        lock.run {
            disk.crash(seed)
            powerEndsAt = nil
            failures = []
            locked = []
        }
    }

    /// Puts a new file there as another program would: flushed, folders made as needed.
    package func put(_ path: String, _ bytes: [UInt8]) {
        lock.run {
            disk.makeFolders(Path.parent(path))
            disk.put(path, bytes)
            disk.settle(path)
            disk.settleFolders(above: path)
        }
    }

    /// Puts a file there as another program would.
    package func put(_ path: String, _ text: String) { put(path, Array(text.utf8)) }

    /// Removes a file as another program would.
    package func take(_ path: String) {
        lock.run {
            disk.apply([(path, nil)])
            disk.settleFolder(Path.parent(path))
        }
    }

    /// Makes a symbolic link.
    package func putLink(_ path: String, to target: String) {
        lock.run {
            disk.makeFolders(Path.parent(path))
            disk.apply([(path, disk.add(ModelDisk.Node(kind: .link, bytes: Array(target.utf8), mode: 0o777)))])
            disk.settleAll()
        }
    }

    /// Says that what is below `path` is on another device.
    package func mount(_ path: String) { lock.run { disk.mounts.append(path) } }

    /// The text of a file; `nil` when it is not there.
    package func text(_ path: String) -> String? {
        lock.run { disk.node(path)?.bytes }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// All files and links with their bytes, by path.
    package func allFiles() -> [String: [UInt8]] {
        lock.run {
            disk.names.compactMapValues { disk.nodes[$0] }.filter { $0.value.kind != .folder }.mapValues(\.bytes)
        }
    }

    // MARK: FileStore

    package func status(_ path: String) throws(FileError) -> FileStatus? {
        try look(path) { disk throws(FileError) in disk.status(path) }
    }

    package func list(_ path: String) throws(FileError) -> [DirectoryEntry] {
        try look(path) { disk throws(FileError) in
            guard let path = disk.real(path), disk.node(path)?.kind == .folder else { throw FileError(.missing, path) }
            return disk.names.keys.filter { Path.parent($0) == path && $0 != path }.compactMap { child in
                disk.node(child).map { DirectoryEntry(name: Path.name(child), kind: $0.kind) }
            }
        }
    }

    package func resolve(_ path: String) throws(FileError) -> String? {
        try look(path) { disk throws(FileError) in disk.real(path) }
    }

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try look(path) { disk throws(FileError) in
            let bytes = try disk.file(path).bytes
            guard bytes.count <= limit else { throw FileError(.tooLarge, path) }
            return bytes
        }
    }

    package func read(_ path: String, at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        try look(path) { disk throws(FileError) in Array(try disk.file(path).bytes.dropFirst(Int(offset)).prefix(count))
        }
    }

    package func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        try change("append", path) { disk throws(FileError) in
            if disk.names[path] == nil { try disk.addFile(path, [], mode: 0o600) }
            try disk.edit(path) { $0.bytes += bytes }
        }
    }

    package func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(FileError) {
        try change("create", path) { disk throws(FileError) in
            guard disk.names[path] == nil else { throw FileError(.exists, path) }
            try disk.addFile(path, bytes, mode: mode)
        }
    }

    package func flush(_ path: String) throws(FileError) {
        try change("flush", path) { disk throws(FileError) in
            _ = try disk.file(path)
            disk.settle(path)
        }
    }

    package func flushFolder(_ path: String) throws(FileError) {
        try change("flushFolder", path) { disk throws(FileError) in
            guard let path = disk.real(path) else { throw FileError(.missing, path) }
            disk.settleFolder(path)
        }
    }

    package func exchange(_ a: String, _ b: String) throws(FileError) {
        try change("exchange", b) { disk throws(FileError) in
            guard let first = disk.names[a], let second = disk.names[b] else { throw FileError(.missing, b) }
            try disk.checkRename(a, b)
            disk.apply([(a, second), (b, first)])
        }
    }

    package func renameNoReplace(_ from: String, _ to: String) throws(FileError) {
        try change("renameNoReplace", to) { disk throws(FileError) in
            guard let node = disk.names[from] else { throw FileError(.missing, from) }
            try disk.checkRename(from, to)
            guard disk.names[to] == nil else { throw FileError(.exists, to) }
            disk.apply([(from, nil), (to, node)])
        }
    }

    package func replace(_ path: String, with temporary: String) throws(FileError) {
        try change("replace", path) { disk throws(FileError) in
            guard let node = disk.names[temporary] else { throw FileError(.missing, temporary) }
            try disk.checkFolder(of: path)
            guard disk.device(temporary) == disk.device(path) else { throw FileError(.crossDevice, path) }
            disk.apply([(temporary, nil), (path, node)])
        }
    }

    package func link(_ path: String, as second: String) throws(FileError) {
        try change("link", second) { disk throws(FileError) in
            guard let node = disk.names[path] else { throw FileError(.missing, path) }
            try disk.checkFolder(of: second)
            guard disk.names[second] == nil else { throw FileError(.exists, second) }
            guard disk.device(path) == disk.device(second) else { throw FileError(.crossDevice, second) }
            disk.apply([(second, node)])
        }
    }

    package func remove(_ path: String) throws(FileError) {
        try change("remove", path) { disk throws(FileError) in
            guard disk.names[path] != nil else { throw FileError(.missing, path) }
            guard !disk.names.keys.contains(where: { Path.parent($0) == path }) else { throw FileError(.exists, path) }
            disk.apply([(path, nil)])
        }
    }

    package func makeFolder(_ path: String) throws(FileError) {
        if try status(path)?.kind == .folder { return }
        try change("makeFolder", path) { disk throws(FileError) in disk.makeFolders(path) }
    }

    package func truncate(_ path: String, to length: UInt64) throws(FileError) {
        try change("truncate", path) { disk throws(FileError) in
            try disk.edit(path) { $0.bytes = Array($0.bytes.prefix(Int(length))) }
        }
    }

    package func copyMetadata(from: String, to: String) {
        lock.run {
            guard let mode = disk.node(from)?.mode else { return }
            try? disk.edit(to) { $0.mode = mode }
        }
    }

    package func lock(_ path: String, waiting: Bool) throws(FileError) -> FileLock? {
        let isTaken = lock.run { !locked.insert(path).inserted }
        if isTaken { return nil }
        if try status(path) == nil { try create(path, [], mode: 0o600) }
        return FileLock { [self] in _ = lock.run { locked.remove(path) } }
    }

    // MARK: Steps

    private func look<Answer>(_ path: String, _ body: (ModelDisk) throws(FileError) -> Answer) throws(FileError)
        -> Answer
    {
        let result: Result<Answer, FileError> = lock.run {
            if let end = powerEndsAt, steps.count >= end { return .failure(FileError(.io, path)) }
            do throws(FileError) { return .success(try body(disk)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func change(_ verb: String, _ path: String, _ body: (inout ModelDisk) throws(FileError) -> Void)
        throws(FileError)
    {
        if lock.run({ neglected })?("\(verb) \(path)") == true { return }
        lock.run { hook }?("\(verb) \(path)")
        let result: Result<Void, FileError> = lock.run {
            let step = steps.count
            if let end = powerEndsAt, step >= end { return .failure(FileError(.io, path)) }
            steps.append("\(verb) \(path)")
            if let index = failures.firstIndex(where: { $0.step == step }) {
                return .failure(failures.remove(at: index).error)
            }
            do throws(FileError) { return .success(try body(&disk)) } catch { return .failure(error) }
        }
        try result.get()
    }
}

/// A pthread mutex, which the thread sanitizer understands.
private final class Mutex: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func run<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
