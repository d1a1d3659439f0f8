import SyncCore
import SyncEngine

/// The folder that new event files go to.
struct TargetFolder {
    /// Relative to the calendar folder; empty for the calendar folder itself.
    let path: String
    /// The pair's folder that it is in, or is.
    let pairFolder: String

    /// Finds it: the one named, else the current folder if it is in a pair's, else the only pair's; else the person is asked.
    ///
    /// - Parameters:
    ///   - named: A pair's name, or a folder as seen from the current folder or from the calendar folder.
    ///   - flag: The option that names it.
    static func choose(_ context: Context, named: String?, flag: String) async throws -> TargetFolder {
        let pairs = context.configuration.pairs
        if let named {
            if let pair = context.configuration.pair(PairID(named)) { return TargetFolder(pair.folder, pair.folder) }
            return try of(try relative(named, context), context)
        }
        if let current = try? relative(".", context), let folder = try? of(current, context) { return folder }
        let folders = Set(pairs.map(\.folder))
        if folders.count == 1, let only = folders.first { return TargetFolder(only, only) }
        let prompt = Prompt.standard(context.output)
        guard prompt.isInteractive, pairs.count < 10 else {
            throw Failure(
                .usage, "There are several pairs, and none is named.",
                "Name one with \(flag): \(pairs.map(\.id.text).joined(separator: ", ")).")
        }
        let options = pairs.enumerated().map { index, pair in
            Prompt.Option(
                key: String(index + 1), label: pair.id.text + "  " + (pair.folder.isEmpty ? "." : pair.folder))
        }
        guard let index = try await prompt.choose("Which calendar?", options, flag: flag) else {
            throw Failure(.usage, "No calendar was chosen.", "Name one with \(flag).")
        }
        return TargetFolder(pairs[index].folder, pairs[index].folder)
    }

    private init(_ path: String, _ pairFolder: String) {
        self.path = path
        self.pairFolder = pairFolder
    }

    /// The folder with the pair's folder around it.
    private static func of(_ path: String, _ context: Context) throws -> TargetFolder {
        guard !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else {
            throw Failure(.usage, "\(path) is hidden, and hidden folders are not synced.", "Name another folder.")
        }
        let pairs = context.configuration.pairs
        if pairs.isEmpty { return TargetFolder(path, "") }
        if let pair = context.configuration.pairs(ofFile: Path.join(path, "x.ics")).first {
            return TargetFolder(path, pair.folder)
        }
        throw Failure(
            .usage,
            "\(path.isEmpty ? "The calendar folder itself" : path) is in no pair's folder, so nothing in it would be synced.",
            "Name one of: \(pairs.map { $0.folder.isEmpty ? "." : $0.folder }.joined(separator: ", ")).")
    }

    /// A folder that was typed, relative to the calendar folder.
    static func relative(_ text: String, _ context: Context) throws -> String {
        let files = DiskFileStore()
        let typed = String(text.reversed().drop { $0 == "/" }.reversed())
        let absolute = Context.absolute(typed.isEmpty ? text : typed)
        if let real = try files.resolve(absolute) ?? files.resolve(context.root + "/" + typed) {
            if real == context.root { return "" }
            if real.hasPrefix(context.root + "/") { return String(real.dropFirst(context.root.count + 1)) }
        } else if let parent = try files.resolve(Path.parent(absolute)), Path.isInside(parent, context.root) {
            // A folder that is still to be made.
            return String(Path.join(parent, Path.name(absolute)).dropFirst(context.root.count + 1))
        } else if Path.isRelativeAndSafe(typed) {
            return typed
        }
        throw Failure(.usage, "\(text) is not in the calendar folder.", "Name a folder in \(context.root), or a pair.")
    }
}
