import Glibc
import ICalendar

/// Writes text to a descriptor, whole and in order, whoever calls.
final class DescriptorWriter: Sendable {
    private let descriptor: Int32
    private let state: Locked<Int32?> = Locked(nil)

    /// - Parameter descriptor: Stays open as long as the writer is used.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The `errno` that ended the writing; nil while all is well, and where the reader just went away (`| head`).
    var failure: Int32? { state.withLock { $0 == EPIPE ? nil : $0 } }

    /// Whether nothing more is written, because the reader went away or writing failed.
    var isClosed: Bool { state.withLock { $0 != nil } }

    /// Writes all of `text`. After a failure this does nothing.
    func write(_ text: String) {
        var text = text
        state.withLock { failure in
            guard failure == nil else { return }
            failure = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0)) }
        }
    }

    /// Returns the `errno` of what went wrong; nil when all was written.
    private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written >= 0 {
                rest = rest.dropFirst(written)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Someone else has made the terminal or pipe non-blocking.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            case let code: return code
            }
        }
        return nil
    }
}
