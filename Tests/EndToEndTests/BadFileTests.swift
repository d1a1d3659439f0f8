import Foundation
import Sandbox
import TestSupport
import Testing

/// Files that make no sense: each is told with a remedy, the others go on, nothing is lost and nothing doubled.
@Suite struct BadFileTests {
    private static let bad: [(name: String, text: String)] = [
        (
            "broken",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:bad@x\nDTSTART:20261201T140000\nDTEND:20261201T130000\nEND:VEVENT\nEND:VCALENDAR\n"
        ),
        ("half-saved", "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:bad@x\nDTSTART:2026"),
        ("binary", String(decoding: (0..<400).map { UInt8($0 * 7 % 128) }, as: UTF8.self)),
        ("empty", ""),
        ("wrong zone", Events.single("bad@x", "Bad").replacingOccurrences(of: "Europe/Berlin", with: "Mars/Olympus")),
        (
            "conflict marks",
            "<<<<<<< HEAD\n" + Events.single("bad@x", "A") + "=======\n" + Events.single("bad@x", "B") + ">>>>>>> b\n"
        ),
        ("two events", Events.single("bad@x", "A") + Events.single("worse@x", "B")),
        (
            "wrong date",
            Events.single("bad@x", "A").replacingOccurrences(
                of: "DTSTART;TZID=Europe/Berlin:20261210", with: "DTSTART;TZID=Europe/Berlin:20261399")
        ),
    ]

    @Test func `a new file that makes no sense is told and left alone`() async throws {
        for (name, text) in Self.bad {
            try await World.with { world in
                try world.write("family/good.ics", Events.single("good@x", "Good"))
                try world.write("family/bad.ics", text)
                let outcome = try await world.calsync("sync")
                #expect(outcome.code == 3 && outcome.out.contains("family/bad.ics"), "\(name): \(outcome.out)")
                #expect(world.remote().keys.sorted() == ["good@x"], "\(name)")
                #expect(try world.read("family/bad.ics") == text, "\(name)")
                let json = try await world.calsync("check", "--json")
                let remedies = json.json.array?.compactMap { $0["remedy"]?.string } ?? []
                #expect(json.code == 3 && !remedies.isEmpty && !remedies.contains(""), "\(name): \(json.out)")
                try await world.expectQuiet(code: 3)
            }
        }
    }

    @Test func `a known event whose file was spoilt waits on both sides and goes on once mended`() async throws {
        for (name, text) in Self.bad {
            try await World.with { world in
                let whole = Events.single("tea@x", "Tea")
                try world.write("family/tea.ics", whole)
                try world.write("family/good.ics", Events.single("good@x", "Good", day: 4))
                try await world.sync()
                try world.write("family/tea.ics", text)
                try world.edit("family/good.ics", "SUMMARY:Good", "SUMMARY:Better")
                try world.phone("tea@x", ["location": "Garden"])
                let outcome = try await world.calsync("sync")
                #expect(outcome.code == 3 && outcome.out.contains("family/tea.ics"), "\(name): \(outcome.out)")
                #expect(try world.read("family/tea.ics") == text, "\(name)")
                #expect(world.remoteTitle("tea@x") == "Tea" && world.remoteTitle("good@x") == "Better", "\(name)")
                try world.write("family/tea.ics", whole.replacingOccurrences(of: "Tea", with: "Mint tea"))
                try await world.sync()
                #expect(world.remoteTitle("tea@x") == "Mint tea", "\(name)")
                #expect(try world.read("family/tea.ics").contains("LOCATION:Garden"), "\(name)")
                #expect(world.remote().count == 2, "\(name)")
                try await world.expectQuiet()
            }
        }
    }

    @Test func `a file of 50 MB is not read`() async throws {
        try await World.with { world in
            try world.write("family/good.ics", Events.single("good@x", "Good"))
            let path = world.folder + "/family/huge.ics"
            try Data().write(to: URL(fileURLWithPath: path))
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: 50 << 20)
            try file.close()
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 3 && outcome.out.contains("family/huge.ics: It is too large."), "\(outcome.out)")
            #expect(world.remote().keys.sorted() == ["good@x"])
            try await world.expectQuiet(code: 3)
        }
    }

    @Test func `of two files with one UID the one that was there first stays in step`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try await world.sync()
            try world.write("family/copy.ics", Events.single("tea@x", "Copy"))
            try world.edit("family/tea.ics", "SUMMARY:Tea", "SUMMARY:Mint tea")
            let outcome = try await world.calsync("sync")
            #expect(outcome.code == 3 && outcome.out.contains("check --fix family/copy.ics"))
            #expect(world.remoteTitle("tea@x") == "Mint tea" && world.remote().count == 1)
            try await world.expectQuiet(code: 3)
        }
    }

    @Test func `a folder that can't be written to holds what would go there`() async throws {
        guard let launcher = Self.powerless else { return }
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/deep/cake.ics", Events.single("cake@x", "Cake", day: 3))
            try await world.sync()
            try world.phone("tea@x", ["summary": "Mint tea"])
            try world.phone("cake@x", ["summary": "Apple cake"])
            try Self.allow(world.place)
            chmod(world.folder + "/family/deep", 0o555)
            let outcome = try await Program.run(
                ["sync"], in: world.folder, environment: world.environment, as: launcher)
            #expect(outcome.code == 3, "\(outcome.out)\(outcome.err)")
            #expect(outcome.out.contains("family/deep/cake.ics") && outcome.out.contains("Permission denied"))
            #expect(try world.read("family/tea.ics").contains("SUMMARY:Mint tea"))
            #expect(try world.read("family/deep/cake.ics").contains("SUMMARY:Cake"))
            chmod(world.folder + "/family/deep", 0o777)
            try await world.sync()
            #expect(try world.read("family/deep/cake.ics").contains("SUMMARY:Apple cake"))
            try await world.expectQuiet()
        }
    }

    /// What runs a program as a user whom permissions bind; nil where there is none.
    private static let powerless: [String]? = {
        if geteuid() != 0 { return ["/usr/bin/env"] }
        let launcher = "/usr/bin/setpriv"
        guard FileManager.default.isExecutableFile(atPath: launcher) else { return nil }
        let words = [launcher, "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        let nowhere = Child.Stream.file("/dev/null")
        let trial = try? Child.start(
            words + [Program.path, "--version"], in: "/", environment: [:], input: nowhere, output: nowhere,
            error: nowhere)
        return trial.map { Child.status(of: $0) } == 0 ? words : nil
    }()

    /// Lets everybody do everything below `place`.
    private static func allow(_ place: String) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: place) { chmod(place + "/" + path, 0o777) }
        chmod(place, 0o777)
    }
}
