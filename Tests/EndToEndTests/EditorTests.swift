import Foundation
import Glibc
import Sandbox
import TestSupport
import Testing

/// How editors and tools really save, driven for real: each save is exactly one update at the service.
@Suite struct EditorTests {
    /// A way to make `Tea` `Mint tea` in the file `$1`.
    struct Way: Sendable, CustomTestStringConvertible {
        let name: String
        /// The program that must be there.
        let needs: String
        /// What a shell does.
        let script: String
        /// What is typed, for those that want a terminal.
        var keys: String?

        var testDescription: String { name }

        /// Those whose program is installed.
        static var all: [Way] {
            known.filter { way in
                ["/usr/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + way.needs) }
            }
        }

        private static let known = [
            Way(name: "sed -i", needs: "sed", script: "sed -i 's/SUMMARY:Tea/SUMMARY:Mint tea/' \"$1\""),
            Way(
                name: "ed, in place", needs: "ed",
                script: "printf '%s\\n' ,s/SUMMARY:Tea/SUMMARY:Mint\\ tea/ w q | ed -s \"$1\""),
            Way(
                name: "vim as it is", needs: "vi",
                script: "vi -u NONE -es -c '%s/SUMMARY:Tea/SUMMARY:Mint tea/' -c wq \"$1\""),
            Way(
                name: "vim, renaming and keeping a backup", needs: "vi",
                script:
                    "vi -u NONE -es -c 'set backup backupcopy=no' -c '%s/SUMMARY:Tea/SUMMARY:Mint tea/' -c wq \"$1\""
            ),
            Way(
                name: "vim, in place with a backup", needs: "vi",
                script:
                    "vi -u NONE -es -c 'set backup backupcopy=yes' -c '%s/SUMMARY:Tea/SUMMARY:Mint tea/' -c wq \"$1\""
            ),
            Way(
                name: "nano", needs: "nano", script: "exec nano -R \"$1\"",
                // Ctrl-\ replaces, A all; Ctrl-S saves, Ctrl-X leaves.
                keys: "\u{1C}SUMMARY:Tea\rSUMMARY:Mint tea\rA\u{13}\u{18}"),
            Way(
                name: "a rename over it, as VS Code and Emacs do", needs: "mv",
                script: "sed 's/SUMMARY:Tea/SUMMARY:Mint tea/' \"$1\" > \"$1.tmp\" && mv \"$1.tmp\" \"$1\""),
            Way(
                name: "a backup link and a new file, as Emacs does", needs: "ln",
                script:
                    "ln \"$1\" \"$1~\"; sed 's/SUMMARY:Tea/SUMMARY:Mint tea/' \"$1~\" > \"$1.new\"; mv \"$1.new\" \"$1\""
            ),
            Way(
                name: "an empty moment in place", needs: "sed",
                script:
                    "new=$(sed 's/SUMMARY:Tea/SUMMARY:Mint tea/' \"$1\"); : > \"$1\"; sleep 0.05; printf '%s\\n' \"$new\" > \"$1\""
            ),
            Way(
                name: "rsync", needs: "rsync",
                script:
                    "sed 's/SUMMARY:Tea/SUMMARY:Mint tea/' \"$1\" > \"$HOME/copy.ics\"; rsync -I \"$HOME/copy.ics\" \"$1\""
            ),
        ]
    }

    @Test(arguments: Way.all)
    func `a save is one update`(way: Way) async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try Data().write(to: URL(fileURLWithPath: world.place + "/said"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                let before = world.sandbox.writes
                let terminal = way.keys == nil ? nil : PseudoTerminal()
                let pid = try Child.start(
                    ["/bin/sh", "-c", way.script, "sh", world.folder + "/family/tea.ics"], in: world.place,
                    environment: world.environment.merging(["TERM": "xterm", "LC_ALL": "C.UTF-8"]) { $1 },
                    input: terminal.map { .descriptor($0.slave) } ?? .file("/dev/null"),
                    output: terminal.map { .descriptor($0.slave) } ?? .file(world.place + "/said"),
                    error: terminal.map { .descriptor($0.slave) } ?? .file(world.place + "/said"))
                if let terminal, let keys = way.keys {
                    // Typed ahead, a terminal that isn't the editor's yet would take some of the keys for its own.
                    var screen = ""
                    try await World.until("the editor is there") {
                        screen += terminal.screen()
                        return screen.contains("SUMMARY")
                    }
                    terminal.type(keys)
                }
                #expect(await Child.end(of: pid) == 0, "\(terminal?.screen() ?? "")")
                #expect(try world.read("family/tea.ics").contains("SUMMARY:Mint tea"))
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                try await world.expectQuiet()
                #expect(world.sandbox.writes == before + 1, "\(watcher.log)")
                #expect(!watcher.log.contains("warning"), "\(watcher.log)")
            }
        }
    }

    @Test func `a checkout of many files is one batch`() async throws {
        try await World.with { world in
            let count = 300
            try world.write(".gitignore", ".calsync\n")
            for number in 1...count {
                try world.write(
                    "family/\(number).ics", Events.single("e\(number)@x", "Event \(number)", day: number % 28 + 1))
            }
            try await git(world, "init -q -b main; git add .; git commit -qm one")
            try await git(world, "checkout -qb other; sed -i 's/SUMMARY:Event/SUMMARY:Meeting/' family/*.ics")
            try await git(world, "commit -qam two; git checkout -q main")
            try await world.sync()
            try await Watcher.with(world) { watcher in
                try await git(world, "checkout -q other")
                try await World.until { watcher.log.contains("\(count) sent.") }
                #expect(world.remoteTitle("e\(count)@x") == "Meeting \(count)")
                try await world.expectQuiet()
            }
        }
    }

    /// Runs git commands in the calendar folder.
    private func git(_ world: World, _ commands: String) async throws {
        let name = ["AUTHOR", "COMMITTER"].flatMap { [("GIT_\($0)_NAME", "T"), ("GIT_\($0)_EMAIL", "t@x")] }
        let pid = try Child.start(
            ["/bin/sh", "-ec", "git " + commands], in: world.folder,
            environment: world.environment.merging(name) { $1 }, input: .file("/dev/null"),
            output: .file("/dev/null"), error: .file("/dev/null"))
        #expect(await Child.end(of: pid) == 0)
    }
}
