import Glibc

/// Files that only their owner may read.
enum PrivateFile {
    /// Why a file could not be read or written.
    struct Failure: Error, Hashable {
        /// The file.
        var path: String
        /// The `errno`.
        var code: Int32
    }

    /// Returns the bytes of a file, at most 1 MiB of them; `nil` where there is none.
    static func read(_ path: String) throws(Failure) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure(path: path, code: errno)
        }
        defer { close(file) }
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 16_384))
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(path: path, code: errno) }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= 1 << 20 else { throw Failure(path: path, code: EFBIG) }
        }
    }

    /// The permission bits of a file; `nil` where there is none.
    static func mode(of path: String) -> UInt32? {
        var look = stat()
        return stat(path, &look) == 0 ? look.st_mode & 0o7777 : nil
    }

    /// Writes a whole file with mode 0600, crash-safely, in a folder of mode 0700.
    ///
    /// - Parameters:
    ///   - suffix: Tells the temporary file from those of other processes.
    ///   - replaces: Whether a file of that name is replaced; else it is kept, and `false` is returned.
    @discardableResult
    static func write(
        _ bytes: [UInt8], to path: String, suffix: String, replaces: Bool = true
    ) throws(Failure) -> Bool {
        let temporary = path + "." + suffix
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(path: path, code: errno) }
        var isWritten = true
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    isWritten = false
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
        isWritten = isWritten && fchmod(file, 0o600) == 0 && fsync(file) == 0
        let code = errno
        close(file)
        guard isWritten else {
            unlink(temporary)
            throw Failure(path: path, code: code)
        }
        if replaces {
            guard rename(temporary, path) == 0 else {
                let code = errno
                unlink(temporary)
                throw Failure(path: path, code: code)
            }
        } else {
            let isNew = link(temporary, path) == 0
            let code = errno
            unlink(temporary)
            guard isNew || code == EEXIST else { throw Failure(path: path, code: code) }
            if !isNew { return false }
        }
        flushFolder(of: path)
        return true
    }

    /// Removes a file that may not be there; returns whether it was.
    static func remove(_ path: String) throws(Failure) -> Bool {
        if unlink(path) == 0 {
            flushFolder(of: path)
            return true
        }
        guard errno == ENOENT || errno == ENOTDIR else { throw Failure(path: path, code: errno) }
        return false
    }

    /// Makes a folder with mode 0700, and those above it; the mode of one that is there is not changed.
    static func makeFolder(_ path: String) throws(Failure) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw Failure(path: path, code: errno)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(path: path, code: errno) }
    }

    /// Takes the advisory lock of a file, which is made where needed, and waits for it. Closing the descriptor lets go.
    static func lock(_ path: String) throws(Failure) -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Failure(path: path, code: errno) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let code = errno
                close(file)
                throw Failure(path: path, code: code)
            }
        }
        return file
    }

    private static func flushFolder(of path: String) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
