import Foundation
import Glibc

/// A child process, started by posix_spawn(3).
///
/// Not Foundation's `Process`: its `run()` reads past the end of memory now and then when several tests start programs at
/// once (Swift 6.3.1), and takes all tests with it.
package enum Child {
    /// Where a standard descriptor leads.
    package enum Stream {
        case file(String)
        case descriptor(Int32)
    }

    /// Starts a program in a folder, with nothing open but its three standard descriptors.
    package static func start(
        _ words: [String], in folder: String, environment: [String: String], input: Stream, output: Stream,
        error: Stream
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in [(Int32(0), input), (1, output), (2, error)] {
            switch stream {
            case .file(let path):
                posix_spawn_file_actions_addopen(
                    &actions, number, path, number == 0 ? O_RDONLY : O_WRONLY | O_APPEND, 0)
            case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            }
        }
        // Nothing else stays open: a socket of another test in a child that waits would never be seen closed. glibc passes
        // over numbers that are not open; its addclosefrom_np is not among what Swift imports.
        for number in Int32(3)..<1_024 { posix_spawn_file_actions_addclose(&actions, number) }
        // A child begins with the signals as they are by default, whatever this process ignores.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        // The shell only changes the folder, and becomes the program.
        let shell = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", folder] + words
        var arguments: [UnsafeMutablePointer<CChar>?] = shell.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, shell[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw Failure(program: words[0], code: code) }
        return pid
    }

    /// Why a program could not be started.
    package struct Failure: Error {
        package let program: String
        /// An `errno`.
        package let code: Int32
    }

    /// Waits for a child, without blocking other tests: its exit code, or 128 and the signal's number.
    package static func end(of pid: pid_t) async -> Int32 {
        await withCheckedContinuation { reply in
            Thread.detachNewThread { reply.resume(returning: status(of: pid)) }
        }
    }

    /// As ``end(of:)``, on this thread.
    package static func status(of pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
