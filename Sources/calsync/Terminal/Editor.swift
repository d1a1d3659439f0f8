import Glibc

/// The person's editor: `$VISUAL`, else `$EDITOR`, else vi where there is a terminal.
struct Editor: Sendable {
    /// The command, as a shell reads it: `code --wait` has an argument of its own.
    let command: String

    /// - Parameter isTerminal: Whether there is a terminal for vi to run on.
    init?(environment: [String: String], isTerminal: Bool) {
        let named = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let command = named ?? (isTerminal ? "vi" : nil) else { return nil }
        self.command = command
    }

    /// Has `text` edited in a temporary file of the person's own, and returns what became of it.
    ///
    /// - Throws: ``UsageError`` when the editor can't be started or says that it failed.
    func edit(_ text: String) async throws -> String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(folder)/calsync-XXXXXX.txt".utf8CString)
        let descriptor = mkstemps(&name, 4)
        guard descriptor >= 0 else {
            throw UsageError(sentence: "No file can be made in \(folder).", remedy: "Make room there, or set TMPDIR.")
        }
        let path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        defer { unlink(path) }
        DescriptorWriter(descriptor).write(text)
        close(descriptor)
        guard await open(path) == 0 else {
            throw UsageError(
                sentence: "The editor (\(command)) ended with an error.",
                remedy: "Set VISUAL or EDITOR to one that runs here.")
        }
        return try Self.read(path)
    }

    private static func read(_ path: String) throws -> String {
        let descriptor = Glibc.open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw UsageError(sentence: "The edited file is gone.", remedy: "Run it again.")
        }
        defer { close(descriptor) }
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while bytes.count < 16 << 20 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Has a file edited, and returns the editor's exit code.
    ///
    /// As git does it: the variable may hold options, so a shell takes it apart.
    func open(_ path: String) async -> Int32 {
        await Child.run(["/bin/sh", "-c", "\(command) \"$@\"", command, path])
    }
}
