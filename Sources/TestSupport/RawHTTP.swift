import Foundation

/// The least of an HTTP/1.1 client and server, on blocking sockets: what a test needs to be another client, or in between.
package enum RawHTTP {
    /// A request or an answer: its first line, its headers and its content.
    package struct Message: Sendable {
        /// Such as `GET /path HTTP/1.1`, or `HTTP/1.1 200 OK`.
        package var first: String
        /// The header lines as they came.
        package var headers: [String]
        /// The content, of whatever framing.
        package var body: [UInt8]

        package init(first: String, headers: [String] = [], body: [UInt8] = []) {
            self.first = first
            self.headers = headers
            self.body = body
        }

        /// The value of a header, in whatever case its name is.
        package subscript(name: String) -> String? {
            headers.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }

        /// The second word of the first line of an answer.
        package var status: Int { Int(first.split(separator: " ").dropFirst().first ?? "") ?? 0 }

        /// The bytes on the wire, framed by a Content-Length and ended by hanging up.
        package var bytes: [UInt8] {
            let kept = headers.filter { line in
                let name = line.prefix { $0 != ":" }.lowercased()
                return !["content-length", "connection", "transfer-encoding", "keep-alive"].contains(name)
            }
            let head = ([first] + kept + ["Content-Length: \(body.count)", "Connection: close", "", ""])
            return Array(head.joined(separator: "\r\n").utf8) + body
        }
    }

    /// What went wrong on a socket.
    package struct Failure: Error { package init() {} }

    /// Sends a request to a port of this machine, and returns the answer.
    package static func send(_ request: Message, to port: Int) throws -> Message {
        let peer = try connect(to: port)
        defer { close(peer) }
        try write(request.bytes, to: peer)
        guard let answer = read(from: peer) else { throw Failure() }
        return answer
    }

    /// Sends a request from a thread of its own: many at once neither hold up each other nor a server in this process.
    package static func ask(_ request: Message, of port: Int) async throws -> Message {
        try await withCheckedThrowingContinuation { answer in
            Thread.detachNewThread { answer.resume(with: Result { try send(request, to: port) }) }
        }
    }

    /// Connects to a port of this machine.
    package static func connect(to port: Int) throws -> Int32 {
        let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(peer, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else {
            close(peer)
            throw Failure()
        }
        return peer
    }

    /// The address of a port of this machine.
    static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Writes all bytes.
    package static func write(_ bytes: [UInt8], to peer: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(peer, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure() }
            sent += count
        }
    }

    /// Reads one message; `nil` where the peer hangs up before its head is there.
    static func read(from peer: Int32) -> Message? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let more = { () -> Bool in
            let count = recv(peer, &buffer, buffer.count, 0)
            if count > 0 { bytes += buffer[..<count] }
            return count > 0
        }
        let end = Array("\r\n\r\n".utf8)
        var head: Int?
        while head == nil {
            guard more() else { return nil }
            head = bytes.indices.first { bytes[$0...].starts(with: end) }
        }
        guard let head else { return nil }
        let lines = String(decoding: bytes[..<head], as: UTF8.self).components(separatedBy: "\r\n")
        var message = Message(first: lines[0], headers: Array(lines.dropFirst()))
        bytes.removeFirst(head + 4)
        if let length = message["Content-Length"].flatMap({ Int($0) }) {
            while bytes.count < length, more() {}
            message.body = Array(bytes.prefix(length))
        } else if message["Transfer-Encoding"]?.lowercased() == "chunked" {
            while !bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8), more() {}
            message.body = unchunked(bytes)
        } else if message.first.hasPrefix("HTTP/") {
            while more() {}
            message.body = bytes
        }
        return message
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
        var (body, rest) = ([UInt8](), bytes[...])
        while let end = rest.firstIndex(of: 0x0D),
            let size = Int(String(decoding: rest[..<end], as: UTF8.self).prefix { $0 != ";" }, radix: 16), size > 0
        {
            let start = end + 2
            guard rest.endIndex >= start + size + 2 else { break }
            body += rest[start..<(start + size)]
            rest = rest[(start + size + 2)...]
        }
        return body
    }
}
