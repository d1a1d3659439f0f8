import Glibc

/// The event files of a folder on disk, by name and stamp: listed by one thread, looked at by two while it lists.
///
/// `@unchecked`: a batch belongs to ``list()`` until it is published, then to the thread that claimed it, and is only read
/// once all were looked at.
final class FileTree: @unchecked Sendable {
    /// Whether every name could be taken in: no unreadable folder, no link, no name that is not UTF-8. Known after ``list()``.
    private(set) var isComplete = true

    private let root: Int32
    private let rootPath: String
    /// The batch that is being filled.
    private var open = Batch()
    private let queue = WorkQueue<Batch>()

    /// Opens the folder; `nil` where that can't be.
    init?(root: String) {
        self.root = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        rootPath = root
        if self.root < 0 { return nil }
    }

    deinit { if root >= 0 { close(root) } }

    /// Lists the folder and those below it.
    func list() {
        var folders: [[UInt8]] = [[]]
        while let folder = folders.popLast() { list(folder, &folders) }
        publish()
        queue.close()
    }

    private func publish() {
        guard open.count > 0 else { return }
        queue.add(open)
        open = Batch()
    }

    /// Takes stamps, a batch at a time, until the list is at its end and every file has its own.
    func lookAtFiles() {
        // Of its own for each thread: the kernel counts the uses of a descriptor, and two threads would fight for the count.
        let own = openat(self.root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if own >= 0 { close(own) } }
        while let batch = queue.claim() { batch.look(in: own >= 0 ? own : root) }
    }

    /// All batches. Of use once both threads are done with ``lookAtFiles()``.
    var batches: [Batch] { queue.pieces }

    private func list(_ folder: [UInt8], _ folders: inout [[UInt8]]) {
        let path = rootPath + "/" + String(decoding: folder, as: UTF8.self)
        guard let stream = opendir(path) else {
            isComplete = false
            return
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let start = UnsafeRawPointer(entry) + offset
            let name = UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self)))
            if name.first == UInt8(ascii: ".") { continue }
            add(name, Int32(entry.pointee.d_type), folder, &folders)
        }
        if errno != 0 { isComplete = false }
    }

    private func add(_ name: UnsafeRawBufferPointer, _ type: Int32, _ folder: [UInt8], _ folders: inout [[UInt8]]) {
        let isEventFile = name.count > 4 && name.suffix(4).elementsEqual(".ics".utf8)
        switch type {
        case Int32(DT_DIR):
            if !Self.isText(name) { isComplete = false }
            folders.append(folder + Array(name) + [UInt8(ascii: "/")])
        case Int32(DT_REG):
            guard isEventFile else { return }
            if !Self.isText(name) { isComplete = false }
            open.add(folder, name)
            if open.isFull { publish() }
        case Int32(DT_LNK), Int32(DT_UNKNOWN): isComplete = false
        default: return
        }
    }

    private static func isText(_ name: UnsafeRawBufferPointer) -> Bool {
        name.allSatisfy { $0 < 0x80 } || String(validating: name, as: UTF8.self) != nil
    }
}
