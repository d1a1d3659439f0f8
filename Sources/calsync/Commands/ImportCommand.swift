import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync import`: takes calendar files apart, one event a file.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put the events of .ics files into the folder, one event a file.",
        discussion: """
            Every line of an event stays as it is, with the time zones it names. Events that the folder has already (by \
            UID) are skipped and listed; nothing is ever replaced. A file of the folder itself that holds several events is \
            taken apart where it is, and goes to the trash once all its events have files of their own.

              calsync import ~/Downloads/calendar.ics --into family
              calsync import family/both.ics
              curl -s https://example.org/holidays.ics | calsync import - --into family

            `calsync import --from vdirsyncer` takes over the pairs that vdirsyncer keeps in step below this folder, and \
            `--from khal` gives the folders that khal shows the calendars of their names in your accounts. Both add to \
            calsync.toml and move no file. Where both sides agree, the next sync writes to neither.
            """)

    @Argument(help: "The files; - reads the standard input.", completion: .file(extensions: ["ics"])) var files:
        [String] = []
    @Option(help: "Take over from vdirsyncer or khal; its configuration may be named as the file.")
    var from: Origin?
    @Option(
        help: ArgumentHelp(
            "The pair, or the folder, that gets the events; else the current one, or the only one.", valueName: "place"),
        completion: Completions.places)
    var into: String?
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done.") var dryRun = false
    @OptionGroup var options: GlobalOptions

    /// A program whose folders can be taken over.
    enum Origin: String, ExpressibleByArgument { case vdirsyncer, khal }

    func validate() throws {
        if from == nil, files.isEmpty { throw ValidationError("Name a file, or - for the standard input.") }
        if from != nil, files.count > 1 || into != nil {
            throw ValidationError("--from takes one configuration, and no --into.")
        }
    }

    func run() async throws {
        switch from {
        case let origin?: try await adopt(origin)
        case nil: try await takeFiles()
        }
    }

    private func adopt(_ origin: Origin) async throws {
        let context = try Context(options)
        let usual =
            switch origin {
            case .vdirsyncer: Adoption.vdirsyncerPath(environment: context.environment)
            case .khal: Adoption.khalPath(environment: context.environment)
            }
        let path = files.first.map { Context.absolute($0) } ?? usual
        guard let bytes = try DiskFileStore().readIfThere(path, limit: 1 << 20) else {
            throw Failure(.usage, "There is no \(path).", "Name \(origin)'s configuration behind --from \(origin).")
        }
        var adoption = Adoption(context, isDry: dryRun)
        let text = String(decoding: bytes, as: UTF8.self)
        switch origin {
        case .vdirsyncer: try await adoption.take(VdirsyncerSettings(text))
        case .khal: try await adoption.take(KhalSettings(text))
        }
        if options.json {
            try context.output.json(AdoptionJSON(pairs: adoption.added.map { PairJSON($0) }, notes: adoption.notes))
        } else {
            for pair in adoption.added {
                context.output.print(
                    "\(dryRun ? "Would add" : "Added") \(pair.id): \(pair.folder.isEmpty ? "the whole folder" : pair.folder) ⇄ \(pair.calendar) (\(pair.account))."
                )
            }
            for note in adoption.notes { context.output.note(DisplayWidth.safe(note)) }
            if !adoption.added.isEmpty, !dryRun {
                context.output.print(
                    "Next: `calsync plan`."
                        + (origin == .vdirsyncer ? " Let vdirsyncer rest from now on." : " khal goes on as before."))
            }
            if adoption.added.isEmpty, adoption.notes.isEmpty { context.output.print("Nothing to take over.") }
        }
        try Finished.check(adoption.needsSignIn ? [.signIn] : [])
    }

    private func takeFiles() async throws {
        let context = try Context(options, checksAccounts: false)
        if !dryRun { try context.checkGit() }
        var reports: [ImportReport] = []
        for file in files {
            // What one file brought is there when the next is looked at.
            reports.append(try await take(file, context))
        }
        if options.json {
            try context.output.json(reports.map { ImportJSON($0) })
        } else {
            context.output.print(lines: reports.flatMap { ImportText(style: context.style).lines($0) })
        }
        try Finished.check(reports.contains(where: \.needsAttention) ? [.attention] : [])
    }

    private func take(_ file: String, _ context: Context) async throws -> ImportReport {
        let store = DiskFileStore()
        let bytes =
            try file == "-"
            ? await StandardInput.all(limit: Limits.exportBytes)
            : store.read(Context.absolute(file), limit: Limits.exportBytes)
        let name = file == "-" ? "standard input" : file
        let own = file == "-" ? nil : context.synced(file)
        var source: FolderImport.Source?
        var folder: TargetFolder
        if let own {
            guard into == nil else {
                throw Failure(
                    .usage, "\(own) lies in the calendar folder already; its events go beside it.",
                    "Leave out --into; move the new files afterwards if they belong elsewhere.")
            }
            if EventFile(bytes).event != nil {
                throw Failure(
                    .usage, "\(own) holds one event; there is nothing to take apart.", "It is synced as it is.")
            }
            source = FolderImport.Source(path: own, digest: Digest.of(bytes))
            folder = try await TargetFolder.choose(
                context, named: context.root + "/" + Path.parent(own), flag: "--into")
        } else {
            folder = try await TargetFolder.choose(context, named: into, flag: "--into")
        }
        var found = FolderImport(
            bytes, into: folder.path, pairFolder: folder.pairFolder, root: context.root, files: store, source: source)
        guard !found.items.isEmpty else {
            let problem = found.diagnostics.first
            throw Failure(
                .usage, "\(name): \(problem?.message ?? "There is no event in it.")",
                problem?.remedy ?? "Is it the right file?")
        }
        var wasDiscarded = false
        if !dryRun {
            try found.carryOut { .random(in: .min ... .max) }
            let id = "import" + Digest.of(bytes).prefix(16)
            wasDiscarded = try found.discardSource(operation: id, now: Clock.now())
        }
        return ImportReport(name: name, found: found, own: source?.path, wasDiscarded: wasDiscarded, isDry: dryRun)
    }
}

extension Context {
    /// The path of an event file in a pair's folder, relative to the calendar folder; `nil` for any other file.
    fileprivate func synced(_ file: String) -> String? {
        guard let real = try? DiskFileStore().resolve(Context.absolute(file)), real.hasPrefix(root + "/") else {
            return nil
        }
        let path = String(real.dropFirst(root.count + 1))
        return Path.isEventFile(Path.name(path)) && !configuration.pairs(ofFile: path).isEmpty ? path : nil
    }
}

/// The stable shape of pairs that were taken over in `--json`.
private struct AdoptionJSON: Encodable {
    let pairs: [PairJSON]
    let notes: [String]
}

/// What became of one file that was imported.
struct ImportReport {
    /// What it is called.
    let name: String
    /// Its events, with what became of each.
    let found: FolderImport
    /// Its path, where it is one of the calendar folder's own.
    let own: String?
    /// Whether it is in the trash now.
    let wasDiscarded: Bool
    /// Whether nothing was written.
    let isDry: Bool

    /// Whether something is left for the person to do.
    var needsAttention: Bool {
        let isBroken = found.items.contains {
            switch $0.outcome {
            case .broken, .failed: true
            case .new, .present: false
            }
        }
        return isBroken || (own != nil && !isDry && !wasDiscarded)
    }
}
