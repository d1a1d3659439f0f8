import ArgumentParser
import SyncCore
import SyncEngine

/// `calsync resolve`: settles a conflict.
struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Settle a conflict of one event.",
        discussion: """
            local keeps the folder's value, remote takes the service's, both keeps the folder's and makes the service's \
            version a second event. To mix the two, edit the file as it shall be and take local.
            """)

    @Argument(help: "The event: its file, its UID, or a part of its title.", completion: Completions.events)
    var event: String
    @Option(help: "local, remote or both.") var take: TakeArgument
    @Option(help: "Only this field: title, time, location, description …") var field: String?
    @Flag(help: "Only note the decision; the next sync carries it out.") var noSync = false
    @OptionGroup var options: GlobalOptions

    /// What `--take` takes.
    enum TakeArgument: String, ExpressibleByArgument, CaseIterable { case local, remote, both }

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
        let session = try context.session(writes: true)
        if take == .local, try await session.acceptUID(of: EventFinder.relative(event, context.root)) {
            context.output.note("\(event) is another event from here on; the next sync makes it so.")
        } else {
            let uid = try await EventFinder(context).uid(event)
            let settled = try await session.resolve(uid, field: wanted, take: Take(rawValue: take.rawValue) ?? .local)
            guard !settled.isEmpty else {
                try await session.close()
                throw Failure(
                    .usage, "\(event) has no conflict\(field.map { " in \($0)" } ?? "").",
                    "`calsync conflicts` lists those that there are.")
            }
            for (pair, conflict) in settled {
                let value = take == .remote ? conflict.remote : conflict.local
                context.output.note("\(pair): \(conflict.path.words) is \(ValueText.of(value))")
            }
        }
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
}
