import SyncEngine

/// `calsync plan --offline` where nothing happened, answered before the command line's and the configuration's readers
/// are loaded: they would take longer than the look itself.
///
/// It answers only where ``PlanCommand`` would say the very same, and leaves everything else to it.
struct QuickPlan {
    /// The folder that is named.
    private(set) var folder: String?
    /// Whether JSON is asked for.
    private(set) var json = false

    /// The plan that is asked for; `nil` where the command line is any other than a plain `plan --offline`.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        // In the order in which they were met; few, so that no set is worth its making.
        var seen: [String] = []
        while let word = rest.popFirst() {
            let name = word == "--folder" ? "-C" : word
            guard !seen.contains(name) else { return nil }
            seen.append(name)
            switch name {
            case "plan": continue
            case "--offline": guard seen.contains("plan") else { return nil }
            case "--json": json = true
            case "-C":
                guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-") else { return nil }
                folder = value
            case "--color":
                guard let value = rest.popFirst(), GlobalOptions.ColorChoice(rawValue: value) != nil else { return nil }
            default: return nil
            }
        }
        // It is taken only after `plan`.
        guard seen.contains("--offline") else { return nil }
    }

    /// Says that there is nothing to do where that is so; `false` where the full plan must be made.
    func answer(_ output: Output, environment: [String: String]) throws -> Bool {
        guard let root = try? Context.findRoot(folder),
            let state = KnownFolders.stateFolder(environment: environment),
            let mark = FolderMark.read(root: root, stateFolder: state, files: DiskFileStore()),
            let files = try? SettingsFiles(root: root, environment: environment, files: DiskFileStore()),
            let settings = mark.settings, settings.holds(for: files, program: Version.text),
            QuietFolder.isQuiet(root, mark, folders: settings.folders)
        else { return false }
        try Self.tellNothing(output, json: json)
        return true
    }

    /// Says that there is nothing to do, as a plan of nothing is said.
    static func tellNothing(_ output: Output, json: Bool) throws {
        if json { try output.json(PlanJSON(PlannedRun())) } else { output.print("Nothing to do.") }
    }
}

extension Context {
    /// Whether a plan without the services would have nothing to say, as far as that can be told quickly.
    func isQuiet() -> Bool { quietGeneration() != nil }

    /// The generation of the manifest by which the folder is quiet; `nil` where it isn't.
    func quietGeneration() -> Int? {
        guard let state = try? stateFolder(),
            let mark = FolderMark.read(root: root, stateFolder: state, files: DiskFileStore())
        else { return nil }
        let folders = Dictionary(uniqueKeysWithValues: configuration.pairs.map { ($0.id, $0.folder) })
        return QuietFolder.generation(root, mark, folders: folders)
    }
}
