import Glibc
import ProviderKit
import TestSupport
import Testing

@testable import SyncEngine

/// Who may speak to the holder of a folder.
@Suite struct ControlPlaceTests {
    /// Connects to the socket at its argument and waits for the other end to hang up.
    private static let client = [
        "perl", "-MIO::Socket::UNIX", "-e", "my $s = IO::Socket::UNIX->new($ARGV[0]) or exit 3; <$s>",
    ]

    /// Whether the socket takes the process that `launcher` makes of the client for one of its own user.
    private func isOwn(_ launcher: [String]) async throws -> Bool {
        let scratch = Scratch()
        let (path, listener) = try ControlPlace.bind(
            root: scratch.path, environment: ["XDG_RUNTIME_DIR": scratch.path])
        defer { close(listener) }
        // As if the folder had been opened to all: only who asks counts.
        for open in [scratch.path, scratch.path + "/calsync", path] { #expect(chmod(open, 0o777) == 0) }
        let pid = try Child.start(
            launcher + Self.client + [path], in: "/", environment: ["PATH": "/usr/bin:/bin"],
            input: .file("/dev/null"), output: .file("/dev/null"), error: .file("/dev/null"))
        let answer = await Offload.run { () -> Bool? in
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 30_000) == 1 else { return nil }
            let number = accept(listener, nil, nil)
            return number < 0 ? nil : LocalSocket(number).isOwn
        }
        #expect(await Child.end(of: pid) == 0)
        guard let answer else { throw RawHTTP.Failure() }
        return answer
    }

    @Test func `a process of the same user is heard`() async throws {
        #expect(try await isOwn([]))
    }

    @Test(.enabled(if: geteuid() == 0, "Only root can become somebody else."))
    func `a process of another user is not, even where it gets through`() async throws {
        #expect(try await !isOwn(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]))
    }

    @Test func `a folder for sockets that somebody else could have made is not used`() throws {
        let (scratch, elsewhere) = (Scratch(), Scratch())
        #expect(symlink(elsewhere.path, scratch.path + "/calsync") == 0)
        let environment = ["XDG_RUNTIME_DIR": scratch.path, "TMPDIR": scratch.path]
        let bound = try ControlPlace.bind(root: scratch.path, environment: environment)
        defer { close(bound.listener) }
        #expect(!bound.path.hasPrefix(scratch.path + "/calsync/"))
    }
}
