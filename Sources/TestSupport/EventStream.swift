import Foundation
import Glibc
import ICalendar

/// A page that listens to server-sent events: it takes what comes until it is closed.
package final class EventStream: Sendable {
    private let peer: Int32
    private let taken = Locked([UInt8]())

    /// Asks a port of this machine for `path`, and goes on listening.
    package init(port: Int, path: String, headers: [String]) throws {
        peer = try RawHTTP.connect(to: port)
        let head = ["GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers
        try RawHTTP.write(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: peer)
        Thread.detachNewThread { [peer, taken] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = recv(peer, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                taken.withLock { $0 += buffer[..<count] }
            }
            Glibc.close(peer)
        }
    }

    /// What came so far, head and framing included.
    package var text: String { String(decoding: taken.withLock { $0 }, as: UTF8.self) }

    /// Goes away.
    package func close() { shutdown(peer, Int32(SHUT_RDWR)) }
}
