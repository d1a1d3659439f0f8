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

    /// The UID that `uid:…` names, for those who mean just that and no title or file.
    static func exact(_ text: String) -> UID? {
        text.hasPrefix("uid:") ? UID(String(text.dropFirst("uid:".count))) : nil
    }

    /// The UID of the event.
    ///
    /// - Throws: ``Failure`` when none fits, or several do.
    func uid(_ text: String) async throws -> UID {
        if let uid = Self.exact(text) { return uid }
        if let file = try found(text) { return file.uid }
        let manifest = try await context.session(writes: false).manifest
        if let key = manifest.records.keys.first(where: { $0.uid.text == text }) { return key.uid }
        throw Failure(.usage, "There is no event \(text).", "Name its file, its UID, or a part of its title.")
    }

    /// The event file that the person means; `nil` when none fits.
    ///
    /// - Throws: ``Failure`` when several fit.
    func found(_ text: String) throws -> Found? {
        let path = Self.relative(text, context.root)
        let files = all()
        if let file = files.first(where: { $0.path == path }) { return file }
        if let file = files.first(where: { $0.uid.text == text }) { return file }
        let titled = files.filter { $0.title.lowercased().contains(text.lowercased()) }
        let named = titled.isEmpty ? files.filter { $0.path.lowercased().contains(text.lowercased()) } : titled
        let uids = Set(named.map(\.uid))
        if uids.count > 1 {
            throw Failure(
                .usage, "\(text) fits \(uids.count) events.",
                "Name the file: " + named.prefix(5).map(\.path).joined(separator: ", ") + (named.count > 5 ? " …" : ".")
            )
        }
        return named.first
    }

    /// All event files of the folder that can be read.
    func all() -> [Found] {
        let store = DiskFileStore()
        return FolderScan(root: context.root, files: store).snapshot().files.keys.sorted().compactMap { path in
            guard let bytes = try? store.read(context.root + "/" + path, limit: 10 << 20) else { return nil }
            if let event = FolderEvents.event(in: bytes, at: path) {
                return Found(path: path, uid: event.uid, title: event.title)
            }
            return EventFile(bytes).uid.map { Found(path: path, uid: $0, title: "") }
        }
    }

    /// A path that a person typed, relative to the calendar folder.
    static func relative(_ text: String, _ root: String) -> String {
        let absolute = Context.absolute(text)
        if let real = try? DiskFileStore().resolve(absolute), real.hasPrefix(root + "/") {
            return String(real.dropFirst(root.count + 1))
        }
        // A file that is gone still has a name in a folder that is there.
        if let folder = try? DiskFileStore().resolve(Path.parent(absolute)) {
            let path = Path.join(folder, Path.name(absolute))
            if path.hasPrefix(root + "/") { return String(path.dropFirst(root.count + 1)) }
        }
        return text
    }
}
