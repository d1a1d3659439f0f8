import CShims
import Dispatch
import Glibc
import ICalendar
import ProviderKit

/// Tells when this machine's network has changed, by rtnetlink(7): a link, an address or a route came or went.
///
/// What the change was is not asked: whoever waits for the network tries again.
package final class NetworkWatcher: Sendable {
    private let source = Locked<ReadableSource?>(nil)

    /// Starts telling; `nil` where the system doesn't tell.
    ///
    /// - Parameter tell: Called on a queue of its own, once for a burst; it must not wait.
    package init?(tell: @escaping @Sendable () -> Void) {
        let number = cs_netlink_routes()
        guard number >= 0 else { return nil }
        let readable = ReadableSource(
            number, queue: DispatchQueue(label: "calsync.network-watcher"),
            readable: {
                var buffer = [UInt8](repeating: 0, count: 8_192)
                // Also where messages were lost (ENOBUFS) something has changed.
                while recv(number, &buffer, buffer.count, 0) > 0 {}
                tell()
            },
            ended: { close(number) })
        source.withLock { $0 = readable }
    }

    deinit { source.withLock { $0.take() }?.cancel() }
}
