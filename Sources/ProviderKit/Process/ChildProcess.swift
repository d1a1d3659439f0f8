import CShims
import Glibc

/// Another program, run to its end: the keyring's tool, or a command that prints a password.
///
/// It gets this process's environment without calsync's own secrets, no open file but the three standard ones, and the
/// usual signals. It blocks: call it through ``Offload``.
package enum ChildProcess {
    /// What a run came to.
    package struct Outcome: Hashable, Sendable {
        /// The exit status; 128 and the number of the signal that ended it.
        package var status: Int32
        /// What it wrote to its standard output.
        package var output: [UInt8]
    }

    /// Why there is no outcome.
    package enum Failure: Error, Hashable, Sendable {
        /// It could not be started: the `errno`.
        case notStarted(Int32)
        /// It took longer than it may, and was ended.
        case timedOut
        /// It wrote more than `outputLimit` bytes, and was ended.
        case tooMuch
    }

    /// The most that a program may print.
    package static let outputLimit = 1 << 16

    /// Runs `arguments[0]`, found through `PATH`, and returns its output. Its standard error is ours.
    ///
    /// - Parameters:
    ///   - input: What it reads; its standard input ends after that.
    ///   - isQuiet: Whether its standard error is thrown away.
    package static func run(
        _ arguments: [String], input: [UInt8] = [], timeout: Duration, isQuiet: Bool = false,
        environment: [String: String]
    ) throws(Failure) -> Outcome {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        try pipe(&toChild)
        defer { for end in toChild where end >= 0 { close(end) } }
        try pipe(&fromChild)
        defer { close(fromChild[0]) }
        let pid: pid_t
        do throws(Failure) {
            pid = try spawn(
                arguments, input: toChild[0], output: fromChild[1], isQuiet: isQuiet, environment: environment)
        } catch {
            close(fromChild[1])
            throw error
        }
        close(fromChild[1])
        close(toChild[0])
        toChild[0] = -1
        // A secret fits into the pipe's buffer; a reader that went away is EPIPE, since SIGPIPE is ignored or blocked.
        _ = input.withUnsafeBytes { write(toChild[1], $0.baseAddress, min($0.count, 4_096)) }
        close(toChild[1])
        toChild[1] = -1
        do throws(Failure) {
            let output = try read(fromChild[0], deadline: ContinuousClock.now + timeout)
            return Outcome(status: wait(for: pid), output: output)
        } catch {
            // Its own group: what it started ends with it.
            kill(-pid, SIGKILL)
            _ = wait(for: pid)
            throw error
        }
    }

    /// Starts a program that nobody waits for, such as a browser; its output is thrown away.
    package static func launch(_ arguments: [String], environment: [String: String]) throws(Failure) {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else { throw .notStarted(errno) }
        defer { close(null) }
        let pid = try spawn(arguments, input: null, output: null, isQuiet: true, environment: environment)
        Task.detached { await Offload.run { _ = wait(for: pid) } }
    }

    private static func pipe(_ ends: inout [Int32]) throws(Failure) {
        let code = cs_pipe(&ends)
        guard code == 0 else { throw .notStarted(-code) }
    }

    private static func spawn(
        _ arguments: [String], input: Int32, output: Int32, isQuiet: Bool, environment: [String: String]
    ) throws(Failure) -> pid_t {
        guard let program = arguments.first else { throw .notStarted(ENOENT) }
        var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if isQuiet { posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) }
        // What this process ignores, the other one would ignore too.
        var usual = sigset_t()
        sigemptyset(&usual)
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&usual, number) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        let variables = environment.filter { !isSecret($0.key) }.sorted { $0.key < $1.key }
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, program, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw .notStarted(code) }
        return pid
    }

    private static func isSecret(_ variable: String) -> Bool {
        variable == "CALSYNC_ENCRYPTION_KEY" || variable.hasPrefix("CALSYNC_TOKEN_")
    }

    private static func read(_ pipe: Int32, deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
        var (output, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { throw .timedOut }
            var readable = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            guard poll(&readable, 1, Int32(min(left.milliseconds, 60_000))) > 0 else { continue }
            let count = Glibc.read(pipe, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return output }
            output += chunk.prefix(count)
            guard output.count <= outputLimit else { throw .tooMuch }
        }
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
        // wait(2): the low seven bits are the signal, the next byte is the exit status.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
