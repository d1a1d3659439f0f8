import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync resolve`: settles a conflict.
struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Settle a conflict of one event.",
        discussion: """
            local keeps the folder's value, remote takes the service's, both keeps the folder's and makes the service's \
            version a second event. edit opens $VISUAL or $EDITOR with both values, and takes what you make of them.
            """)

    @Argument(help: "The event: its file, its UID, or a part of its title.", completion: Completions.events)
    var event: String
    @Option(help: "local, remote, both or edit.") var take: TakeArgument
    @Option(help: "Only this field: title, time, location, description …") var field: String?
    @Flag(help: "Only note the decision; the next sync carries it out.") var noSync = false
    @Option(help: .hidden) var edited: String?
    @OptionGroup var options: GlobalOptions

    /// What `--take` takes.
    enum TakeArgument: String, ExpressibleByArgument, CaseIterable { case local, remote, both, edit }

    func run() async throws {
        let context = try Context(options)
        try context.checkGit()
        let wanted = try field.map { word in
            guard let field = Field.allCases.first(where: { $0.word == word || $0.rawValue == word }) else {
                let nearest =
                    Suggestion.nearest(word, in: Field.allCases.map(\.word)).map { " Did you mean \($0)?" } ?? ""
                throw Failure(
                    .usage, "There is no field \(word).\(nearest)",
                    "Fields: \(Field.allCases.map(\.word).joined(separator: ", ")).")
            }
            return field
        }
        guard take == .edit else {
            return try await Holder.during(context) {
                let session = try context.session(writes: true)
                try await resolve(context, session, wanted)
                try await finish(context, session)
            }
        }
        // The folder stays free while the person thinks; what is there then is compared with what was shown.
        guard let (uid, settled, text) = try await resolveByHand(context, wanted) else { return }
        do {
            try await Holder.during(context) {
                let session = try context.session(writes: true)
                try await settle(context, session, uid, settled)
                try await finish(context, session)
            }
        } catch let error as LockError {
            throw HandedOver(reason: error, arguments: arguments(edited: text))
        }
    }

    /// Syncs, unless the person wants the decision noted only.
    private func finish(_ context: Context, _ session: SyncSession) async throws {
        if noSync {
            try await session.close()
            if options.json { try context.output.json(["resolved": event]) }
            return
        }
        let planned = try await session.plan(SyncRequest())
        let report = try await session.carryOut(planned)
        try await session.close()
        try await session.noteRun(report)
        if options.json {
            try context.output.json(ReportJSON(report))
        } else {
            context.output.print(lines: ReportText(style: context.style).lines(report))
        }
        try Finished.check(report.exitCodes)
    }

    /// Takes one side, or both.
    private func resolve(_ context: Context, _ session: SyncSession, _ field: Field?) async throws {
        if take == .local, try await session.acceptUID(of: EventFinder.relative(event, context.root)) {
            return context.output.note("\(event) is another event from here on; the next sync makes it so.")
        }
        let uid = try await EventFinder(context).uid(event)
        let settled = try await session.resolve(uid, field: field, take: Take(rawValue: take.rawValue) ?? .local)
        guard !settled.isEmpty else {
            try await session.close()
            throw noConflict
        }
        for (pair, conflict) in settled {
            let value = take == .remote ? conflict.remote : conflict.local
            context.output.note("\(pair): \(conflict.path.words) is \(ValueText.of(value))")
        }
    }

    /// Has the person's editor make one value of the two.
    ///
    /// - Returns: What was settled, and the text that says so; `nil` where the person settled nothing.
    private func resolveByHand(_ context: Context, _ field: Field?) async throws
        -> (UID, [SettledField], String)?
    {
        let isTerminal = Terminal.isTerminal(0) && Terminal.isTerminal(1)
        guard let editor = Editor(environment: context.environment, isTerminal: isTerminal) else {
            throw UsageError(
                sentence: "There is no terminal for an editor, and neither VISUAL nor EDITOR is set.",
                remedy: "Set EDITOR, or edit the file as it shall be and take local.")
        }
        let uid = try await EventFinder(context).uid(event)
        let sheet = ConflictSheet(try await context.session(writes: false).conflicts(of: uid), field: field)
        guard !sheet.isEmpty else { throw noConflict }
        // What was edited in the process that handed this over.
        var text = edited
        if text == nil { text = try await editor.edit(sheet.text) }
        guard let text, let settled = try sheet.settled(by: text) else {
            context.output.note("Nothing was changed in the text, so nothing is settled.")
            throw Finished(code: .attention)
        }
        return (uid, settled, text)
    }

    /// Writes down what was settled by hand.
    private func settle(
        _ context: Context, _ session: SyncSession, _ uid: UID, _ settled: [SettledField]
    ) async throws {
        let done = try await session.resolve(uid, with: settled)
        for item in done {
            context.output.note("\(item.pair): \(item.conflict.path.words) is \(ValueText.of(item.value))")
        }
        guard done.count == settled.count else {
            try await session.close()
            throw Failure(
                .attention, "\(event) changed while you were editing; what is not named above is as it was.",
                "Run it again; `calsync conflicts` shows what there is.")
        }
    }

    /// The command line with which the holder of the folder goes on.
    private func arguments(edited text: String) -> [String] {
        var words = ["resolve", "--take", "edit", "--edited=\(text)", "--color", options.color.rawValue]
        if let field { words.append("--field=\(field)") }
        if let folder = options.folder { words += ["-C", folder] }
        if noSync { words.append("--no-sync") }
        if options.json { words.append("--json") }
        return words + ["--", event]
    }

    private var noConflict: Failure {
        Failure(
            .usage, "\(event) has no conflict\(field.map { " in \($0)" } ?? "").",
            "`calsync conflicts` lists those that there are.")
    }
}
