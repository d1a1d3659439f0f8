import Foundation
import Glibc

/// A message that a service sends to somebody's webhook.
struct WebhookMessage: Sendable {
    /// Where to.
    var address: String
    /// Its header fields, without those that every request has.
    var headers: [(name: String, value: String)]
    var body: [UInt8] = []
}

/// Sends webhooks over plain http to this machine, and to no other.
enum WebhookSender {
    /// Whether an address can be sent to: `http` to a loopback name, with a port.
    static func reaches(_ address: String) -> Bool { Target(address) != nil }

    /// Posts a message; returns the status of the answer, 0 where there was none.
    static func post(_ message: WebhookMessage) async -> Int {
        await withCheckedContinuation { reply in
            // Sockets that block, on a thread that may.
            Thread.detachNewThread { reply.resume(returning: postNow(message)) }
        }
    }

    /// Posts a message again after 500, 502, 503 and 504, as services do ("Receiving notifications": retried with backoff).
    static func deliver(_ message: WebhookMessage, tries: Int = 4) async -> Int {
        var status = 0
        for attempt in 0..<tries {
            if attempt > 0 { try? await Task.sleep(for: .milliseconds(50 << attempt)) }
            status = await post(message)
            guard [500, 502, 503, 504].contains(status), !Task.isCancelled else { break }
        }
        return status
    }

    private static func postNow(_ message: WebhookMessage) -> Int {
        guard let target = Target(message.address) else { return 0 }
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return 0 }
        defer { close(socket) }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = target.port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return 0 }
        var head = "POST \(target.path) HTTP/1.1\r\nHost: \(target.host):\(target.port)\r\nConnection: close\r\n"
        for header in message.headers { head += "\(header.name): \(header.value)\r\n" }
        head += "Content-Length: \(message.body.count)\r\n\r\n"
        var rest = (Array(head.utf8) + message.body)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return 0 }
            rest = rest.dropFirst(sent)
        }
        var (answer, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
        while answer.count < 65_536 {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer.prefix(count)
        }
        // HTTP/1.1 204 No Content
        let words = String(decoding: answer.prefix(64), as: UTF8.self).split(separator: " ")
        return words.count > 1 && words[0].hasPrefix("HTTP/1.") ? Int(words[1]) ?? 0 : 0
    }

    /// A loopback address, taken apart.
    private struct Target {
        let host: String
        let port: UInt16
        let path: String

        init?(_ address: String) {
            guard address.hasPrefix("http://") else { return nil }
            let rest = address.dropFirst(7)
            let authority = rest.prefix { $0 != "/" }
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, ["127.0.0.1", "localhost"].contains(parts[0]), let port = UInt16(parts[1]) else {
                return nil
            }
            (host, self.port) = (String(parts[0]), port)
            path = rest.count > authority.count ? String(rest.dropFirst(authority.count)) : "/"
        }
    }
}
