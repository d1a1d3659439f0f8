import Glibc
import ICalendar
import SyncCore
import SyncEngine
import TestSupport

/// Values that the storage tests put away and read back.
enum Sample {
    static let folderID = "0123456789abcdef0123456789abcdef"
    static let pair = PairID("work")

    static func uid(_ number: Int) -> UID { UID("event-\(number)@example.org")! }

    static func key(_ number: Int, _ pair: PairID = pair) -> RecordKey { RecordKey(pair, uid(number)) }

    static func live(_ number: Int, title: String, revision: String = "1", padding: Int = 0) -> Record {
        let view = View(master: Part([.title: .text(title)]))
        let seen = RemoteEvent(id: "remote-\(number)", revision: revision, uid: uid(number), view: view)
        return .live(
            Base(
                seen: seen, remoteShadow: view, folderShadow: view,
                agreed: Array("BEGIN:VEVENT\r\nSUMMARY:\(title)\r\nEND:VEVENT\r\n".utf8)
                    + [UInt8](repeating: UInt8(ascii: " "), count: padding)))
    }

    static func stamp(_ number: Int) -> Stamp {
        Stamp(size: UInt64(1_000 + number), mtime: 1_700_000_000_000_000_000 + Int64(number), ctime: 17, inode: 99)
    }

    static func file(_ number: Int, hash: String = "00112233445566778899aabbccddeeff") -> FileEntry {
        FileEntry(uid: uid(number), stamp: stamp(number), hash: hash)
    }

    /// What agreeing on one event makes of the state.
    static func commit(_ number: Int, title: String, operation: String? = nil, padding: Int = 0) -> Commit {
        Commit(
            operation: operation,
            records: [.init(key(number), RecordEntry(live(number, title: title, padding: padding)))],
            files: ["work/event-\(number).ics": file(number, hash: Digest.of(Array(title.utf8)))])
    }

    static func intent(_ operation: String, _ number: Int = 0) -> Intent {
        Intent(
            operation: operation, key: key(number), kind: .createRemote, planned: live(number, title: "planned"),
            previous: nil)
    }
}

/// A folder on disk that goes with the test.
final class Scratch: Sendable {
    /// The folder, links followed.
    let path: String

    init() {
        var template = Array("/tmp/calsync-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nowhere"
    }

    deinit { Self.clear(path) }

    /// Writes a file, with its folders.
    func write(_ text: String, to name: String) throws {
        let file = path + "/" + name
        try DiskFileStore().makeFolder(Path.parent(file))
        try DiskFileStore().removeIfThere(file)
        try DiskFileStore().create(file, Array(text.utf8), mode: 0o644)
    }

    /// The text of a file.
    func text(_ name: String) throws -> String {
        String(decoding: try DiskFileStore().read(path + "/" + name, limit: 1 << 20), as: UTF8.self)
    }

    private static func clear(_ path: String) {
        let files = DiskFileStore()
        chmod(path, 0o700)
        for entry in (try? files.list(path)) ?? [] where entry.isNameable {
            if entry.kind == .folder {
                clear(path + "/" + entry.name)
            } else {
                try? files.remove(path + "/" + entry.name)
            }
        }
        try? files.remove(path)
    }
}
