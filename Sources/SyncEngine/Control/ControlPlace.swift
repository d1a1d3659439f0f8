import CShims
import Glibc

/// Where control sockets are: `$XDG_RUNTIME_DIR/calsync`, else a folder of the user's own for temporary files.
///
/// A socket is named by the disk and the number of its calendar folder, so that the next holder finds what a killed one left,
/// and replaces it. Which one it is stands in the lock file: other processes may have another environment.
enum ControlPlace {
    /// Makes and binds the socket of the folder `root`.
    ///
    /// - Throws: ``FileError`` of the last place that was tried.
    static func bind(root: String, environment: [String: String]) throws(FileError) -> (path: String, listener: Int32) {
        var status = stat()
        guard stat(root, &status) == 0 else { throw FileError(errno: errno, root) }
        let name = "\(status.st_dev)-\(status.st_ino).sock"
        var failure = FileError(errno: ENOENT, root)
        for folder in folders(environment) {
            do throws(FileError) {
                try makePrivate(folder)
                let path = folder + "/" + name
                let listener = cs_socket_listen(path)
                guard listener >= 0 else { throw FileError(errno: -listener, path) }
                return (path, listener)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// The folders that are tried, the best first.
    static func folders(_ environment: [String: String]) -> [String] {
        let runtime = environment["XDG_RUNTIME_DIR"].map { $0 + "/calsync" }
        let temporary = [environment["TMPDIR"], "/tmp"].compactMap { $0 }.map { $0 + "/calsync-\(geteuid())" }
        return ([runtime].compactMap { $0 } + temporary).filter { $0.hasPrefix("/") }
    }

    /// Makes a folder that only this user may enter, and refuses one that somebody else has made.
    private static func makePrivate(_ folder: String) throws(FileError) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw FileError(errno: errno, folder) }
        var status = stat()
        guard lstat(folder, &status) == 0 else { throw FileError(errno: errno, folder) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
            throw FileError(errno: EACCES, folder)
        }
        if status.st_mode & 0o077 != 0, chmod(folder, 0o700) != 0 { throw FileError(errno: errno, folder) }
    }
}
