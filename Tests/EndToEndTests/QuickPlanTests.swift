import Foundation
import Glibc
import Sandbox
import Testing

@testable import calsync

/// `plan --offline` has a short way for folders where nothing happened. It must say what the long way says.
@Suite struct QuickPlanTests {
    /// A world with two events in step.
    private func synced(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/deep/run.ics", Events.series("run@x", "Run"))
            try await world.sync()
            try await body(world)
        }
    }

    /// What the short way says; `nil` where it leaves the answer to the long one.
    private func quickAnswer(_ world: World, _ arguments: [String] = ["plan", "--offline"]) throws -> String? {
        let quick = try #require(QuickPlan(arguments + ["-C", world.folder]))
        let said = Recorder()
        let output = Output(isTerminal: false, writeData: said.write, writeNote: said.write)
        return try quick.answer(output, environment: world.environment) ? said.all.joined() : nil
    }

    /// Expects that the long way answers, and that the command says the same with and without the pair's name.
    private func expectLongWay(
        _ world: World, code: Int32 = 0, says words: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try quickAnswer(world) == nil, sourceLocation: sourceLocation)
        // A named pair keeps the program from the short way.
        let full = try await world.calsync("plan", "--offline", "family")
        let plain = try await world.calsync("plan", "--offline")
        #expect(plain.out == full.out, sourceLocation: sourceLocation)
        #expect(plain.err == full.err, sourceLocation: sourceLocation)
        #expect(plain.code == full.code, sourceLocation: sourceLocation)
        let json = try await world.calsync("plan", "--offline", "--json")
        let fullJSON = try await world.calsync("plan", "--offline", "--json", "family")
        #expect(json.out == fullJSON.out && json.code == fullJSON.code, sourceLocation: sourceLocation)
        #expect(plain.code == code, "\(plain.out)\(plain.err)", sourceLocation: sourceLocation)
        #expect(
            (plain.out + plain.err).contains(words) || words.isEmpty, "\(plain.out)\(plain.err)",
            sourceLocation: sourceLocation)
    }

    @Test func `a quiet folder is answered at once, and as the full plan answers`() async throws {
        try await synced { world in
            #expect(try quickAnswer(world) == "Nothing to do.\n")
            let full = try await world.calsync("plan", "--offline", "family")
            let plain = try await world.calsync("plan", "--offline")
            #expect(plain.out == full.out && plain.err == full.err && plain.code == 0 && full.code == 0)
            let json = try await world.calsync("--json", "plan", "--offline", "--color", "always")
            let fullJSON = try await world.calsync("plan", "--offline", "--json", "family")
            #expect(json.out == fullJSON.out && json.err == fullJSON.err && json.code == 0)
            #expect(try quickAnswer(world, ["--json", "plan", "--offline"]) == json.out)
            try await world.expectQuiet()
            #expect(try quickAnswer(world) == "Nothing to do.\n")
        }
    }

    @Test(arguments: [
        ["plan"], ["plan", "--offline", "family"], ["plan", "--offline", "--pull"], ["--offline", "plan"],
        ["plan", "--offline", "--offline"], ["plan", "--offline", "-C"], ["plan", "--offline", "-C", ""],
        ["plan", "--offline", "-C", "a", "--folder", "b"], ["plan", "--offline", "--color", "blue"],
        ["sync", "--offline"],
        ["plan", "--offline", "--help"], ["plan", "--offline", "--", "family"], ["plan", "-C", "--offline"], [],
    ])
    func `any other command line is left to the command`(arguments: [String]) {
        #expect(QuickPlan(arguments) == nil)
    }

    @Test func `files that were touched are looked at`() async throws {
        try await synced { world in
            let tea = try world.read("family/tea.ics")
            try world.write("family/tea.ics", tea)
            try await expectLongWay(world, says: "Nothing to do.")
            try world.write("family/tea.ics", tea.replacing("SUMMARY:Tea", with: "SUMMARY:Ten"))
            try await expectLongWay(world, says: "Ten")
            try world.remove("family/tea.ics")
            try await expectLongWay(world, says: "→ - ")
            try world.write("family/renamed.ics", tea)
            try await expectLongWay(world, says: "Nothing to do.")
            try world.write("family/new.ics", Events.single("new@x", "New"))
            try await expectLongWay(world, says: "→ + ")
            try world.write("family/new.ics", "")
            try await expectLongWay(world, code: 3)
        }
    }

    @Test func `a link and a name that is no text are looked at`() async throws {
        try await synced { world in
            #expect(symlink("/etc/hostname", world.folder + "/family/out.ics") == 0)
            try await expectLongWay(world, says: "leads out of")
            try world.remove("family/out.ics")
            #expect(try quickAnswer(world) != nil)
            let name = (Array((world.folder + "/family/").utf8) + [0xFF] + Array(".ics".utf8) + [0])
                .map { CChar(bitPattern: $0) }
            close(open(name, O_CREAT | O_WRONLY, 0o600))
            try await expectLongWay(world, says: "UTF-8")
            unlink(name)
        }
    }

    @Test func `a pair's folder that is another one is noticed`() async throws {
        try await synced { world in
            #expect(rename(world.folder + "/family", world.place + "/family") == 0)
            try await expectLongWay(world, code: 1, says: "is gone")
            #expect(symlink(world.place + "/family", world.folder + "/family") == 0)
            try await expectLongWay(world, code: 1, says: "is gone")
        }
    }

    @Test func `what waits for a person or a service is told`() async throws {
        try await synced { world in
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            try world.phone("tea@x", ["summary": "Green tea"])
            _ = try await world.calsync("sync")
            try await expectLongWay(world, code: 3)
        }
        try await synced { world in
            world.sandbox.inject(.status(400, reason: "invalid"), matching: Matcher(operation: "events.patch"))
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            _ = try await world.calsync("sync")
            try await expectLongWay(world, code: 4)
            _ = try await world.calsync("queue", "drop", "tea@x")
            try await expectLongWay(world, code: 4)
        }
        try await synced { world in
            try world.edit("family/tea.ics", "END:VEVENT", "END:VEVENTS")
            _ = try await world.calsync("sync")
            try await expectLongWay(world, code: 3)
        }
    }

    @Test func `git at work makes the folder wait`() async throws {
        try await synced { world in
            try world.write(".git/HEAD", "ref: refs/heads/main\n")
            #expect(try quickAnswer(world) != nil)
            try world.write(".git/MERGE_HEAD", String(repeating: "a", count: 40))
            try await expectLongWay(world, code: 9)
        }
    }

    @Test func `changed settings are read`() async throws {
        try await synced { world in
            let settings = try world.read("calsync.toml")
            try world.write("calsync.toml", settings + "on-conflict = \"never\"\n")
            try await expectLongWay(world, code: 2)
            try world.write("calsync.toml", settings + "# As before.\n")
            try await expectLongWay(world, code: 0)
            try world.write("calsync.toml", settings)
            #expect(try quickAnswer(world) != nil)
            try world.writeAccounts(endpoint: "ftp://nowhere")
            try await expectLongWay(world, code: 2)
            try FileManager.default.removeItem(atPath: world.place + "/config/calsync/accounts.toml")
            try await expectLongWay(world, code: 2)
        }
    }

    @Test(arguments: ["anchor", "manifest", "journal", "folders", "generation", "copy"])
    func `state that is damaged, lost, old or another's is told`(what: String) async throws {
        try await synced { world in
            switch what {
            case "anchor": try world.remove(".calsync/anchor")
            case "manifest": try world.edit(".calsync/manifest.json", "tea.ics", "tee.ics")
            case "journal": try world.write(".calsync/journal.jsonl", "rubbish\n")
            case "folders":
                try Data("{}".utf8).write(to: URL(fileURLWithPath: world.place + "/state/calsync/folders.json"))
            case "generation":
                let old = try world.read(".calsync/manifest.json")
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await world.sync()
                try world.write(".calsync/manifest.json", old)
            default:
                try world.write(".calsync/anchor", String(repeating: "0", count: 32) + "\n")
            }
            // A line of a journal that was never whole is what a crash leaves.
            try await expectLongWay(world, code: what == "journal" ? 0 : 7)
        }
    }
}
