import Foundation
import Glibc
import Sandbox
import Testing

@testable import SyncEngine
@testable import calsync

/// Commands that meet another one at work on the folder.
@Suite struct ControlTests {
    /// A world with a sync that waits for the service's answer.
    private func busy(_ body: (World, Program.Running) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            world.sandbox.inject(.delay(.seconds(2)), matching: Matcher(operation: "calendarList.list"))
            let first = try Program.start(["sync"], in: world.folder, environment: world.environment)
            try await World.until { !world.sandbox.log.isEmpty }
            try await body(world, first)
        }
    }

    /// A request as another version of calsync would send it.
    private func request(_ world: World, program: String) -> ControlRequest {
        ControlRequest(program: program, arguments: ["sync"], folder: world.folder, environment: world.environment)
    }

    @Test func `a second sync waits for the first`() async throws {
        try await busy { world, first in
            // Who only reads takes no lock.
            #expect(try await world.calsync("status").code == 0)
            let second = try await world.calsync("sync", "--json")
            #expect(second.code == 0 && second.json["done"] == [], "\(second.out)\(second.err)")
            #expect(try await first.outcome.value.code == 0)
            #expect(world.remote().count == 1)
        }
    }

    @Test func `a command goes on by itself when the one before it was killed`() async throws {
        try await busy { world, first in
            let second = try Program.start(["sync"], in: world.folder, environment: world.environment)
            let lock = try world.read(".calsync/lock")
            let socket = try #require(lock.split(separator: "\n").last.map(String.init))
            kill(first.pid, SIGKILL)
            #expect(try await first.outcome.value.code == 128 + SIGKILL)
            #expect(try await second.outcome.value.code == 0)
            #expect(world.remote().count == 1)
            // What a killed one leaves is used again.
            try await world.expectQuiet()
            #expect(!FileManager.default.fileExists(atPath: socket))
        }
    }

    @Test func `a holder that does not answer is told of`() async throws {
        try await busy { world, first in
            kill(first.pid, SIGSTOP)
            let second = try await world.calsync("queue", "retry", "--json")
            #expect(second.code == 8 && second.json["code"] == 8, "\(second.out)\(second.err)")
            #expect(second.json["error"]?.string?.contains("pid \(first.pid)") == true)
            #expect(second.json["remedy"]?.string?.isEmpty == false)
            kill(first.pid, SIGKILL)
            #expect(try await first.outcome.value.code == 128 + SIGKILL)
        }
    }

    @Test func `another version is told so in words`() async throws {
        try await busy { world, first in
            let client = try #require(ControlClient(root: world.folder, files: DiskFileStore()))
            #expect(client.holder == first.pid)
            guard case .refused(let reason) = client.handOver(request(world, program: "calsync 99")) else {
                Issue.record("it was not refused")
                return
            }
            #expect(reason.contains("version") && reason.contains("\(first.pid)"))
            #expect(try await first.outcome.value.code == 0)
        }
    }

    @Test func `the socket is its user's alone`() async throws {
        try await busy { world, first in
            let lock = try world.read(".calsync/lock")
            let socket = try #require(lock.split(separator: "\n").last.map(String.init))
            var status = stat()
            #expect(lstat(socket, &status) == 0 && status.st_mode == S_IFSOCK | 0o600)
            #expect(lstat((socket as NSString).deletingLastPathComponent, &status) == 0)
            #expect(status.st_mode == S_IFDIR | 0o700 && status.st_uid == geteuid())
            #expect(try await first.outcome.value.code == 0)
        }
    }

    @Test func `a question of another's command that nobody answers in time is answered with no`() async throws {
        try await World.with { world in
            let lock = try FolderLock.acquire(root: world.folder, files: DiskFileStore())
            defer { lock.release() }
            let terminal = try #require(PseudoTerminal())
            let writer = QueuedWriter([terminal.slave])
            var caller = Caller.guest(
                ControlSocket.Call(
                    request: request(world, program: "calsync"),
                    descriptors: [terminal.slave, terminal.slave, terminal.slave], begin: {}),
                under: lock, writer)
            #expect(caller.patience == .seconds(600))
            caller.patience = .zero
            terminal.type("y\n")
            let isYes = try await Caller.$ofThisTask.withValue(caller) {
                try await Prompt.standard(caller.output).confirm("Go on?")
            }
            #expect(await writer.finish())
            #expect(!isYes && terminal.screen().contains("Nobody answered"))
        }
    }

    @Test func `a command that was called off while it waited did nothing`() async throws {
        try await busy { world, first in
            let second = try Program.start(["sync"], in: world.folder, environment: world.environment)
            try await World.until { (try? world.read(".calsync/lock"))?.contains("sock") == true }
            kill(second.pid, SIGKILL)
            #expect(try await second.outcome.value.code == 128 + SIGKILL)
            #expect(try await first.outcome.value.code == 0)
            try await world.expectQuiet()
        }
    }
}
