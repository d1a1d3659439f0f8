import Foundation
import Glibc
import Sandbox
import TestSupport
import Testing

/// `calsync watch` when what it needs goes away for a while: the folder, the disk's room, the service, the sign-in, the system's
/// watches. It says so once, and goes on by itself.
@Suite struct WatchOutageTests {
    /// Has services polled each second.
    private func pollOften(_ world: World) throws {
        try world.write("calsync.toml", try world.read("calsync.toml") + "[watch]\npoll = 1\n")
    }

    @Test func `a folder that is moved away is waited for`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                let files = FileManager.default
                try files.moveItem(atPath: world.folder, toPath: world.place + "/away")
                try await World.until { watcher.log.contains("It is watched again when it is back") }
                #expect(!files.fileExists(atPath: world.folder))
                let path = world.place + "/away/family/tea.ics"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try Data(text.replacing("SUMMARY:Tea", with: "SUMMARY:Mint tea").utf8)
                    .write(to: URL(fileURLWithPath: path))
                try files.moveItem(atPath: world.place + "/away", toPath: world.folder)
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                try world.edit("family/tea.ics", "SUMMARY:Mint tea", "SUMMARY:Black tea")
                try await World.until { world.remoteTitle("tea@x") == "Black tea" }
                try await world.expectQuiet()
            }
        }
    }

    @Test func `a copy that takes the folder's place is watched and locked anew`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                let copying = try Child.start(
                    ["cp", "-a", world.folder, world.place + "/copy"], in: world.place,
                    environment: world.environment, input: .file("/dev/null"), output: .file("/dev/null"),
                    error: .file("/dev/null"))
                #expect(await Child.end(of: copying) == 0)
                let files = FileManager.default
                try files.moveItem(atPath: world.folder, toPath: world.place + "/old")
                try files.moveItem(atPath: world.place + "/copy", toPath: world.folder)
                try await World.until("the copy is watched") {
                    let parts = watcher.log.components(separatedBy: "The folder is back.")
                    return parts.count == 2 && parts[1].contains("Waiting.")
                }
                let lock = open(world.folder + "/.calsync/lock", O_RDONLY | O_CLOEXEC)
                #expect(flock(lock, LOCK_EX | LOCK_NB) == -1)
                close(lock)
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until("it is noticed") { watcher.log.contains("Touched: family/tea.ics") }
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                try await world.expectQuiet()
            }
        }
    }

    @Test func `it ends at once while it waits for the folder`() async throws {
        try await World.with { world in
            let watcher = try await Watcher.start(world)
            try FileManager.default.moveItem(atPath: world.folder, toPath: world.place + "/away")
            try await World.until { watcher.log.contains("It is watched again when it is back") }
            #expect(await watcher.stop() == 0)
        }
    }

    @Test func `a service that was away is caught up with, and told of once`() async throws {
        let port = try WebhookWatchTests.freePort()
        try await World.with {
            $0.port = Int(port)
        } _: { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await Watcher.with(world) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                await world.sandbox.stop()
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until { watcher.log.contains("Couldn't connect") }
                let status = try await world.calsync("status")
                #expect(status.out.contains("family fails") && status.out.contains("1 to sync"), "\(status.out)")
                _ = try await world.sandbox.start()
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                #expect(watcher.log.components(separatedBy: "Couldn't connect").count == 2, "\(watcher.log)")
                try await World.until { try world.read(".calsync/status.json").contains("\"failures\" : 0") }
                #expect(try await world.calsync("status").out.contains("in step"))
            }
        }
    }

    @Test func `settings with mistakes are told, and that they are mended`() async throws {
        try await World.with { world in
            try await Watcher.with(world) { watcher in
                let settings = try world.read("calsync.toml")
                for _ in 1...2 { try world.write("calsync.toml", settings + "[pair.oops\n") }
                try await World.until { watcher.log.contains("settings are left") }
                try world.write("calsync.toml", settings)
                try await World.until { watcher.log.contains("The settings are in order again.") }
                #expect(watcher.log.components(separatedBy: "settings are left").count == 2, "\(watcher.log)")
            }
        }
    }

    @Test func `edits made while nobody is signed in go out as soon as somebody is`() async throws {
        try await LoginTests.with { world, environment in
            let words = ["login", "google", world.place + "/client.json", "--endpoint", world.address + "/calendar/v3"]
            let login = try await Program.run(words, in: world.folder, environment: environment)
            #expect(login.code == 0, "\(login.err)")
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            var variables = environment
            variables["CALSYNC_TOKEN_GOOGLE"] = ""
            try await Watcher.with(world, with: variables) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                world.sandbox.revokeSignIns()
                try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                try await World.until { watcher.log.contains("calsync login google") }
                #expect(world.remoteTitle("tea@x") == "Tea")
                let again = try await Program.run(
                    ["login", "google"], in: world.folder, environment: environment)
                #expect(again.code == 0, "\(again.err)")
                try await World.until { world.remoteTitle("tea@x") == "Mint tea" }
                #expect(watcher.log.components(separatedBy: "calsync login google").count == 2, "\(watcher.log)")
            }
        }
    }

    @Test func `a damaged state ends it with a code at which systemd does not start it again`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            let watcher = try await Watcher.start(world)
            let manifest = try world.read(".calsync/manifest.json")
            try world.write(".calsync/manifest.json", manifest.replacing("tea.ics", with: "eat.ics"))
            try world.write("family/walk.ics", Events.single("walk@x", "Walk"))
            try await World.until { watcher.log.contains("calsync repair") }
            #expect(await watcher.stop() == 7)
            #expect(world.remoteTitle("walk@x") == nil && world.remoteTitle("tea@x") == "Tea")
            let path = try #require(
                try await world.calsync("service", "install", "--no-start", "--json").json["path"]?.string)
            #expect(
                try String(contentsOfFile: path, encoding: .utf8).contains("\nRestartPreventExitStatus=2 7 8\n"))
        }
    }

    // MARK: What only a user namespace can bring about

    /// Whether this machine lets programs have a namespace in which they are root.
    static let canUnshare: Bool = {
        let pid = try? Child.start(
            ["unshare", "--user", "--map-root-user", "--mount", "true"], in: "/",
            environment: ["PATH": "/usr/bin:/bin"],
            input: .file("/dev/null"), output: .file("/dev/null"), error: .file("/dev/null"))
        return pid.map { Child.status(of: $0) == 0 } ?? false
    }()

    /// Does something as root of a namespace, and becomes the program there.
    static func inNamespace(_ script: String, _ words: String...) -> [String] {
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", script + " && exec \"$@\"", "sh"] + words
    }

    @Test(
        .enabled(if: canUnshare),
        arguments: [("watches", "3", "max_user_watches"), ("instances", "0", "max_user_instances")])
    func `where the system gives no more watches, files are polled`(what: String, limit: String, remedy: String)
        async throws
    {
        try await World.with { world in
            try pollOften(world)
            for name in ["a", "b", "c", "d"] {
                try world.write("family/\(name)/tea.ics", Events.single("\(name)@x", "Tea", day: 4))
            }
            let launcher = Self.inNamespace("echo \(limit) > /proc/sys/user/max_inotify_\(what)")
            try await Watcher.with(world, as: launcher) { watcher in
                for name in ["a", "b", "c", "d"] {
                    try world.edit("family/\(name)/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
                }
                try await World.until {
                    ["a@x", "b@x", "c@x", "d@x"].allSatisfy { world.remoteTitle($0) == "Mint tea" }
                }
                #expect(watcher.log.components(separatedBy: "can't be watched").count == 2, "\(watcher.log)")
                #expect(watcher.log.contains("sudo sysctl fs.inotify.\(remedy)="))
            }
        }
    }

    @Test(.enabled(if: canUnshare))
    func `a full disk loses nothing, is told once, and all goes on when there is room`() async throws {
        try await World.with { world in
            try pollOften(world)
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try FileManager.default.copyItem(atPath: world.folder, toPath: world.place + "/template")
            let mount = "mount -t tmpfs -o size=512k none '\(world.folder)'"
            let copy = "cp -a '\(world.place)/template/.' '\(world.folder)'"
            let launcher = Self.inNamespace("\(mount) && \(copy) && cd '\(world.folder)'")
            try await Watcher.with(world, as: launcher) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                // The folder as the program sees it.
                let folder = "/proc/\(watcher.pid)/root" + world.folder
                let fill = open(folder + "/fill", O_CREAT | O_WRONLY, 0o600)
                let bytes = [UInt8](repeating: 1, count: 4_096)
                while write(fill, bytes, bytes.count) > 0 {}
                try world.phone("tea@x", ["summary": "Mint tea"])
                try await World.until { watcher.log.contains("The disk is full.") }
                let file = { try String(contentsOfFile: folder + "/family/tea.ics", encoding: .utf8) }
                #expect(try file().contains("SUMMARY:Tea\n"))
                let status = try String(contentsOfFile: folder + "/.calsync/status.json", encoding: .utf8)
                #expect(status.contains("The disk is full"), "\(status)")
                ftruncate(fill, 0)
                close(fill)
                try await World.until { try file().contains("SUMMARY:Mint tea\n") }
                try await World.until { watcher.log.contains("It works again.") }
                #expect(watcher.log.components(separatedBy: "The disk is full").count == 2, "\(watcher.log)")
            }
        }
    }

    @Test(.enabled(if: canUnshare))
    func `what is unmounted and mounted below the folder is watched`() async throws {
        try await World.with { world in
            try pollOften(world)
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            let disk = world.folder + "/family/disk"
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
            let mount = "mount -t tmpfs none '\(disk)'"
            try await Watcher.with(world, as: Self.inNamespace(mount)) { watcher in
                try await World.until { world.remoteTitle("tea@x") == "Tea" }
                for (command, name) in [("umount '\(disk)'", "below"), (mount, "above")] {
                    let entering = try Child.start(
                        [
                            "nsenter", "-t", String(watcher.pid), "-U", "-m", "--preserve-credentials", "sh", "-c",
                            command,
                        ],
                        in: world.place, environment: world.environment, input: .file("/dev/null"),
                        output: .file("/dev/null"), error: .file("/dev/null"))
                    #expect(await Child.end(of: entering) == 0)
                    // As the program sees it; again and again, since only what is written after the watch was set is noticed.
                    let path = "/proc/\(watcher.pid)/root\(disk)/\(name).ics"
                    try await World.until("\(name) is noticed") {
                        if watcher.log.contains("Touched: family/disk/\(name).ics") { return true }
                        try Data(Events.single("\(name)@x", name, day: 4).utf8).write(to: URL(fileURLWithPath: path))
                        return false
                    }
                    try await World.until { world.remoteTitle("\(name)@x") == name }
                }
            }
        }
    }
}
