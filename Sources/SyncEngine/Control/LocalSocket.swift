import CShims
import Glibc

/// An open end of a local socket: lines of JSON, and the descriptors that come with the first byte.
final class LocalSocket: Sendable {
    let number: Int32

    /// Takes over an open descriptor.
    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Connects to the socket at `path`, and only if the user of this process listens there.
    ///
    /// - Throws: ``FileError``; `permission` when someone else listens.
    static func connect(_ path: String) throws(FileError) -> LocalSocket {
        let number = cs_socket_connect(path)
        guard number >= 0 else { throw FileError(errno: -number, path) }
        let socket = LocalSocket(number)
        guard socket.isOwn else { throw FileError(errno: EACCES, path) }
        return socket
    }

    /// Whether the other end belongs to the user of this process.
    var isOwn: Bool {
        var (user, process) = (uid_t.max, pid_t(0))
        return cs_socket_peer(number, &user, &process) == 0 && user == geteuid()
    }

    /// The process at the other end.
    var peer: pid_t? {
        var (user, process) = (uid_t.max, pid_t(0))
        return cs_socket_peer(number, &user, &process) == 0 && process > 0 ? process : nil
    }

    /// Lets no call wait longer than `seconds` for the other end; 0 for as long as it takes.
    func limitWaiting(seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Tells the other end that nothing more comes from here.
    func endSending() { shutdown(number, Int32(SHUT_WR)) }

    /// Sends a line, with `descriptors` beside its first byte.
    @discardableResult
    func send(_ line: [UInt8], descriptors: [Int32] = []) -> Bool {
        var rest = (line + [UInt8(ascii: "\n")])[...]
        if !descriptors.isEmpty {
            guard let first = rest.popFirst(),
                cs_socket_send_descriptors(number, first, descriptors, Int32(descriptors.count)) == 0
            else { return false }
        }
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Receives the descriptors and the first byte of a message; the descriptors are the caller's to close.
    func receiveDescriptors() -> (first: UInt8, descriptors: [Int32])? {
        var byte: UInt8 = 0
        var numbers: [Int32] = [-1, -1, -1]
        let count = cs_socket_receive_descriptors(number, &byte, &numbers)
        guard count >= 0 else { return nil }
        return (byte, Array(numbers.prefix(Int(count))))
    }

    /// What was received.
    enum Received: Hashable, Sendable {
        case line([UInt8])
        /// The other end went away, or said more than is allowed.
        case end
        /// It was silent for longer than it may be.
        case late
    }

    /// Receives a line of at most `limit` bytes. It reads no further than its end.
    func receive(limit: Int) -> Received {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while line.count <= limit {
            // What comes behind the line belongs to the next one: looked at first, then taken.
            let seen = recv(number, &buffer, buffer.count, Int32(MSG_PEEK))
            if seen < 0, errno == EINTR { continue }
            if seen < 0, errno == EAGAIN { return .late }
            guard seen > 0 else { return .end }
            let end = buffer[..<seen].firstIndex(of: UInt8(ascii: "\n"))
            let got = recv(number, &buffer, end.map { $0 + 1 } ?? seen, 0)
            guard got > 0 else { return .end }
            if let end, got == end + 1 { return .line(line + buffer[..<end]) }
            line += buffer[..<got]
        }
        return .end
    }
}
