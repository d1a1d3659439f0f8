import CShims
import Glibc
import SyncCore

/// The disk.
package struct DiskFileStore: FileStore {
    package init() {}

    package func status(_ path: String) throws(FileError) -> FileStatus? {
        try Self.status(in: AT_FDCWD, path, shown: path)
    }

    package func statuses(in folder: String, of names: [String]) throws(FileError) -> [FileStatus?] {
        let open = try Descriptor(folder, O_RDONLY | O_DIRECTORY)
        var found: [FileStatus?] = []
        found.reserveCapacity(names.count)
        for name in names { found.append(try Self.status(in: open.number, name, shown: folder)) }
        return found
    }

    private static func status(in folder: Int32, _ name: String, shown path: String) throws(FileError) -> FileStatus? {
        var look = cs_stat()
        switch -cs_lstat_at(folder, name, &look) {
        case 0: return FileStatus(look)
        case ENOENT, ENOTDIR: return nil
        case let code: throw FileError(errno: code, path)
        }
    }

    package func list(_ path: String) throws(FileError) -> [DirectoryEntry] {
        guard let folder = opendir(path) else { throw FileError(errno: errno, path) }
        defer { closedir(folder) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let found = readdir(folder) else {
                guard errno == 0 else { throw FileError(errno: errno, path) }
                return entries
            }
            guard let entry = DirectoryEntry(found, in: dirfd(folder)) else { continue }
            entries.append(entry)
        }
    }

    package func keepsFolderTimes(_ path: String) -> Bool {
        // Of the others some don't (FUSE), some tell it late (NFS), and some in steps of two seconds (FAT): see
        // docs/decisions/0026. The numbers are those of statfs(2).
        switch cs_filesystem(path) {
        case 0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994: return true  // ext2 to ext4, XFS, Btrfs, tmpfs
        default: return false
        }
    }

    package func resolve(_ path: String) throws(FileError) -> String? {
        guard let real = realpath(path, nil) else {
            switch errno {
            case ENOENT, ENOTDIR: return nil
            case let code: throw FileError(errno: code, path)
            }
        }
        defer { free(real) }
        return String(cString: real)
    }

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try Descriptor(path, O_RDONLY | O_NONBLOCK)
        let size = try file.size()
        guard size <= limit else { throw FileError(.tooLarge, path) }
        // One byte more than the size tells whether the file grew between the two looks.
        var bytes = try file.read(at: 0, count: size + 1)
        while bytes.count > size, bytes.count <= limit {
            let more = try file.read(at: UInt64(bytes.count), count: 65_536)
            if more.isEmpty { break }
            bytes += more
        }
        guard bytes.count <= limit else { throw FileError(.tooLarge, path) }
        return bytes
    }

    package func read(_ path: String, at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        try Descriptor(path, O_RDONLY).read(at: offset, count: count)
    }

    package func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        try Descriptor(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, mode: 0o600).write(bytes)
    }

    package func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(FileError) {
        try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode).write(bytes)
    }

    package func flush(_ path: String) throws(FileError) {
        let file = try Descriptor(path, O_RDONLY)
        guard fdatasync(file.number) == 0 else { throw FileError(errno: errno, path) }
    }

    package func flush(_ paths: [String]) throws(FileError) {
        // From about eight files on, one syncfs is cheaper than a flush of each.
        guard paths.count > 8 else {
            for path in paths { try flush(path) }
            return
        }
        let file = try Descriptor(paths[0], O_RDONLY)
        let code = -cs_syncfs(file.number)
        guard code == 0 else { throw FileError(errno: code, paths[0]) }
    }

    package func flushFolder(_ path: String) throws(FileError) {
        let folder = try Descriptor(path, O_RDONLY | O_DIRECTORY)
        // Some network file systems can't flush a folder, and say so with EINVAL; their renames are synchronous.
        guard fsync(folder.number) == 0 || errno == EINVAL else { throw FileError(errno: errno, path) }
    }

    package func exchange(_ a: String, _ b: String) throws(FileError) {
        let code = -cs_exchange(a, b)
        guard code == 0 else { throw FileError(errno: code, b) }
    }

    package func renameNoReplace(_ from: String, _ to: String) throws(FileError) {
        let code = -cs_rename_noreplace(from, to)
        guard code == 0 else { throw FileError(errno: code, to) }
    }

    package func replace(_ path: String, with temporary: String) throws(FileError) {
        guard Glibc.rename(temporary, path) == 0 else { throw FileError(errno: errno, path) }
    }

    package func link(_ path: String, as second: String) throws(FileError) {
        guard Glibc.link(path, second) == 0 else { throw FileError(errno: errno, second) }
    }

    package func remove(_ path: String) throws(FileError) {
        guard Glibc.remove(path) == 0 else { throw FileError(errno: errno, path) }
    }

    package func makeFolder(_ path: String) throws(FileError) {
        let isPrivate = path.split(separator: "/").contains(Substring(StateLayout.folderName))
        if mkdir(path, isPrivate ? 0o700 : 0o777) == 0 { return }
        let code = errno
        var look = stat()
        // Some file systems say so of a folder that they don't make (/proc).
        let isParentThere = stat(Path.parent(path), &look) == 0
        if code == ENOENT, !isParentThere, !Path.parent(path).isEmpty, Path.parent(path) != path {
            try makeFolder(Path.parent(path))
            return try makeFolder(path)
        }
        guard code == EEXIST, stat(path, &look) == 0, look.st_mode & S_IFMT == S_IFDIR else {
            throw FileError(errno: code, path)
        }
    }

    package func truncate(_ path: String, to length: UInt64) throws(FileError) {
        guard Glibc.truncate(path, off_t(length)) == 0 else { throw FileError(errno: errno, path) }
    }

    package func copyMetadata(from: String, to: String) { cs_copy_metadata(from, to) }

    package func lock(_ path: String, waiting: Bool) throws(FileError) -> FileLock? {
        let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw FileError(errno: errno, path) }
        while flock(number, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(number)
            if code == EWOULDBLOCK { return nil }
            throw FileError(errno: code, path)
        }
        return FileLock { close(number) }
    }
}

