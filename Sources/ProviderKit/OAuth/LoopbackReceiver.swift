import Glibc

/// Waits on 127.0.0.1 for the browser to come back from a service's consent page (RFC 8252 §7.3).
///
/// A small, strict HTTP/1.1 server: it takes `GET /` with the right state, for its own address, and nothing else. Whatever
/// else knocks gets an answer and changes nothing. The same answer may be pasted on a descriptor: where the browser runs on
/// another machine, its address line holds it.
package final class LoopbackReceiver: Sendable {
    /// The port it listens on.
    package let port: Int
    private let listener: Int32
    /// Ends the wait: reading end, writing end.
    private let wake: (reading: Int32, writing: Int32)

    /// Why it can't listen.
    package struct Failure: Error, Hashable, Sendable {
        /// The port that was asked for.
        package var port: Int
        /// The `errno`.
        package var code: Int32

        /// Keeps the parts as they are given.
        package init(port: Int, code: Int32) {
            self.port = port
            self.code = code
        }
    }

    /// Listens on `port`; on a free one for 0.
    package init(port wanted: Int = 0) throws(Failure) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: wanted)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let isBound = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        var ends: [Int32] = [-1, -1]
        guard isBound, pipe(&ends) == 0 else {
            let code = errno
            close(listener)
            throw Failure(port: wanted, code: code)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        port = Int(UInt16(bigEndian: address.sin_port))
        wake = (ends[0], ends[1])
    }

    deinit { for descriptor in [listener, wake.reading, wake.writing] { close(descriptor) } }

    /// Where the service is to send the browser.
    package var redirectURI: String { "http://127.0.0.1:\(port)" }

    /// Waits for the answer that carries `state`.
    ///
    /// - Parameters:
    ///   - pasted: A descriptor on which the address may be pasted, a line at a time.
    ///   - note: Is told of a line that holds no answer.
    /// - Throws: ``OAuthError/timedOut`` or ``OAuthError/cancelled``.
    package func answer(
        to state: Secret, within timeout: Duration, pasted: Int32? = nil,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(OAuthError) -> AuthorizationAnswer {
        let deadline = ContinuousClock.now + timeout
        let result = await withTaskCancellationHandler {
            await Offload.run {
                var wait = LoopbackWait(
                    state: state, authority: "127.0.0.1:\(self.port)", listener: self.listener,
                    wake: self.wake.reading, pasted: pasted, note: note)
                return wait.run(until: deadline)
            }
        } onCancel: {
            var byte: UInt8 = 1
            write(wake.writing, &byte, 1)
        }
        return try result.get()
    }
}

/// The wait itself: one poll over the listener, its connections and the pasted lines.
private struct LoopbackWait {
    private struct Connection {
        var socket: Int32
        var received: [UInt8] = []
        var deadline: ContinuousClock.Instant
    }

    let state: Secret
    let authority: String
    let listener: Int32
    let wake: Int32
    var pasted: Int32?
    let note: @Sendable (String) -> Void
    private var connections: [Connection] = []
    private var line: [UInt8] = []

    /// A browser opens connections that it doesn't use; more than these are turned away.
    private static let connectionLimit = 16
    private static let headLimit = 16_384
    private static let patience = Duration.seconds(10)

    init(
        state: Secret, authority: String, listener: Int32, wake: Int32, pasted: Int32?,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.state = state
        self.authority = authority
        self.listener = listener
        self.wake = wake
        self.pasted = pasted
        self.note = note
    }

    mutating func run(until deadline: ContinuousClock.Instant) -> Result<AuthorizationAnswer, OAuthError> {
        defer { for connection in connections { close(connection.socket) } }
        while true {
            let now = ContinuousClock.now
            guard now < deadline else { return .failure(.timedOut) }
            for index in connections.indices.reversed() where connections[index].deadline <= now { drop(index) }
            let next = ([deadline] + connections.map(\.deadline)).min() ?? deadline
            var polled = [listener, wake, pasted ?? -1].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            polled += connections.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), Int32(min((next - now).milliseconds, 60_000))) > 0 else {
                continue
            }
            if polled[1].revents != 0 { return .failure(.cancelled) }
            if polled[2].revents != 0, let answer = readPasted() { return .success(answer) }
            for index in connections.indices.reversed() where polled[index + 3].revents != 0 {
                if let answer = read(index) { return .success(answer) }
            }
            if polled[0].revents != 0 { accept() }
        }
    }

    private mutating func accept() {
        let socket = Glibc.accept(listener, nil, nil)
        guard socket >= 0 else { return }
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        guard connections.count < Self.connectionLimit else {
            close(socket)
            return
        }
        connections.append(Connection(socket: socket, deadline: ContinuousClock.now + Self.patience))
    }

    private mutating func drop(_ index: Int) { close(connections.remove(at: index).socket) }

    /// Reads what a connection has sent; answers it once its head is there.
    private mutating func read(_ index: Int) -> AuthorizationAnswer? {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        let count = recv(connections[index].socket, &chunk, chunk.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard count > 0 else {
            drop(index)
            return nil
        }
        connections[index].received += chunk.prefix(count)
        let head = connections[index].received
        let end = head.indices.first { head[$0...].starts(with: Array("\r\n\r\n".utf8)) }
        guard let end else {
            if head.count > Self.headLimit { send(LoopbackPage.refusal(431), index) }
            return nil
        }
        let (page, answer) = LoopbackRequest(head[..<end]).answer(to: state, at: authority)
        send(page, index)
        return answer
    }

    private mutating func send(_ page: LoopbackPage, _ index: Int) {
        let bytes = page.bytes
        // It is smaller than any socket's buffer.
        _ = bytes.withUnsafeBytes {
            Glibc.send(connections[index].socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        shutdown(connections[index].socket, Int32(SHUT_WR))
        drop(index)
    }

    private mutating func readPasted() -> AuthorizationAnswer? {
        guard let descriptor = pasted else { return nil }
        var chunk = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return nil }
        guard count > 0 else {
            pasted = nil
            return nil
        }
        line += chunk.prefix(count)
        while let end = line.firstIndex(of: UInt8(ascii: "\n")) {
            let text = String(decoding: line[..<end], as: UTF8.self).filter { !$0.isWhitespace }
            line.removeFirst(end + 1)
            guard !text.isEmpty else { continue }
            let query = text.firstIndex(of: "?").map { text[text.index(after: $0)...] } ?? text[...]
            if let answer = AuthorizationAnswer(query: query.prefix { $0 != "#" }, state: state) { return answer }
            note(text)
        }
        if line.count > Self.headLimit { line = [] }
        return nil
    }
}
