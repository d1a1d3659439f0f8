import Glibc
import ProviderKit
import SyncEngine

/// Tells the watcher's metrics to whoever asks on a port of this machine: `GET /metrics`, Prometheus' text format 0.0.4.
///
/// It serves nothing else, reads no body, and answers only where the `Host` is this machine's: a page in a browser can't
/// have another name lead here.
final class MetricsListener: Sendable {
    private let source: ReadableSource
    /// The most that a request may measure, in bytes.
    private static let limit = 8_192
    /// The most pieces that it may come in: who sends crumbs holds up the others.
    private static let pieces = 16

    /// Listens on `port` of 127.0.0.1.
    ///
    /// - Parameter text: What is told; called on a queue of its own, and must not wait.
    /// - Throws: ``FileError`` where the port can't be had.
    init(port: UInt16, text: @escaping @Sendable () -> String) throws(FileError) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard listener >= 0 else { throw FileError(errno: errno, "127.0.0.1:\(port)") }
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard isBound == 0, listen(listener, 4) == 0 else {
            let code = errno
            close(listener)
            throw FileError(errno: code, "127.0.0.1:\(port)")
        }
        source = ReadableSource(
            listener, label: "calsync.metrics",
            readable: {
                while true {
                    let connection = accept(listener, nil, nil)
                    guard connection >= 0 else { return }
                    Self.answer(connection, port, text)
                    close(connection)
                }
            }, ended: { close(listener) })
    }

    private static func answer(_ connection: Int32, _ port: UInt16, _ text: () -> String) {
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var (request, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 2_048))
        for _ in 0..<pieces where request.count < limit {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            request += buffer.prefix(count)
            if request.suffix(4) == [13, 10, 13, 10] { break }
        }
        DescriptorWriter(connection).write(response(to: String(decoding: request, as: UTF8.self), port: port, text))
    }

    /// The whole answer to a request.
    static func response(to request: String, port: UInt16, _ text: () -> String) -> String {
        let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines.first?.split(separator: " ") ?? []
        let host = lines.first { $0.lowercased().hasPrefix("host:") }?.dropFirst(5).trimmingPrefix { $0 == " " }
        let (status, body): (String, String)
        if host != "127.0.0.1:\(port)", host != "localhost:\(port)" {
            (status, body) = ("403 Forbidden", "")
        } else if words.count != 3 || words[1] != "/metrics" {
            (status, body) = ("404 Not Found", "")
        } else if words[0] != "GET" {
            (status, body) = ("405 Method Not Allowed", "")
        } else {
            (status, body) = ("200 OK", text())
        }
        return "HTTP/1.1 \(status)\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }
}
