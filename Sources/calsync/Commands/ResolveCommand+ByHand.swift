import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// Settling conflicts with a value of one's own: `--take edit` and `--set`.
extension ResolveCommand {
    /// Has the person's editor make one value of the two. The folder stays free while the person thinks; what is there
    /// then is compared with what was shown.
    func runByHand(_ context: Context, _ wanted: Field?) async throws {
        guard let (uid, settled, text) = try await edit(context, wanted) else { return }
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

    /// The conflicts of an event, to be settled.
    ///
    /// - Throws: ``Failure`` where there are none.
    func sheet(_ session: SyncSession, _ uid: UID, _ field: Field?) async throws -> ConflictSheet {
        let sheet = ConflictSheet(try await session.conflicts(of: uid), field: field, where: isMeant)
        guard !sheet.isEmpty else { throw noConflict }
        return sheet
    }

    /// - Returns: What was settled, and the text that says so; `nil` where the person settled nothing.
    private func edit(_ context: Context, _ field: Field?) async throws -> (UID, [SettledField], String)? {
        let isTerminal = Terminal.isTerminal(0) && Terminal.isTerminal(1)
        guard let editor = Editor(environment: context.environment, isTerminal: isTerminal) else {
            throw UsageError(
                sentence: "There is no terminal for an editor, and neither VISUAL nor EDITOR is set.",
                remedy: "Set EDITOR, or say the value with --set FIELD=VALUE.")
        }
        let uid = try await EventFinder(context).uid(event ?? "")
        let sheet = try await sheet(try context.session(writes: false), uid, field)
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
    func settle(
        _ context: Context, _ session: SyncSession, _ uid: UID, _ settled: [SettledField]
    ) async throws {
        let done = try await session.resolve(uid, with: settled)
        for item in done {
            context.output.note("\(item.pair): \(item.conflict.path.words) is \(ValueText.of(item.value))")
        }
        guard done.count == settled.count else {
            try await session.close()
            throw Failure(
                .attention, "\(event ?? "") changed meanwhile; what is not named above is as it was.",
                "Run it again; `calsync conflicts` shows what there is.")
        }
    }

    /// The command line with which the holder of the folder goes on.
    private func arguments(edited text: String) -> [String] {
        var words = ["resolve", "--take", "edit", "--edited=\(text)", "--color", options.color.rawValue]
        if let field { words.append("--field=\(field)") }
        if let instance { words.append("--instance=\(instance)") }
        if let pair { words.append("--pair=\(pair)") }
        if let folder = options.folder { words += ["-C", folder] }
        if noSync { words.append("--no-sync") }
        if options.json { words.append("--json") }
        return words + ["--", event ?? ""]
    }
}

/// A field with a value of one's own, as `--set FIELD=VALUE` says it; `FIELD@OCCURRENCE=VALUE` for one of a series.
struct FieldText: ExpressibleByArgument {
    let field: String
    let instance: String?
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        let place = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        field = place[0]
        instance = place.count == 2 ? place[1] : nil
        value = parts[1]
    }

    /// The field of a word.
    ///
    /// - Throws: ``Failure`` for a word that names none, with the nearest that does.
    static func field(_ word: String) throws -> Field {
        if let field = Field.allCases.first(where: { $0.word == word || $0.rawValue == word }) { return field }
        let nearest = Suggestion.nearest(word, in: Field.allCases.map(\.word)).map { " Did you mean \($0)?" } ?? ""
        throw Failure(
            .usage, "There is no field \(word).\(nearest)",
            "Fields: \(Field.allCases.map(\.word).joined(separator: ", ")).")
    }
}
