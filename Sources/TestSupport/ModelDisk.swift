import Glibc
import SyncCore
import SyncEngine

/// The contents of the model: what is there, and what of it would survive.
struct ModelDisk {
    struct Node {
        var kind: FileKind
        var bytes: [UInt8]
        var mode: UInt32
        /// The bytes as they were last flushed.
        var settled: [UInt8] = []
        var mtime: Int64 = 0
        var ctime: Int64 = 0
    }

    let canExchange: Bool
    var mounts: [String] = []
    var nodes: [UInt64: Node] = [:]
    /// What every path names, as programs see it.
    var names: [String: UInt64] = [:]
    private var settledNames: [String: UInt64] = [:]
    /// Changes of names that were not flushed, in order.
    private var pending: [[(path: String, node: UInt64?)]] = []
    private var lastNode: UInt64 = 1
    /// Whether a link was ever made: without one every path is its own.
    private var hadLinks = false
    private var clock: Int64 = 1_000_000_000_000_000_000

    init(canExchange: Bool) { self.canExchange = canExchange }

    func node(_ path: String) -> Node? { names[path].flatMap { nodes[$0] } }

    func status(_ path: String) -> FileStatus? {
        let path = real(Path.parent(path)).map { Path.join($0, Path.name(path)) } ?? path
        guard let number = names[path], let node = nodes[number] else { return nil }
        let stamp = Stamp(size: UInt64(node.bytes.count), mtime: node.mtime, ctime: node.ctime, inode: number)
        return FileStatus(kind: node.kind, stamp: stamp, mode: node.mode, device: device(path))
    }

    func device(_ path: String) -> UInt64 {
        UInt64(1 + (mounts.firstIndex { Path.isInside(path, $0) }.map { $0 + 1 } ?? 0))
    }

    /// The path with every link on it followed; `nil` when it leads nowhere.
    func real(_ path: String, depth: Int = 0) -> String? {
        guard depth < 16 else { return nil }
        if path == "/" || path.isEmpty { return path }
        guard hadLinks else { return names[path] == nil ? nil : path }
        guard let parent = real(Path.parent(path), depth: depth + 1) else { return nil }
        let whole = Path.join(parent, Path.name(path))
        guard let node = node(whole) else { return nil }
        guard node.kind == .link else { return whole }
        let target = String(decoding: node.bytes, as: UTF8.self)
        return real(target.hasPrefix("/") ? target : Path.join(parent, target), depth: depth + 1)
    }

    func file(_ path: String) throws(FileError) -> Node {
        guard let real = real(path), let node = node(real) else { throw FileError(.missing, path) }
        guard node.kind == .file else { throw FileError(.io, path, code: EISDIR) }
        return node
    }

    func checkFolder(of path: String) throws(FileError) {
        guard node(Path.parent(path))?.kind == .folder else { throw FileError(.missing, path) }
    }

    func checkRename(_ from: String, _ to: String) throws(FileError) {
        try checkFolder(of: to)
        guard device(from) == device(to) else { throw FileError(.crossDevice, to) }
        guard canExchange else { throw FileError(.unsupported, to) }
    }

    // MARK: Changing

    mutating func add(_ node: Node) -> UInt64 {
        lastNode += 1
        hadLinks = hadLinks || node.kind == .link
        nodes[lastNode] = node
        touch(lastNode, contents: true)
        return lastNode
    }

    mutating func addFile(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(FileError) {
        try checkFolder(of: path)
        apply([(path, add(Node(kind: .file, bytes: bytes, mode: mode)))])
    }

    mutating func put(_ path: String, _ bytes: [UInt8]) {
        apply([(path, add(Node(kind: .file, bytes: bytes, mode: 0o644)))])
    }

    mutating func makeFolders(_ path: String) {
        guard path != "/", !path.isEmpty, node(path) == nil else { return }
        makeFolders(Path.parent(path))
        apply([(path, add(Node(kind: .folder, bytes: [], mode: 0o700)))])
    }

    mutating func edit(_ path: String, _ body: (inout Node) -> Void) throws(FileError) {
        guard let real = real(path), let number = names[real], var node = nodes[number] else {
            throw FileError(.missing, path)
        }
        body(&node)
        nodes[number] = node
        touch(number, contents: true)
    }

    mutating func apply(_ changes: [(path: String, node: UInt64?)]) {
        for change in changes {
            names[change.path] = change.node
            if let node = change.node { touch(node, contents: false) }
        }
        pending.append(changes)
    }

    private mutating func touch(_ node: UInt64, contents: Bool) {
        clock += 1_000_000
        nodes[node]?.ctime = clock
        if contents { nodes[node]?.mtime = clock }
    }

    // MARK: Surviving

    mutating func settle(_ path: String) {
        guard let real = real(path), let number = names[real], let node = nodes[number] else { return }
        nodes[number]?.settled = node.bytes
    }

    mutating func settleAll() {
        for (number, node) in nodes { nodes[number]?.settled = node.bytes }
        settledNames = names
        pending = []
    }

    /// Makes the changes in one folder durable, with those before them that touch the same folders.
    mutating func settleFolder(_ path: String) {
        var needed: Set<String> = [path]
        var kept = [Bool](repeating: false, count: pending.count)
        for index in pending.indices.reversed() {
            let folders = Self.folders(of: pending[index])
            guard !folders.isDisjoint(with: needed) else { continue }
            needed.formUnion(folders)
            kept[index] = true
        }
        for (index, changes) in pending.enumerated() where kept[index] {
            for change in changes { settledNames[change.path] = change.node }
        }
        pending = zip(pending, kept).filter { !$0.1 }.map(\.0)
    }

    mutating func settleFolders(above path: String) {
        let parent = Path.parent(path)
        guard parent != path, !parent.isEmpty else { return }
        settleFolder(parent)
        settleFolders(above: parent)
    }

    private static func folders(of changes: [(path: String, node: UInt64?)]) -> Set<String> {
        Set(changes.map { Path.parent($0.path) })
    }

    mutating func crash(_ seed: UInt64) {
        var random = Chance(seed)
        var lostFolders: Set<String> = []
        for changes in pending {
            let folders = Self.folders(of: changes)
            // A folder's journal is kept up to some change and lost from there on.
            if !folders.isDisjoint(with: lostFolders) || random.oneIn(3) {
                lostFolders.formUnion(folders)
                lostFolders.formUnion(changes.map(\.path))
                continue
            }
            for change in changes { settledNames[change.path] = change.node }
        }
        pending = []
        for number in nodes.keys.sorted() {
            guard var node = nodes[number], node.kind == .file, node.bytes != node.settled else { continue }
            node.bytes = Self.survivors(of: node, &random)
            nodes[number] = node
        }
        names = settledNames.filter { path, _ in hasFolders(path) }
        settleAll()
    }

    private func hasFolders(_ path: String) -> Bool {
        let parent = Path.parent(path)
        return parent == "/" || parent.isEmpty || (settledNames[parent] != nil && hasFolders(parent))
    }

    /// Bytes that may be found of a file that was written and not flushed.
    private static func survivors(of node: Node, _ random: inout Chance) -> [UInt8] {
        let common = zip(node.bytes, node.settled).prefix { $0 == $1 }.count
        let cut = common + (node.bytes.count > common ? random.below(node.bytes.count - common + 1) : 0)
        switch random.below(4) {
        case 0: return node.bytes
        case 1: return node.settled
        case 2: return Array(node.bytes[..<cut])
        default:
            // The size was written and a page was not: zeros.
            return Array(node.bytes[..<cut]) + [UInt8](repeating: 0, count: min(node.bytes.count - cut, 64))
        }
    }
}
