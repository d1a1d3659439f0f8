import Foundation
import Testing

/// Text of strangers on its way to a terminal or a log.
@Suite struct HostileTextTests {
    /// Clears the screen, names the window, turns the writing direction, and begins a sequence in one character (C1).
    private static let evil = "\u{1B}[2J\u{1B}]0;x\u{07}\u{202E}evil\u{9B}31m\u{85}"
    private static let commands: [[String]] = [
        ["plan"], ["sync"], ["status"], ["list"], ["show", "evil"], ["agenda", "2026-12-05"], ["log"], ["why", "evil"],
        ["conflicts"], ["queue"], ["check"], ["config", "show"], ["plan", "--json"], ["status", "--json"],
        ["list", "--json"], ["log", "--json"], ["check", "--json"],
    ]

    @Test func `no command lets titles, UIDs, file names or bad lines steer a terminal`() async throws {
        try await World.with { world in
            try world.sandbox.putEvent(
                [
                    "iCalUID": "phone@x", "summary": .string(Self.evil), "location": .string(Self.evil),
                    "description": .string(Self.evil), "start": ["date": "2026-12-05"], "end": ["date": "2026-12-06"],
                ], in: World.family)
            try world.write("family/mine.ics", Events.single("mine@x", "Mine " + Self.evil, day: 5))
            let bad = Events.single("bad\(Self.evil)@x", "Bad").replacing(
                "END:VEVENT", with: "X;A=\"\(Self.evil):\nEND:VEVENT")
            try world.write("family/\u{1B}[2J\u{202E}.ics", bad)
            try world.write(
                "family/q\u{1B}]0;x\u{07}\n! fake \u{202E}.ics", Events.single("named@x", "Named", day: 6))
            var told = ""
            for command in Self.commands {
                let outcome = try await Program.run(command, in: world.folder, environment: world.environment)
                let text = outcome.out + outcome.err
                told += text
                let steering = text.unicodeScalars.filter(Self.steers)
                #expect(steering.isEmpty, "\(command): \(text.debugDescription)")
            }
            #expect(told.contains("evil") && told.contains("Named"))
            #expect(!told.contains("\n! fake"))
        }
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    @Test func `no secret is an argument of any command`() throws {
        for words in try Self.options() {
            for word in ["token", "password", "secret", "key"] { #expect(!words.contains(word), "\(words)") }
        }
    }

    /// The names of all options in the page of commands.
    private static func options() throws -> [String] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/commands.md")
        let options = try String(contentsOf: page, encoding: .utf8).matches(of: /--[a-z-]+/).map { String($0.output) }
        #expect(options.count > 30)
        return options
    }
}
