/// How far a run has come, as one line on a terminal that is drawn over again; elsewhere nothing.
///
/// How often it is drawn depends on the updates and on no clock: when the text or the whole percent changes, and
/// without a total ever more seldom. Who prints something else meanwhile calls ``clear()`` first.
struct Progress {
    private let isShown: Bool
    private let columns: Int
    private let write: @Sendable (String) -> Void
    private var drawn: Drawn?

    /// What the line on the screen says.
    private struct Drawn: Equatable {
        var text: String
        var done: Int
        var percent: Int?
    }

    /// A line on the standard error, if that is a terminal that understands it.
    static func onStandardError(_ output: Output, environment: [String: String]) -> Progress {
        Progress(
            isShown: Terminal.isTerminal(2) && environment["TERM"] != "dumb",
            columns: Terminal.columns(2, environment: environment), write: output.writeNote)
    }

    /// - Parameters:
    ///   - isShown: Whether anything is written at all.
    ///   - columns: The width of the terminal.
    ///   - write: Takes the text as it is to go to the terminal.
    init(isShown: Bool, columns: Int, write: @escaping @Sendable (String) -> Void) {
        self.isShown = isShown
        self.columns = columns
        self.write = write
    }

    /// Says that `done` of `total` steps are done; without `total`, that `done` are.
    mutating func update(_ text: String, done: Int, of total: Int? = nil) {
        guard isShown else { return }
        let percent = total.map { $0 > 0 ? Int(Double(done) * 100 / Double($0)) : 100 }
        let now = Drawn(text: text, done: done, percent: percent)
        if let drawn, drawn.text == text, total != done, !isWorthDrawing(now, after: drawn) { return }
        guard drawn != now else { return }
        drawn = now
        let count = total.map { " \(done)/\($0) (\(percent ?? 0)%)" } ?? " \(done)"
        // A full line would wrap, and what has wrapped can't be drawn over.
        let room = max(0, columns - 1 - count.utf8.count)
        let line = DisplayWidth.truncated(DisplayWidth.safe(text), to: room) + count
        write("\r\u{1B}[2K" + DisplayWidth.truncated(line, to: max(0, columns - 1)))
    }

    /// Takes the line away; the next update draws it again.
    mutating func clear() {
        guard drawn != nil else { return }
        drawn = nil
        write("\r\u{1B}[2K")
    }

    private func isWorthDrawing(_ now: Drawn, after drawn: Drawn) -> Bool {
        if now.percent != nil || drawn.percent != nil { return now.percent != drawn.percent }
        return now.done < drawn.done || now.done - drawn.done > drawn.done / 16
    }
}
