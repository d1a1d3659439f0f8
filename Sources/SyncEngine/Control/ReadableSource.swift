import Dispatch

/// Tells when a descriptor has something to read, on a queue of its owner's.
///
/// libdispatch's sources may be used from any thread; Swift's types don't say so on Linux.
package final class ReadableSource: @unchecked Sendable {
    private let source: any DispatchSourceRead

    /// Starts telling.
    ///
    /// - Parameter ended: Called once after the last call of `readable`, when the descriptor may be closed.
    init(
        _ descriptor: Int32, queue: DispatchQueue, readable: @escaping @Sendable () -> Void,
        ended: @escaping @Sendable () -> Void
    ) {
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: readable)
        source.setCancelHandler(handler: ended)
        source.resume()
    }

    /// Starts telling, on a queue of its own.
    package convenience init(
        _ descriptor: Int32, label: String, readable: @escaping @Sendable () -> Void,
        ended: @escaping @Sendable () -> Void
    ) {
        self.init(descriptor, queue: DispatchQueue(label: label), readable: readable, ended: ended)
    }

    deinit { source.cancel() }

    /// Tells nothing more.
    func cancel() { source.cancel() }
}
