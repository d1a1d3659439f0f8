import Glibc

/// Takes what a command prints, for the dashboard to read: files without a name, since another process may be the one that
/// writes.
final class Capture: Sendable {
    /// Standard input, output and error.
    let descriptors: [Int32]
    let data: DescriptorWriter
    let notes: DescriptorWriter

    /// Opens them; `nil` when the system has no descriptors or no memory left.
    ///
    /// - Parameter input: What the command reads from its standard input.
    init?(input: [UInt8] = []) {
        let given = input.isEmpty ? open("/dev/null", O_RDONLY | O_CLOEXEC) : Self.memory()
        if !input.isEmpty { _ = pwrite(given, input, input.count, 0) }
        let opened = [given, Self.memory(), Self.memory()]
        guard opened.allSatisfy({ $0 >= 0 }) else {
            for descriptor in opened where descriptor >= 0 { close(descriptor) }
            return nil
        }
        descriptors = opened
        (data, notes) = (DescriptorWriter(opened[1]), DescriptorWriter(opened[2]))
    }

    /// A file in memory that nobody else can open: its name is gone at once.
    private static func memory() -> Int32 {
        let name = "/calsync-\(getpid())-\(UInt64.random(in: .min ... .max))"
        let descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        if descriptor >= 0 { shm_unlink(name) }
        return descriptor
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    /// What was printed as data.
    var output: [UInt8] { Self.contents(of: descriptors[1]) }
    /// What was remarked.
    var remarks: String { String(decoding: Self.contents(of: descriptors[2]), as: UTF8.self) }

    private static func contents(of descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }
}
