import SyncCore

/// The quick answer to 'is there anything to do?': a walk over stamps, nothing else loaded.
package enum QuietFolder {
    /// Whether `plan --offline` of all pairs would find nothing to do and nothing to say. `false` also where only the
    /// full plan can tell.
    ///
    /// Whatever the full plan looks at before it reads an event is looked at here as well: git (exit 9), the anchor and
    /// the manifest's age (exit 7), the pairs' folders and the disks they are on, the journal, what waits or is held.
    /// A check that is added there belongs here, and into QuickPlanTests.
    ///
    /// - Parameter folders: The folder of each configured pair, relative.
    package static func isQuiet(_ root: String, _ mark: FolderMark, folders: [PairID: String]) -> Bool {
        generation(root, mark, folders: folders) != nil
    }

    /// The generation of the manifest by which the folder is quiet, as ``isQuiet(_:_:folders:)`` says; `nil` where it isn't.
    package static func generation(_ root: String, _ mark: FolderMark, folders: [PairID: String]) -> Int? {
        let files = DiskFileStore()
        guard !folders.isEmpty, GitState(root: root).business == nil,
            let anchor = try? Anchor.read(root: root, files: files), anchor == mark.id,
            let look = try? QuickLook.look(at: root), look.isQuiet, look.paused == 0
        else { return nil }
        let header = look.header
        guard header.folderID == mark.id, header.generation >= mark.generation, header.unsettled == 0,
            header.waiting == 0
        else { return nil }
        let areThere = folders.allSatisfy { pair, folder in
            guard let device = header.devices[pair],
                let status = try? files.status(folder.isEmpty ? root : root + "/" + folder)
            else { return false }
            return status.kind == .folder && status.device == device
        }
        return areThere ? header.generation : nil
    }
}
