import ArgumentParser
import SyncEngine

/// `calsync man`: the manual pages, made from the same words as `--help`.
struct ManCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Show the manual page of a command; print it where the output is no terminal.",
        discussion: """
            The pages are made from the commands themselves, so they are always those of this version.

              calsync man sync
              calsync man sync > calsync-sync.1
              calsync man --into man1
            """)

    @Argument(help: "The command; calsync itself if none is named.") var command: [String] = []
    @Option(help: "Write all pages into this folder instead, one file each.", completion: .directory) var into: String?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let pages = try ManPages(of: CommandTree.calsync())
        if let into {
            guard command.isEmpty else {
                throw Failure(.usage, "--into writes all pages.", "Leave out the command, or --into.")
            }
            let files = DiskFileStore()
            try files.makeFolder(Context.absolute(into))
            for page in pages.all {
                try files.writeWhole(
                    Array(page.text.utf8), to: Context.absolute(into) + "/" + page.fileName, mode: 0o644)
            }
            let names = pages.all.map(\.fileName)
            if options.json { return try Output.standard.json(names) }
            return Output.standard.print("\(names.count) pages written to \(into).")
        }
        let name = (["calsync"] + command).joined(separator: "-")
        guard let page = pages.all.first(where: { $0.name == name }) else {
            let nearest = Suggestion.nearest(name, in: pages.all.map(\.name))
            throw Failure(
                .usage,
                "There is no command \(command.joined(separator: " "))."
                    + (nearest.map { " Did you mean \($0.split(separator: "-").dropFirst().joined(separator: " "))?" }
                        ?? ""),
                "`calsync --help` lists them.")
        }
        if options.json { return try Output.standard.json(["name": page.name, "text": page.text]) }
        if Output.standard.isTerminal, await Child.run(["man", "-l", "-"], input: Array(page.text.utf8)) == 0 {
            return
        }
        Output.standard.writeData(page.text)
    }
}
