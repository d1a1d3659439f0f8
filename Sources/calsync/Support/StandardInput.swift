import Dispatch
import Glibc
import SyncEngine

/// What is piped into the program.
enum StandardInput {
    /// Reads all of it, on a thread of its own.
    ///
    /// - Throws: ``Failure`` when it is larger than `limit` bytes, or can't be read.
    static func all(limit: Int) async throws -> [UInt8] {
        let descriptor = Caller.current.descriptors[0]
        let bytes: [UInt8]? = await withCheckedContinuation { continuation in
            DispatchQueue(label: "calsync.standard-input").async {
                continuation.resume(returning: read(descriptor, limit))
            }
        }
        guard let bytes else {
            throw Failure(.failure, "The standard input can't be read, or is larger than \(limit / 1_000_000) MB.")
        }
        return bytes
    }

    private static func read(_ descriptor: Int32, _ limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            switch count {
            case 1...: bytes += buffer.prefix(count)
            case 0: return bytes
            default: if errno != EINTR { return nil }
            }
        }
        return nil
    }
}
