import Dispatch
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
        let status = await wait(path)
        guard status == 0 else {
            throw UsageError(
                sentence: "The editor (\(command)) ended with an error.",
                remedy: "Set VISUAL or EDITOR to one that runs here.")
        }
        return try Self.read(path)
    }

    private static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY)
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

    /// Runs the editor on a thread of its own: a person takes longer than the cooperative pool may wait.
    private func wait(_ path: String) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "calsync.editor").async { continuation.resume(returning: run(path)) }
        }
    }

    private func run(_ path: String) -> Int32 {
        // Ctrl-C is the editor's while it runs.
        let before = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, before) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let arguments: [String] = ["/bin/sh", "-c", "\(command) \"$1\"", "calsync", path]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, "/bin/sh", nil, &attributes, words, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { if errno != EINTR { return -1 } }
        return status
    }
}
