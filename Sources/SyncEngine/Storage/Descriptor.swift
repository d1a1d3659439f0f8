import CShims
import Glibc

/// An open file or folder, closed when it is consumed or forgotten.
struct Descriptor: ~Copyable {
    /// The system's number for it.
    let number: Int32
    private let path: String

    /// Opens `path`; never a terminal, never inherited by a child, never waiting for a FIFO's other end.
    init(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(FileError) {
        let number = open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
        guard number >= 0 else { throw FileError(errno: errno, path) }
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    /// The size of the file.
    func size() throws(FileError) -> Int {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileError(errno: errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(.unsupported, path) }
        return Int(status.st_size)
    }

    /// Reads up to `count` bytes from `offset`, fewer at the end of the file.
    func read(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = buffer.baseAddress.map { $0 + filled }
                let got = pread(number, rest, count - filled, off_t(offset) + off_t(filled))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard failure == 0 else { throw FileError(errno: failure, path) }
        return bytes
    }

    /// Writes all of `bytes` where the file stands.
    func write(_ bytes: [UInt8]) throws(FileError) {
        var failure: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let sent = Glibc.write(number, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                if sent < 0 && errno == EINTR { continue }
                guard sent > 0 else {
                    failure = sent == 0 ? EIO : errno
                    return
                }
                written += sent
            }
        }
        guard failure == 0 else { throw FileError(errno: failure, path) }
    }
}
