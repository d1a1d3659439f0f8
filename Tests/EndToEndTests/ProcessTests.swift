import Foundation
import Glibc
import Sandbox
import Testing

/// The program among other programs: a second one, git, and signals.
@Suite struct ProcessTests {
    @Test func `a folder that git is busy with waits`() async throws {
        try await World.with { world in
            try world.write(".git/HEAD", "ref: refs/heads/main\n")
            try world.write(".git/MERGE_HEAD", String(repeating: "a", count: 40))
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            for command in ["sync", "plan"] {
                let outcome = try await world.calsync(command)
                #expect(outcome.code == 9 && outcome.err.contains("merge") && outcome.err.contains("git status"))
            }
            let json = try await world.calsync("sync", "--json")
            #expect(json.code == 9 && json.json["code"] == 9)
            let status = try await world.calsync("status")
            #expect(status.out.contains("a merge is not finished"))
            #expect(world.sandbox.log.isEmpty)
            try world.remove(".git/MERGE_HEAD")
            try await world.sync()
            #expect(world.remote().count == 1)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal finishes the write in hand and leaves the rest for later`(signal: Int32) async throws {
        try await World.with { world in
            for day in 1...4 {
                try world.write("family/\(day).ics", Events.single("e\(day)@x", "Day \(day)", day: day))
            }
            world.sandbox.inject(.delay(.seconds(1)), matching: Matcher(operation: "events.import"))
            let running = try Program.start(["sync"], in: world.folder, environment: world.environment)
            try await World.until { world.sandbox.log.contains { $0.operation == "events.import" } }
            kill(running.pid, signal)
            let outcome = try await running.outcome.value
            #expect(outcome.code == 1 && outcome.out.contains("sync again"), "\(outcome.out)\(outcome.err)")
            #expect(world.remote().count == 1)
            try await world.sync()
            #expect(world.remote().count == 4)
            try await world.expectQuiet()
        }
    }

    @Test func `a reader that goes away is no failure`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let outcome = try await Program.run(
                ["sync"], in: world.folder, environment: world.environment,
                as: ["/bin/bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "-"])
            #expect(outcome.code == 0, "\(outcome.err)")
            try await world.expectQuiet()
        }
    }

    @Test(.enabled(if: WatchOutageTests.canUnshare))
    func `where its arguments can't be read it says so, and doesn't end as if all were done`() async throws {
        try await World.with { world in
            let outcome = try await Program.run(
                ["sync"], in: world.folder, environment: world.environment,
                as: WatchOutageTests.inNamespace("mount -t tmpfs none /proc"))
            #expect(outcome.code == 1 && outcome.out.isEmpty)
            #expect(outcome.err.contains("It needs /proc"))
        }
    }
}
