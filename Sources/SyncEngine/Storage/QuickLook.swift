import Glibc
import ICalendar
import SyncCore

/// The answer to 'is there anything to do?', found without decoding more than stamps.
///
/// Where the folders stand as the manifest says (``FolderStamps``), nothing but the manifest's own files is looked at
/// (``StandingLook``). Otherwise one thread reads the manifest's text while another lists the folders; whoever is done
/// first begins to look at the files, in chunks. Files whose stamp is too young to be trusted are read and compared by
/// digest, so that a folder that was just synced is quiet.
package struct QuickLook: Sendable {
    /// The manifest's header.
    package var header: ManifestHeader
    /// How many files are as they were.
    package var unchanged: Int
    /// How many files changed.
    package var changed: Int
    /// How many files are not in the manifest.
    package var new: Int
    /// How many files of the manifest are gone.
    package var missing: Int
    /// How many of the manifest's files wait for a person.
    package var paused: Int

    /// Whether the folder is as the manifest says.
    package var isQuiet: Bool { changed == 0 && new == 0 && missing == 0 }

    /// Looks at the folder at `root`, on the disk; `nil` when only the full walk can tell.
    ///
    /// That is so when there is no manifest, or something in the journal, an unreadable folder, a link, a name that is
    /// not UTF-8, or a path that JSON must escape.
    package static func look(at root: String) throws(StateError) -> QuickLook? {
        let layout = StateLayout(root: root)
        var status = stat()
        if stat(layout.journal, &status) == 0, status.st_size > 0 { return nil }
        guard let text = try MappedFile(layout.manifest) else { return nil }
        if let folder = try? Descriptor(root, O_RDONLY | O_DIRECTORY),
            FolderStamps.stand(in: text, root: folder.number)
        {
            return try StandingLook(text, root: folder.number, rootPath: root).look()
        }
        let known = KnownStamps(text)
        guard let tree = FileTree(root: root) else { return nil }
        TwoThreads.run {
            tree.list()
            tree.lookAtFiles()
        } and: {
            known.read()
            tree.lookAtFiles()
        }
        if let error = known.error { throw error }
        guard tree.isComplete, known.isPlain, let header = known.header else { return nil }
        let tally = tally(of: tree, known, root)
        return QuickLook(
            header: header, unchanged: tally.unchanged, changed: tally.changed, new: tally.new,
            missing: known.count - tally.unchanged - tally.changed, paused: known.paused)
    }

    private struct Tally {
        var unchanged = 0
        var changed = 0
        var new = 0
    }

    /// Compares what was found with what is known, half of it on each thread.
    private static func tally(of tree: FileTree, _ known: KnownStamps, _ root: String) -> Tally {
        let batches = tree.batches
        let half = batches.count / 2
        let first = Locked(Tally())
        var second = Tally()
        TwoThreads.run {
            let found = tally(of: batches[..<half], known, root)
            first.withLock { $0 = found }
        } and: {
            second = tally(of: batches[half...], known, root)
        }
        return first.withLock { found in
            Tally(
                unchanged: found.unchanged + second.unchanged, changed: found.changed + second.changed,
                new: found.new + second.new)
        }
    }

    private static func tally(of batches: ArraySlice<FileTree.Batch>, _ known: KnownStamps, _ root: String) -> Tally {
        var tally = Tally()
        for batch in batches {
            batch.forEachFew { paths, stamps in
                known.forEachRow(of: paths) { index, row in
                    guard let row else {
                        tally.new += 1
                        return
                    }
                    if known.isUnchanged(row, stamps[index], root: root) {
                        tally.unchanged += 1
                    } else {
                        tally.changed += 1
                    }
                }
            }
        }
        return tally
    }
}

/// A file's bytes, mapped into memory, read-only. Ours are replaced whole, never changed in place.
final class MappedFile: @unchecked Sendable {
    /// The bytes, as long as this lives.
    let bytes: UnsafeRawBufferPointer

    /// Maps the file at `path`; `nil` when it is not there or empty.
    init?(_ path: String) throws(StateError) {
        let mapped: UnsafeRawBufferPointer?
        do {
            mapped = try Self.map(path)
        } catch let error where error.kind == .missing {
            return nil
        } catch {
            throw .unreadable(error)
        }
        guard let mapped else { return nil }
        bytes = mapped
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

    private static func map(_ path: String) throws(FileError) -> UnsafeRawBufferPointer? {
        let file = try Descriptor(path, O_RDONLY)
        let size = try file.size()
        guard size > 0 else { return nil }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.number, 0), start != MAP_FAILED
        else { throw FileError(errno: errno, path) }
        return UnsafeRawBufferPointer(start: start, count: size)
    }
}

/// Two pieces of work at the same time.
enum TwoThreads {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `first` on a thread of its own and `second` on this one, and returns when both are done.
    ///
    /// - Note: Where no thread is to be had, `first` runs before `second`: it must not wait for it.
    static func run(_ first: @escaping @Sendable () -> Void, and second: () -> Void) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(first))
        let failed = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        if failed != 0 { work.takeRetainedValue().body() }
        second()
        if failed == 0 { pthread_join(thread, nil) }
    }
}
