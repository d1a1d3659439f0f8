import ArgumentParser
import SyncEngine

/// `calsync git`: what git can be taught about event files.
struct GitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git", abstract: "Teach git to merge events field by field and to show them in words.",
        subcommands: [Setup.self])

    /// `calsync git setup`
    struct Setup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "setup", abstract: "Have git merge and show event files with calsync.",
            discussion: """
                Writes to the repository's own config, which each clone has for itself, and to .gitattributes, which is committed. A \
                clone without the settings merges and shows lines, as git always did.
                """)

        @Flag(help: "Take all of it out again.") var remove = false
        @Flag(help: "Do not ask.") var yes = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let (output, root) = (Output.standard, try Context.findRoot(options.folder))
            let setup = try GitSetup(root: root, environment: Context.processEnvironment)
            let steps = try await remove ? setup.present() : setup.missing()
            if !steps.isEmpty, !yes {
                for step in steps { output.note("  " + step.words) }
                guard try await Prompt.standard(output).confirm("Do it?", isUsual: true) else {
                    throw Failure(.failure, "Nothing was changed.")
                }
            }
            for step in steps { try await setup.carryOut(step) }
            if options.json {
                return try output.json(SetupJSON(folder: root, done: steps.map(\.words)))
            }
            if yes { for step in steps { output.print("  " + step.words) } }
            switch (remove, steps.isEmpty) {
            case (false, false):
                output.print("git merges events field by field now, and `git diff` shows them in words.")
                output.print(
                    "Next: commit \(GitSetup.attributesFile); in each other clone run `calsync git setup` too.")
            case (false, true): output.print("git knows event files already; nothing was changed.")
            case (true, false): output.print("git merges and shows lines again.")
            case (true, true): output.print("There was nothing of calsync's; nothing was changed.")
            }
            if !remove, try await setup.overruled() {
                output.note(
                    "Another line of attributes counts more: see `git check-attr -a -- event.ics`, and .git/info/attributes."
                )
            }
        }
    }

    /// The stable shape of `calsync git setup --json`.
    private struct SetupJSON: Encodable {
        let folder: String
        /// What was done, a line each.
        let done: [String]
    }
}
