import ArgumentParser
import Foundation
import Sandbox
import Testing

@testable import calsync

/// docs/commands.md has every command, and no other.
@Suite struct CommandDocsTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/commands.md").path

    @Test func `the page of commands lists those that there are, each with an example that parses`() async throws {
        let text = try String(contentsOfFile: Self.page, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        }
        let listed = rows.filter { $0.count >= 4 && $0[$0.count - 2].hasPrefix("calsync ") }
        try await World.with { world in
            let dump = try await world.calsync("--experimental-dump-help")
            let root = try #require(dump.json["command"], "\(dump.out.prefix(200))")
            #expect(listed.map { $0[1] }.sorted() == Self.commands(root).sorted())
            for row in listed {
                let (command, example) = (row[1], row[row.count - 2])
                #expect(example.hasPrefix("calsync \(command)"), "\(example)")
                // Outside of a calendar folder most do nothing; a word that isn't known is refused before that.
                let tried = try await Program.run(
                    [], in: world.place, environment: world.environment,
                    as: ["/bin/sh", "-c", "exec \"$0\" " + example.dropFirst(8)])
                for complaint in ["Unknown option", "Unexpected argument", "Missing expected", "is invalid for"] {
                    #expect(!tried.err.contains(complaint), "\(example): \(tried.err)")
                }
            }
        }
    }

    /// Made of the type's name it would cost every command a third of its start.
    @Test func `every command says its name itself`() {
        var (left, count): ([ParsableCommand.Type], Int) = ([Calsync.self], 0)
        while let command = left.popLast() {
            #expect(command.configuration.commandName != nil, "\(command)")
            left += command.configuration.subcommands
            count += 1
        }
        #expect(count > 50)
    }

    /// The commands that are shown, as the words that lead to them.
    private static func commands(_ parent: JSON) -> [String] {
        (parent["subcommands"]?.array ?? []).flatMap { command -> [String] in
            guard let name = command["commandName"]?.string, name != "help", command["shouldDisplay"] != false else {
                return []
            }
            return [name] + commands(command).map { name + " " + $0 }
        }
    }
}
