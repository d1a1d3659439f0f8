import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync check`: looks at files and configuration; for people, CI and pre-commit hooks.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check event files and configuration: file, line, what is wrong, what to write."
    )

    @Argument(help: "The files, or folders of them; all if none is named.", completion: .file(extensions: ["ics"]))
    var files: [String] = []
    @Flag(help: "Complete the named files: a missing UID or DTSTAMP; a UID that another file has becomes a new one.")
    var fix = false
    @Flag(help: "Ask a second, strict reader as well (libical), for files that other programs read too.")
    var strict = false
    @Flag(help: "Also ask the services whether they have an event twice.") var remote = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options, checksAccounts: remote)
        let reader = try strict ? strictReader() : nil
        if fix, files.isEmpty {
            throw Failure(.usage, "--fix needs the files to fix.", "Name them: calsync check --fix FILE.")
        }
        let store = DiskFileStore()
        let all = FolderScan(root: context.root, files: store).snapshot().files.keys.sorted()
        let isEverything = files.isEmpty || files.contains { Self.isRoot($0, context) }
        let names = isEverything ? all : files.flatMap { Self.paths($0, among: all, context) }
        if fix { try FileFix(context).fix(names) }
        var problems: [LocalFolder.Problem] =
            fix ? [] : folderProblems(context).filter { isEverything || names.contains($0.path) }
        for path in names {
            let bytes: [UInt8]
            do { bytes = try store.read(context.root + "/" + path, limit: 10 << 20) } catch {
                problems.append(
                    .init(path: path, diagnostic: Diagnostic(line: nil, message: error.sentence, remedy: error.remedy)))
                continue
            }
            let file = EventFile(bytes)
            for diagnostic in file.diagnostics + file.strayDiagnostics + (reader?.objections(to: bytes) ?? []) {
                let problem = LocalFolder.Problem(path: path, diagnostic: diagnostic)
                if !problems.contains(problem) { problems.append(problem) }
            }
        }
        var codes: Set<SyncEngine.ExitCode> = []
        if remote {
            let report = try await context.session(writes: false).duplicates()
            problems += report.found.map { $0.problem(context) }
            codes = PairTrouble.exitCodes(report.troubles)
            for line in PlanText(style: context.style).troubleLines(report.troubles) { context.output.note(line) }
        }
        problems.sort { ($0.path, $0.diagnostic.line ?? 0) < ($1.path, $1.diagnostic.line ?? 0) }
        if options.json {
            try context.output.json(problems.map { DiagnosticJSON($0) })
        } else {
            let count = names.count
            context.output.print(lines: PlanText(style: context.style).problemLines(problems))
            context.output.print(
                "\(count) file\(count == 1 ? "" : "s") checked, \(problems.isEmpty ? "nothing to say" : "\(problems.count) to look at")."
            )
        }
        for note in context.signIns() { if let warning = note.warning { context.output.note(warning) } }
        if problems.contains(where: { $0.diagnostic.severity == .error }) { codes.insert(.attention) }
        try Finished.check(codes)
    }
}

extension CheckCommand {
    /// Whether a word means the whole calendar folder.
    private static func isRoot(_ word: String, _ context: Context) -> Bool {
        (try? DiskFileStore().resolve(Context.absolute(word))) == context.root
    }

    /// The file that a word names, or all that are in the folder it names.
    private static func paths(_ word: String, among all: [String], _ context: Context) -> [String] {
        let path = EventFinder.relative(word, context.root)
        let inside = all.filter { Path.isInside($0, path) }
        return inside.isEmpty || all.contains(path) ? [path] : inside
    }

    private func strictReader() throws -> StrictReader {
        do { return try StrictReader() } catch let error as StrictReader.Missing {
            throw Failure(
                .failure, "--strict needs libical, which can't be loaded (\(error.reason)).",
                "Run: apt-get install libical3")
        }
    }

    /// What shows only beside the other files: a UID that two of them have, one that was changed.
    private func folderProblems(_ context: Context) -> [LocalFolder.Problem] {
        let store = DiskFileStore()
        let anchor = (try? Anchor.read(root: context.root, files: store)) ?? nil
        let known = try? ManifestStore.open(root: context.root, files: store, folderID: anchor ?? "").manifest
        return LocalFolder(
            root: context.root, files: store, manifest: known ?? Manifest(folderID: ""),
            pairFolders: context.configuration.pairs.map(\.folder)
        ).problems
    }
}

extension Duplicate {
    /// The duplicate as something to look at: by the event's file, where there is one.
    fileprivate func problem(_ context: Context) -> LocalFolder.Problem {
        let path = EventFinder(context).all().first { $0.uid == key.uid }?.path ?? key.pair.text
        return LocalFolder.Problem(
            path: path,
            diagnostic: Diagnostic(
                line: nil,
                message: "“\(title)” is in \(key.pair) a second time\(obstacle.map { "; \($0)" } ?? "").",
                remedy: obstacle == nil
                    ? "Run `calsync repair --dedupe`." : "`calsync repair --dedupe` lists it, and leaves it alone."))
    }
}

/// Mends what can be mended without guessing.
struct FileFix {
    private let context: Context

    init(_ context: Context) { self.context = context }

    /// Completes files, and gives a copied file a UID of its own.
    func fix(_ paths: [String]) throws {
        let store = DiskFileStore()
        let others = EventFinder(context).all()
        for path in paths {
            let bytes = try store.read(context.root + "/" + path, limit: 10 << 20)
            var file = EventFile(bytes)
            let fresh = UID(Digest.of(Array(path.utf8) + [0] + bytes + [1]) + "@calsync")
            if let uid = file.uid, others.contains(where: { $0.uid == uid && $0.path != path }), let fresh {
                file = file.renamed(uid: fresh)
            } else if let uid = file.uid ?? fresh {
                file = file.completed(uid: uid, stamp: Int(Clock.now() / 1_000_000_000))
            }
            guard file.bytes != bytes else { continue }
            let writer = FileWriter(root: context.root, files: store, now: Clock.now)
            let operation = "fix" + Digest.of(file.bytes)
            _ = try writer.replace(path, expecting: Digest.of(bytes), with: file.bytes, operation: operation)
            try writer.finish(operation, path: path)
            context.output.note("\(path): fixed")
        }
    }
}
