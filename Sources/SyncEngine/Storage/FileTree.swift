import CShims
import Glibc
import ProviderKit
import SyncCore

/// The event files of a folder on disk, by name and stamp: listed by one thread, looked at by two.
///
/// `@unchecked`: the names are written by ``list()`` alone, which ``waitForList()`` waits for; after that each chunk of
/// looks belongs to the thread that claimed it.
final class FileTree: @unchecked Sendable {
    /// Whether every name could be taken in: no unreadable folder, no link, no name that is not UTF-8.
    private(set) var isComplete = true

    private static let chunk = 256

    private let root: Int32
    private let rootPath: String
    /// Relative paths, each ended by NUL.
    private var names: [UInt8] = []
    /// Where each path begins; one more at the end.
    private var starts: [Int] = [0]
    private var looks = UnsafeMutableBufferPointer<cs_stat>(start: nil, count: 0)
    private let claimed = Locked(0)
    private let listed = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init?(root: String) {
        self.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        rootPath = root
        sem_init(listed, 0, 0)
        if self.root < 0 { return nil }
    }

    deinit {
        if root >= 0 { close(root) }
        looks.deallocate()
        sem_destroy(listed)
        listed.deallocate()
    }

    /// Lists the folder and those below it.
    func list() {
        var folders: [[UInt8]] = [[]]
        while let folder = folders.popLast() { list(folder, &folders) }
        looks = .allocate(capacity: starts.count - 1)
        looks.initialize(repeating: cs_stat())
        sem_post(listed)
    }

    /// Returns once ``list()`` is done.
    func waitForList() {
        while sem_wait(listed) != 0 {}
    }

    /// Takes stamps, a chunk at a time, until every file has its own.
    func lookAtFiles() {
        let count = starts.count - 1
        while true {
            let start = claimed.withLock { next in
                defer { next += Self.chunk }
                return next
            }
            guard start < count else { return }
            names.withUnsafeBytes { bytes in
                guard let first = bytes.baseAddress else { return }
                for index in start..<min(start + Self.chunk, count) {
                    let path = (first + starts[index]).assumingMemoryBound(to: CChar.self)
                    // A file that went since it was listed keeps a link count of 0.
                    if cs_lstat_at(root, path, &looks[index]) != 0 { looks[index] = cs_stat() }
                }
            }
        }
    }

    /// How many files were listed.
    var count: Int { starts.count - 1 }

    /// Calls `body` with the relative path and the stamp of the files in `range` that are still there.
    func forEachFile(in range: Range<Int>, _ body: (UnsafeRawBufferPointer, Stamp) -> Void) {
        names.withUnsafeBytes { bytes in
            for index in range where looks[index].links > 0 {
                let look = looks[index]
                let path = UnsafeRawBufferPointer(rebasing: bytes[starts[index]..<starts[index + 1] - 1])
                body(path, Stamp(size: look.size, mtime: look.mtime_ns, ctime: look.ctime_ns, inode: look.inode))
            }
        }
    }

    private func list(_ folder: [UInt8], _ folders: inout [[UInt8]]) {
        let path = rootPath + "/" + String(decoding: folder, as: UTF8.self)
        guard let open = opendir(path) else {
            isComplete = false
            return
        }
        defer { closedir(open) }
        while true {
            errno = 0
            guard let entry = readdir(open) else { break }
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
            names.append(contentsOf: folder)
            names.append(contentsOf: name)
            names.append(0)
            starts.append(names.count)
        case Int32(DT_LNK), Int32(DT_UNKNOWN): isComplete = false
        default: return
        }
    }

    private static func isText(_ name: UnsafeRawBufferPointer) -> Bool {
        name.allSatisfy { $0 < 0x80 } || String(validating: name, as: UTF8.self) != nil
    }
}