extension FileStatus {
    /// Takes over what `statx` said.
    init(_ look: cs_stat) {
        self.init(
            kind: FileKind(mode: look.mode),
            stamp: Stamp(look), mode: look.mode & 0o7777, device: look.device)
    }
}

extension Stamp {
    /// Takes over what `statx` said.
    init(_ look: cs_stat) {
        self.init(size: look.size, mtime: look.mtime_ns, ctime: look.ctime_ns, inode: look.inode)
    }
}

extension FileKind {
    init(mode: UInt32) {
        switch mode & UInt32(S_IFMT) {
        case UInt32(S_IFREG): self = .file
        case UInt32(S_IFDIR): self = .folder
        case UInt32(S_IFLNK): self = .link
        default: self = .other
        }
    }
}

extension DirectoryEntry {
    /// Takes over an entry of readdir(3); `nil` for `.` and `..`.
    fileprivate init?(_ found: UnsafeMutablePointer<dirent>, in folder: Int32) {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = UnsafeRawPointer(found).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        let bytes = UnsafeRawBufferPointer(start: start, count: strlen(start))
        if bytes.first == UInt8(ascii: "."), bytes.count == 1 || (bytes.count == 2 && bytes[1] == UInt8(ascii: ".")) {
            return nil
        }
        let kind: FileKind
        switch Int(found.pointee.d_type) {
        case Int(DT_REG): kind = .file
        case Int(DT_DIR): kind = .folder
        case Int(DT_LNK): kind = .link
        case Int(DT_UNKNOWN):
            // Some file systems don't say in the listing.
            var look = cs_stat()
            kind = cs_lstat_at(folder, start, &look) == 0 ? FileKind(mode: look.mode) : .other
        default: kind = .other
        }
        if let name = String(validating: bytes, as: UTF8.self) {
            self.init(name: name, kind: kind)
        } else {
            self.init(name: String(decoding: bytes, as: UTF8.self), kind: kind, isNameable: false)
        }
    }
}
