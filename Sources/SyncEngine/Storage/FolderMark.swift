import SyncCore

/// As much of a ``KnownFolder`` as a quick look needs.
///
/// Read from `folders.json` by a byte scan: the first JSONDecoder of a process takes longer than a look at 1,000 files.
package struct FolderMark: Hashable, Sendable {
    /// The anchor's id.
    package var id: String
    /// The newest generation of its manifest.
    package var generation: Int
    /// What the settings files said at its last run.
    package var settings: SettingsMemo?

    /// Keeps the parts as they are given.
    package init(id: String, generation: Int, settings: SettingsMemo? = nil) {
        self.id = id
        self.generation = generation
        self.settings = settings
    }

    /// What is remembered of the folder at `root`; `nil` when nothing, or when only the full reading can tell.
    package static func read(root: String, stateFolder: String, files: any FileStore) -> FolderMark? {
        guard let bytes = try? files.readIfThere(KnownFolders.path(in: stateFolder), limit: KnownFolders.limit) else {
            return nil
        }
        return bytes.withUnsafeBytes { mark(of: root, in: ByteScanner($0)) }
    }

    private static func mark(of root: String, in text: ByteScanner) -> FolderMark? {
        var text = text
        var schema: Int?
        var mark: FolderMark?
        let isWhole = text.members { key, value in
            if key == "calsync" { schema = value.number() }
            guard key == "folders" else { return }
            _ = value.members { path, folder in
                if path.utf8.elementsEqual(root.utf8) { mark = FolderMark(&folder) }
            }
        }
        return isWhole && schema == KnownFolders.schema ? mark : nil
    }

    private init?(_ text: inout ByteScanner) {
        var (id, generation, settings): (String?, Int?, SettingsMemo?)
        let isWhole = text.members { key, value in
            switch key {
            case "id": id = value.string()
            case "generation": generation = value.number()
            case "settings": settings = SettingsMemo(&value)
            default: return
            }
        }
        guard isWhole, let id, let generation else { return nil }
        self.init(id: id, generation: generation, settings: settings)
    }
}

extension SettingsMemo {
    fileprivate init?(_ text: inout ByteScanner) {
        var (digest, zone): (String?, String?)
        var folders: [PairID: String] = [:]
        var isPlain = true
        let isWhole = text.members { key, value in
            switch key {
            case "digest": digest = value.string()
            case "zone":
                zone = value.string()
                if zone == nil { isPlain = false }
            case "folders":
                isPlain =
                    value.members { pair, folder in
                        if let path = folder.string() { folders[PairID(pair)] = path } else { isPlain = false }
                    } && isPlain
            default: return
            }
        }
        guard isWhole, isPlain, let digest else { return nil }
        self.init(digest: digest, folders: folders, zone: zone)
    }
}
