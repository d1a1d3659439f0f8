import ArgumentParser
import SyncEngine

/// `calsync init`: makes a calendar folder.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a calendar folder: a calsync.toml that explains itself.")

    @Argument(help: "The folder; it is made if need be.", completion: .directory) var folder = "."
    @Flag(help: "Also write a .gitattributes that keeps git from touching line ends.") var git = false
    @OptionGroup var options: GlobalOptions

    func run() throws {
        let files = DiskFileStore()
        let path = Context.absolute(options.folder ?? folder)
        try files.makeFolder(path)
        guard let root = try files.resolve(path) else { throw Failure(.failure, "The folder \(folder) can't be made.") }
        var made: [String] = []
        if try Self.write(Self.template, root + "/" + Configuration.fileName, files) {
            made.append(Configuration.fileName)
        }
        if git, try Self.write("*.ics -text\n", root + "/.gitattributes", files) { made.append(".gitattributes") }
        try StateLayout(root: root).prepare(files)
        if options.json { return try Output.standard.json(["folder": root]) }
        Output.standard.print(
            made.isEmpty
                ? "\(root) is a calendar folder already; nothing was changed."
                : "Made \(made.joined(separator: " and ")) in \(root).")
        Output.standard.print(
            "Next: `calsync login google`, `notion` or `caldav` signs in and says how to go on with `calsync pair add`."
        )
    }

    private static func write(_ text: String, _ path: String, _ files: DiskFileStore) throws -> Bool {
        do { try files.create(path, Array(text.utf8), mode: 0o644) } catch  where error.kind == .exists { return false }
        return true
    }

    private static let template = """
        # calsync: which folders are kept in step with which calendars.
        # This file holds no secret; commit it with your events.

        # [pair.work]
        # folder = "work"            # where its .ics files are; the pair's name if left out
        # account = "google"         # a sign-in from accounts.toml
        # calendar = "primary"       # `calsync calendars google` lists them
        # direction = "both"         # both, pull or push
        # on-conflict = "ask"        # ask, local or remote
        # deletions = "sync"         # sync or keep
        # notify = "none"            # none or all: whether guests are mailed

        """
}
