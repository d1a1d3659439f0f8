import Dispatch

/// Runs what blocks on a thread that may wait: the cooperative pool may not.
package enum Offload {
    private static let queue = DispatchQueue(label: "calsync.offload", attributes: .concurrent)

    /// Returns what `body` returns, or throws what it throws.
    package static func run<Success: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        let result: Result<Success, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                let result: Result<Success, Failure>
                do throws(Failure) { result = .success(try body()) } catch { result = .failure(error) }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }
}
