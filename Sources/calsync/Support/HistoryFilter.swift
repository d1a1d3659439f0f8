import ArgumentParser
import SyncCore
import SyncEngine

/// Options that choose lines of the history.
struct HistoryFilter: ParsableArguments {
    @Option(help: "Only since then: 2026-01-15, 2026-01-15T09:30, today, yesterday, or 3d, 12h, 30min ago.")
    var since: Moment?
    @Option(help: "Only this pair.") var pair: String?
    @Option(help: "Only this run; its first letters will do.") var run: String?
    @Option(name: .shortAndLong, help: "At most so many lines, the newest.") var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    }

    /// Whether a line is wanted.
    ///
    /// - Throws: ``Failure`` for a pair that is not there.
    func matcher(_ context: Context) throws -> @Sendable (History.Entry) -> Bool {
        let pairs = try context.pairs(pair.map { [$0] } ?? [])
        let (since, run) = (since?.nanoseconds, run?.lowercased())
        return { entry in
            (since.map { entry.time >= $0 } ?? true) && (pairs?.contains(entry.pair) ?? true)
                && (run.map { entry.run.hasPrefix($0) } ?? true)
        }
    }

    /// Whether a line is about the event that a person means by a file, a UID or words of a title; the event may be gone.
    static func event(_ text: String, _ root: String) -> @Sendable (History.Entry) -> Bool {
        let path = EventFinder.relative(text, root)
        let words = text.lowercased().split(separator: " ")
        return { entry in
            entry.path == path || entry.uid.text == text
                || words.allSatisfy { entry.title.lowercased().contains($0) }
        }
    }
}

extension History.Entry {
    /// What tells it from all other lines.
    var id: String {
        let rest = Digest.of(Array("\(pair) \(uid) \(operation)".utf8)).prefix(8)
        return "\(run)-\(String(time, radix: 36))-\(rest)"
    }

    /// Whether it is worth a line: agreements that wrote nothing are not.
    var isShown: Bool { operation != Operation.Kind.adopt.word && operation != Operation.Kind.forget.word }

    /// One line of `log` and `why`.
    ///
    /// - Parameter hasTitle: Whether it names the event.
    func line(_ style: Style, hasTitle: Bool) -> String {
        style.dim("\(TimeText.utc(time)) \(run.prefix(6)) ") + "\(pair) \(operation)"
            + (hasTitle ? " " + style.bold(DisplayWidth.safe(title)) : "")
            + style.dim("  (\(DisplayWidth.safe(reason)); \(outcome))")
    }
}
