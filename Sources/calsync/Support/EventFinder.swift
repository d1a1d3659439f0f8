import ICalendar
import SyncCore
import SyncEngine

/// Finds the event that a person means: by file, by UID, or by a part of its title.
struct EventFinder {
    private let context: Context

    init(_ context: Context) { self.context = context }

    /// An event file with its path.
    struct Found {
        let path: String
        let uid: UID
        let title: String
    }

    /// The UID of the event.
    ///
    /// - Throws: ``Failure`` when none fits, or several do.
    func uid(_ text: String) async throws -> UID {
        let path = Self.relative(text, context.root)
        let files = all()
        if let file = files.first(where: { $0.path == path }) { return file.uid }
        if let file = files.first(where: { $0.uid.text == text }) { return file.uid }
        let named = files.filter { $0.title.lowercased().contains(text.lowercased()) }
        let uids = Set(named.map(\.uid))
        if uids.count == 1, let uid = uids.first { return uid }
        if uids.count > 1 {
            throw Failure(
                .usage, "\(text) fits \(uids.count) events.",
                "Name the file: " + named.prefix(5).map(\.path).joined(separator: ", ") + (named.count > 5 ? " …" : ".")
            )
        }
        let manifest = try await context.session(writes: false).manifest
        if let key = manifest.records.keys.first(where: { $0.uid.text == text }) { return key.uid }
        throw Failure(.usage, "There is no event \(text).", "Name its file, its UID, or a part of its title.")
    }

    /// All event files of the folder that can be read.
    func all() -> [Found] {
        let store = DiskFileStore()
        return FolderScan(root: context.root, files: store).snapshot().files.keys.sorted().compactMap { path in
            guard let bytes = try? store.read(context.root + "/" + path, limit: 10 << 20) else { return nil }
            let file = EventFile(bytes)
            guard let uid = file.uid else { return nil }
            return Found(path: path, uid: uid, title: file.event?.title ?? "")
        }
    }

    /// A path that a person typed, relative to the calendar folder.
    static func relative(_ text: String, _ root: String) -> String {
        let absolute = Context.absolute(text)
        if let real = try? DiskFileStore().resolve(absolute), real.hasPrefix(root + "/") {
            return String(real.dropFirst(root.count + 1))
        }
        return text
    }
}
