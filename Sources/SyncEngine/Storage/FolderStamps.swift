import CShims
import Glibc
import SyncCore

/// The stamps of folders: while they stand, nothing came into the folders or left them, and they need no listing
/// (docs/decisions/0026).
enum FolderStamps {
    /// Returns the stamps of the root and all folders below it, if every name there that a look would take in is known to
    /// `manifest`, and every file of the manifest is there; otherwise nothing.
    static func taken(root: String, files: any FileStore, manifest: Manifest) -> [String: FolderStamp] {
        var stamps: [String: FolderStamp] = [:]
        var known = 0
        var folders = [""]
        while let folder = folders.popLast() {
            let path = folder.isEmpty ? root : root + "/" + folder
            // The stamp before the names: what comes in between changes the folder's stamp again.
            guard files.keepsFolderTimes(path), let status = try? files.status(path), status.kind == .folder,
                let entries = try? files.list(path)
            else { return [:] }
            stamps[folder] = status.folderStamp
            for entry in entries where entry.name.utf8.first != UInt8(ascii: ".") {
                guard entry.isNameable else { return [:] }
                switch entry.kind {
                case .folder: folders.append(Path.join(folder, entry.name))
                case .file:
                    guard Path.isEventFile(entry.name) else { continue }
                    guard manifest.files[Path.join(folder, entry.name)] != nil else { return [:] }
                    known += 1
                case .link: return [:]
                case .other: continue
                }
            }
        }
        return known == manifest.files.count ? stamps : [:]
    }

    /// Whether the folders of a manifest's text are as it says. The text may be damaged; its reader finds that out.
    ///
    /// A folder that changed about when it was looked at may have changed again in the same tick, so its stamp says nothing
    /// (git's racy rule).
    static func stand(in text: MappedFile, root: Int32) -> Bool {
        guard let scan = try? ManifestScan(unchecked: text.bytes), !scan.folders.isEmpty else { return false }
        return scan.folders.allSatisfy { folder in
            let name = text.bytes[folder.path]
            let stamp = folder.stamp
            guard max(stamp.mtime, stamp.ctime) < scan.header.stampedAt - FolderScan.tick,
                !name.contains(UInt8(ascii: "\\"))
            else { return false }
            var look = cs_stat()
            let path = (name.isEmpty ? [UInt8(ascii: ".")] : Array(name)) + [0]
            let code = path.withUnsafeBytes { bytes in
                bytes.withMemoryRebound(to: CChar.self) { cs_lstat_at(root, $0.baseAddress, &look) }
            }
            return code == 0 && FileStatus(look).kind == .folder && FileStatus(look).folderStamp == stamp
        }
    }
}

extension FileStatus {
    /// The stamp of a folder that looked so.
    fileprivate var folderStamp: FolderStamp {
        FolderStamp(mtime: stamp.mtime, ctime: stamp.ctime, inode: stamp.inode, device: device)
    }
}
