import Foundation
import Sandbox
import Testing

/// `config`, `completion` and `man`: comforts that ask no service.
@Suite struct DeskTests {
    @Test func `config shows what holds, where it was said, and no secret`() async throws {
        try await World.with { world in
            let text = try await world.calsync("config")
            #expect(text.code == 0 && text.out.contains("calsync.toml:2") && !text.out.contains(world.sandbox.token))
            let json = try await world.calsync("config", "show", "--json")
            #expect(!json.out.contains(world.sandbox.token))
            let settings = json.json.array ?? []
            let pair = settings.first { $0["key"] == "pair.family.calendar" }
            #expect(pair?["origin"] == "file" && pair?["line"] == 3 && pair?["value"]?.string == World.family)
            let token = settings.first { $0["key"] == "account.google.token" }
            #expect(token?["origin"] == "environment" && token?["value"] == "(hidden)")
        }
    }

    @Test func `config check tells everything at once`() async throws {
        try await World.with { world in
            let sound = try await world.calsync("config", "check")
            #expect(sound.code == 0 && sound.out.contains("sound"), "\(sound.out)\(sound.err)")
            #expect(world.sandbox.log.isEmpty)
            let signedOut = try await world.calsync("config", "check", with: ["CALSYNC_TOKEN_GOOGLE": ""])
            #expect(signedOut.code == 5 && signedOut.out.contains("sign-in"), "\(signedOut.out)\(signedOut.err)")
            try world.write("calsync.toml", "[pair.family]\nacount = \"google\"\n[policy]\nnotify = \"al\"\n")
            let broken = try await world.calsync("config", "check", "--json")
            #expect(broken.code == 2 && broken.json.array?.count == 4, "\(broken.out)")
            #expect(broken.out.contains("Did you mean `account`?") && broken.out.contains("Did you mean `all`?"))
        }
    }

    @Test func `CALSYNC_FOLDER names the folder, and -C goes before it`() async throws {
        try await World.with { world in
            let outside = try await Program.run(
                ["pair", "list", "--json"], in: world.place,
                environment: world.environment.merging(["CALSYNC_FOLDER": world.folder]) { $1 })
            #expect(outside.code == 0 && outside.json.array?.count == 1, "\(outside.err)")
            let flag = try await world.calsync("pair", "list", "-C", ".", with: ["CALSYNC_FOLDER": "/nowhere"])
            #expect(flag.code == 0)
            let wrong = try await world.calsync("pair", "list", with: ["CALSYNC_FOLDER": "/nowhere"])
            #expect(wrong.code == 2 && wrong.err.contains("/nowhere"))
        }
    }

    @Test func `completion scripts are sound, and offer pairs and places`() async throws {
        try await World.with { world in
            for (shell, check) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")] {
                let script = try await world.calsync("completion", shell)
                #expect(script.code == 0 && script.out.contains("calsync") && script.out.contains("resolve"))
                guard shell == "bash" else { continue }
                let path = world.place + "/completion"
                try Data(script.out.utf8).write(to: URL(fileURLWithPath: path))
                let syntax = try await Program.run(
                    [], in: world.folder, environment: world.environment, as: ["/bin/\(check)", "-n", path])
                #expect(syntax.code == 0, "\(syntax.err)")
            }
            let places = try await world.calsync(
                "---completion", "new", "--", "--in", "0", "0", "calsync", "new", "--in", "")
            #expect(places.code == 0 && places.out.contains("family"), "\(places.out)\(places.err)")
            #expect(try await world.calsync("completion", "tcsh").code == 2)
        }
    }

    @Test func `every command has a manual page made of its help`() async throws {
        try await World.with { world in
            let page = try await world.calsync("man", "pair", "add")
            #expect(page.code == 0 && page.out.hasPrefix(".TH \"CALSYNC-PAIR-ADD\" \"1\""))
            #expect(page.out.contains("\\-\\-calendar"))
            let wrong = try await world.calsync("man", "plam")
            #expect(wrong.code == 2 && wrong.err.contains("Did you mean plan?"))
            let all = try await world.calsync("man", "--into", "man1", "--json")
            let names = all.json.array?.compactMap(\.string) ?? []
            #expect(names.contains("calsync.1") && names.contains("calsync-queue-retry.1"))
            for name in names {
                let lines = try world.read("man1/" + name).split(separator: "\n")
                // roff(7): a line that begins with a dot is a request.
                let requests = Set(lines.filter { $0.hasPrefix(".") }.map { $0.prefix { $0 != " " } })
                #expect(requests.isSubset(of: [".TH", ".SH", ".TP", ".PP", ".EX", ".EE"]), "\(name)")
            }
        }
    }
}
