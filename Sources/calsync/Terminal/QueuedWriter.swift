import Dispatch

/// Writes to another process's descriptors in order, on a thread of its own: a reader that is slow or stopped holds up
/// nobody here.
final class QueuedWriter: Sendable {
    private let queue = DispatchQueue(label: "calsync.guest-output")
    private let writers: [Int32: DescriptorWriter]

    /// - Parameter descriptors: Stay open until ``finish()`` has returned.
    init(_ descriptors: [Int32]) {
        writers = Dictionary(descriptors.map { ($0, DescriptorWriter($0)) }) { first, _ in first }
    }

    /// Has text written to one of the descriptors.
    func write(_ text: String, to descriptor: Int32) {
        guard let writer = writers[descriptor] else { return }
        queue.async { writer.write(text) }
    }

    /// Waits until everything is written; whether it could be.
    func finish() async -> Bool {
        await withCheckedContinuation { reply in queue.async { reply.resume() } }
        return writers.values.allSatisfy { $0.failure == nil }
    }
}
