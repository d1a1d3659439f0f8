import ArgumentParser
import FoundationEssentials

/// A command as ArgumentParser describes it: the one source of help, completion and manual.
struct CommandTree: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let defaultSubcommand: String?
    let subcommands: [CommandTree]?
    let arguments: [Argument]?

    /// An argument, option or flag.
    struct Argument: Decodable {
        let kind: Kind
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
        let abstract: String?

        /// What an argument is.
        enum Kind: String, Decodable { case positional, option, flag }

        /// One of its spellings.
        struct Name: Decodable {
            let kind: String
            let name: String

            /// As it is typed.
            var spelling: String { (kind == "long" ? "--" : "-") + name }
        }
    }

    /// The whole program.
    static func calsync() throws -> CommandTree {
        do { _ = try Calsync.parseAsRoot(["--experimental-dump-help"]) } catch {
            let text = Calsync.fullMessage(for: error)
            return try JSONDecoder().decode(Dump.self, from: Data(text.utf8)).command
        }
        throw Failure(.failure, "The commands can't be listed.", "This should not happen; please report it.")
    }

    private struct Dump: Decodable { let command: CommandTree }

    /// The commands below this one but `help`, each with the words that lead to it.
    var all: [(words: [String], command: CommandTree)] {
        (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { command in
            [([command.commandName], command)]
                + command.all.map { ([command.commandName] + $0.words, $0.command) }
        }
    }
}
