import Glibc
import ICalendar
import SyncEngine

/// A service manager that is told how a program fares: the listening end of sd_notify(3).
final class ServiceManager: Sendable {
    /// What `NOTIFY_SOCKET` is to say.
    let path: String
    private let heard = Locked<[String]>([])
    private let source: ReadableSource

    /// Listens on a socket at `path`.
    ///
    /// - Throws: ``Failure``.
    init(at path: String) throws {
        self.path = path
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard isBound == 0 else { throw Failure(errno: errno) }
        // All the time: whoever tells waits where nobody listens.
        source = ReadableSource(
            descriptor, label: "service-manager",
            readable: { [heard] in
                var buffer = [UInt8](repeating: 0, count: 4_096)
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count > 0 { heard.withLock { $0.append(String(decoding: buffer.prefix(count), as: UTF8.self)) } }
            }, ended: { close(descriptor) })
    }

    /// Why it can't listen.
    struct Failure: Error {
        let errno: Int32
    }

    /// What it was told so far.
    var said: [String] { heard.withLock { $0 } }
}
