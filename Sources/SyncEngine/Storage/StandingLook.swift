import CShims
import Glibc
import ICalendar
import SyncCore

/// A look at the files of a manifest whose folders stand (``FolderStamps``), so that nothing is listed and nothing looked
/// up: one thread reads lines, and whoever is free looks at their files.
///
/// `@unchecked`: what ``read()`` sets is read once both threads are done.
final class StandingLook: @unchecked Sendable {
    private let text: MappedFile
    private let root: Int32
    private let rootPath: String
    private let queue = WorkQueue<[ManifestScan.File]>()
    private var error: StateError?
    private var header: ManifestHeader?
    private var isPlain = true
    private var paused = 0

    /// Lines that one thread looks at in one go.
    private static let batch = 256

    /// - Parameters:
    ///   - root: The calendar folder, open as long as this lives.
    ///   - rootPath: Its path.
    init(_ text: MappedFile, root: Int32, rootPath: String) {
        self.text = text
        self.root = root
        self.rootPath = rootPath
    }

    /// Looks; `nil` when a path stands in the text in another form than on the disk.
    func look() throws(StateError) -> QuickLook? {
        let first = Locked(Tally())
        var second = Tally()
        TwoThreads.run { [self] in
            read()
            let found = lookAtFiles()
            first.withLock { $0 = found }
        } and: {
            second = lookAtFiles()
        }
        if let error { throw error }
        guard isPlain, let header else { return nil }
        let tally = first.withLock { $0 + second }
        return QuickLook(
            header: header, unchanged: tally.unchanged, changed: tally.changed, new: 0, missing: tally.missing,
            paused: paused)
    }

    private struct Tally: Sendable {
        var unchanged = 0
        var changed = 0
        var missing = 0

        static func + (a: Tally, b: Tally) -> Tally {
            Tally(
                unchanged: a.unchanged + b.unchanged, changed: a.changed + b.changed, missing: a.missing + b.missing)
        }
    }

    /// Reads the manifest, after its checksum, and hands its lines out.
    private func read() {
        defer { queue.close() }
        do throws(StateError) {
            var scan = try ManifestScan(text.bytes)
            header = scan.header
            var files: [ManifestScan.File] = []
            files.reserveCapacity(Self.batch)
            while let file = try scan.nextFile() {
                if text.bytes[file.path].contains(UInt8(ascii: "\\")) { isPlain = false }
                if file.state == UInt8(ascii: "p") { paused += 1 }
                files.append(file)
                guard files.count == Self.batch else { continue }
                queue.add(files)
                files.removeAll(keepingCapacity: true)
            }
            queue.add(files)
        } catch {
            self.error = error
        }
    }

    private func lookAtFiles() -> Tally {
        var tally = Tally()
        // Of its own for each thread: the kernel counts the uses of a descriptor, and two threads would fight for the count.
        let own = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if own >= 0 { close(own) } }
        while let files = queue.claim() {
            guard let header else { continue }
            let check = StampCheck(text: text.bytes, stampedAt: header.stampedAt, root: rootPath)
            withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { path in
                for file in files { look(at: file, from: own >= 0 ? own : root, check, path, &tally) }
            }
        }
        return tally
    }

    /// - Parameter path: Room for a path.
    private func look(
        at file: ManifestScan.File, from folder: Int32, _ check: StampCheck, _ path: UnsafeMutableRawBufferPointer,
        _ tally: inout Tally
    ) {
        var look = cs_stat()
        guard file.path.count < path.count, let start = path.baseAddress else {
            tally.missing += 1
            return
        }
        path.copyMemory(from: UnsafeRawBufferPointer(rebasing: text.bytes[file.path]))
        path[file.path.count] = 0
        guard cs_lstat_at(folder, start.assumingMemoryBound(to: CChar.self), &look) == 0 else {
            tally.missing += 1
            return
        }
        if check.isUnchanged(file.path, known: file.stamp, found: Stamp(look), hash: file.hash.lowerBound) {
            tally.unchanged += 1
        } else {
            tally.changed += 1
        }
    }
}
