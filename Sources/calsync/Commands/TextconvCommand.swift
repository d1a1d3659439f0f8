import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync textconv`: an event file as git's diff shows it (gitattributes(5), "Performing text diffs of binary files").
struct TextconvCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "textconv", abstract: "Print an event file in words, for git's diff.",
        discussion: """
            git starts this by itself once `calsync git setup` was run. `git diff --no-textconv` shows the lines as they are. \
            What is no event is printed as it is.
            """)

    @Argument(help: "The event file.", completion: .file(extensions: ["ics"])) var file: String

    func run() throws {
        let bytes = try DiskFileStore().read(Context.absolute(file), limit: .max)
        guard let event = EventFile(bytes).event else {
            return Output.standard.writeData(String(decoding: bytes, as: UTF8.self))
        }
        Output.standard.print(lines: DiffText(event: event).lines)
    }
}
