import Foundation
import TestSupport
import Testing

@testable import calsync

/// `calsync service`, where no systemd runs for the user.
@Suite struct ServiceTests {
    @Test func `a unit is written, told of and removed`() async throws {
        try await World.with { world in
            let none = try await world.calsync("service", "status")
            #expect(none.code == 0 && none.out.contains("There is no unit"), "\(none.out)\(none.err)")
            let installed = try await world.calsync("service", "install", "--no-start", "--json")
            #expect(installed.code == 0 && installed.json["started"] == false, "\(installed.err)")
            let path = try #require(installed.json["path"]?.string)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("ExecStart=\"\(Program.path)\" watch -C \"\(world.folder)\"\n"))
            #expect(text.contains("Type=notify") && text.contains("XDG_CONFIG_HOME=\(world.place)/config"))
            #expect(!text.contains(world.sandbox.token))
            let status = try await world.calsync("service")
            #expect(status.code == 1 && status.out.contains("not watched"), "\(status.out)")
            let removed = try await world.calsync("service", "remove")
            #expect(removed.code == 0 && !FileManager.default.fileExists(atPath: path), "\(removed.err)")
        }
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")))
    func `systemd finds the unit sound`() async throws {
        try await World.with { world in
            let installed = try await world.calsync("service", "install", "--no-start", "--json")
            let path = try #require(installed.json["path"]?.string)
            let said = world.place + "/said"
            try Data().write(to: URL(fileURLWithPath: said))
            let pid = try Child.start(
                ["systemd-analyze", "verify", "--user", "--man=no", path], in: world.folder,
                environment: world.environment.merging(["XDG_RUNTIME_DIR": world.place]) { $1 },
                input: .file("/dev/null"), output: .file(said), error: .file(said))
            let code = await Child.end(of: pid)
            let text = try String(contentsOfFile: said, encoding: .utf8)
            #expect(code == 0, "\(text)")
        }
    }

    @Test(arguments: [("a b", "\"a b\""), ("50%", "\"50%%\""), ("$x\"\\", "\"$$x\\\"\\\\\""), ("a\nb", "\"a b\"")])
    func `a path with odd characters stays one word`(path: String, word: String) {
        #expect(ServiceUnit.quoted(path) == word)
    }
}
