import Dispatch
import Glibc

/// A program that takes over the terminal for a while: an editor, a pager.
enum Child {
    /// Runs a program to its end, on a thread of its own: a person takes longer than the cooperative pool may wait.
    ///
    /// - Parameter input: What it reads from its standard input; `nil` for the terminal.
    /// - Returns: Its exit code, 128 and the signal's number when it was killed, 127 where it can't be started.
    static func run(_ words: [String], input: [UInt8]? = nil) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "calsync.child").async { continuation.resume(returning: runNow(words, input)) }
        }
    }

    private static func runNow(_ words: [String], _ input: [UInt8]?) -> Int32 {
        // Ctrl-C is the program's while it runs; it has the signals as they usually are.
        let before = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, before) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        sigemptyset(&usual)
        for number in [SIGINT, SIGPIPE] { sigaddset(&usual, number) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var ends: [Int32] = [-1, -1]
        if input != nil {
            guard pipe(&ends) == 0 else { return 127 }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t()
        let failure = posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, environ)
        if let input {
            close(ends[0])
            // A reader that goes away ends this; the writer of the pipe ignores SIGPIPE.
            if failure == 0 { DescriptorWriter(ends[1]).write(String(decoding: input, as: UTF8.self)) }
            close(ends[1])
        }
        guard failure == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // wait(2): the low seven bits are the signal, the next eight the exit code.
        let number = status & 0x7F
        return number == 0 ? status >> 8 & 0xFF : 128 + number
    }
}
