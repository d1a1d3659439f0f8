import Foundation
import ICalendar
import ProviderKit

/// A raw HTTP/1.1 server on 127.0.0.1, a thread a connection: what it answers, byte by byte, is the test's.
final class LoopbackServer: Sendable {
    /// A request as it came.
    struct Seen: Sendable {
        var method: String
        var target: String
        var headers: [String: String]
        var body: [UInt8]
        /// Which connection it came on, from 1.
        var connection: Int
        /// Which request of that connection it is, from 1.
        var turn: Int
    }

    /// What is done with a request.
    enum Step: Sendable {
        case send([UInt8])
        /// Sends a byte every 20 ms until the client has had enough.
        case drip
        /// Sends the bytes again and again until the client has had enough.
        case flood([UInt8])
        /// Waits for the client to hang up.
        case hold
        /// Hangs up.
        case end
        /// Hangs up with a TCP reset.
        case reset

        static func text(_ text: String) -> Step { .send(Array(text.utf8)) }

        /// A whole answer.
        static func answer(_ status: Int, _ headers: [String] = [], _ body: [UInt8] = []) -> Step {
            let head = (["HTTP/1.1 \(status) Whatever", "Content-Length: \(body.count)"] + headers + ["", ""])
            return .send(Array(head.joined(separator: "\r\n").utf8) + body)
        }
    }

    private struct State: Sendable {
        var seen: [Seen] = []
        var connections = 0
        var hangUps = 0
        var watchers: [Watcher] = []
    }

    private struct Watcher: Sendable {
        var isDone: @Sendable (State) -> Bool
        var reply: CheckedContinuation<Void, Never>
    }

    let port: Int
    private let listener: Int32
    private let state = Locked(State())
    private let answer: @Sendable (Seen) -> [Step]

    /// Listens, and answers each request with the steps of `answer`.
    init(_ answer: @escaping @Sendable (Seen) -> [Step]) throws {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 512) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let (state, listener) = (state, listener)
        Thread.detachNewThread {
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { break }
                let number = state.withLock { state in
                    state.connections += 1
                    return state.connections
                }
                Thread.detachNewThread { Self.serve(peer, number, state, answer) }
            }
            Glibc.close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// The URL of `path` here.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// The requests so far.
    var seen: [Seen] { state.withLock { $0.seen } }

    /// Returns when `count` requests have come.
    func hasSeen(_ count: Int) async { await until { $0.seen.count >= count } }

    /// Returns when the client has hung up on `count` connections.
    func wasLeft(_ count: Int) async { await until { $0.hangUps >= count } }

    private func until(_ isDone: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { reply in
            state.withLock { $0.watchers.append(Watcher(isDone: isDone, reply: reply)) }
            Self.tell(state)
        }
    }

    private static func tell(_ state: Locked<State>) {
        let done = state.withLock { state in
            let done = state.watchers.filter { $0.isDone(state) }
            let rest = state.watchers.filter { !$0.isDone(state) }
            state.watchers = rest
            return done
        }
        for watcher in done { watcher.reply.resume() }
    }
}

// MARK: - A connection

extension LoopbackServer {
    private static func serve(_ peer: Int32, _ number: Int, _ state: Locked<State>, _ answer: (Seen) -> [Step]) {
        var bytes: [UInt8] = []
        var turn = 1
        connection: while let request = read(peer, &bytes, number, turn) {
            turn += 1
            state.withLock { $0.seen.append(request) }
            tell(state)
            for step in answer(request) {
                switch step {
                case .send(let bytes):
                    guard write(peer, bytes) else { break connection }
                case .drip:
                    var poll = pollfd(fd: peer, events: Int16(POLLIN), revents: 0)
                    while Glibc.poll(&poll, 1, 20) == 0, write(peer, [0x2E]) {}
                    break connection
                case .flood(let bytes):
                    while write(peer, bytes) {}
                    break connection
                case .hold:
                    var byte: UInt8 = 0
                    while recv(peer, &byte, 1, 0) > 0 {}
                    break connection
                case .end:
                    Glibc.close(peer)
                    return
                case .reset:
                    var now = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
                    Glibc.close(peer)
                    return
                }
            }
        }
        Glibc.close(peer)
        state.withLock { $0.hangUps += 1 }
        tell(state)
    }

    private static func write(_ peer: Int32, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Reads one request; nil when the client has hung up. `bytes` holds what came after it.
    private static func read(_ peer: Int32, _ bytes: inout [UInt8], _ number: Int, _ turn: Int) -> Seen? {
        func more() -> Bool {
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(peer, &chunk, chunk.count, 0)
            guard count > 0 else { return false }
            bytes += chunk.prefix(count)
            return true
        }
        let blank = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end = bytes.indices.first { bytes[$0...].starts(with: blank) }
            guard end != nil || more() else { return nil }
        }
        guard let end else { return nil }
        var lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines.removeFirst().split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        bytes.removeFirst(end + 4)
        let length = headers["content-length"].flatMap(Int.init) ?? 0
        while bytes.count < length {
            guard more() else { return nil }
        }
        let body = Array(bytes.prefix(length))
        bytes.removeFirst(length)
        guard words.count == 3 else { return nil }
        return Seen(
            method: words[0], target: words[1], headers: headers, body: body, connection: number, turn: turn)
    }
}
