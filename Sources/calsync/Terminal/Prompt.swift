/// Asks the person at the terminal. Without one nothing is asked and nothing is assumed.
///
/// Text from events in a question goes through ``DisplayWidth/safe(_:)`` first.
struct Prompt: Sendable {
    /// One of several answers.
    struct Option: Hashable, Sendable {
        /// What is typed: a letter or a word, in lower case.
        let key: String
        /// What it stands for.
        let label: String
    }

    /// Whether there is someone to ask.
    let isInteractive: Bool
    /// Shows a question.
    let write: @Sendable (String) -> Void
    /// Reads a line; nil at the end of the input.
    let read: @Sendable () async -> String?
    /// Reads a line that isn't shown; nil when it was called off.
    let readHidden: @Sendable () async -> String?

    /// The terminal of this process: questions on the standard error, so that data can go elsewhere.
    static func standard(_ output: Output) -> Prompt {
        Prompt(
            isInteractive: Terminal.isTerminal(0) && Terminal.isTerminal(2), write: output.writeNote,
            read: TerminalInput.line, readHidden: TerminalInput.hiddenLine)
    }

    /// Asks a question of yes or no. The end of the input is a no.
    ///
    /// - Parameters:
    ///   - isUsual: What a bare Enter means.
    ///   - flag: The option that answers it where there is no terminal.
    /// - Throws: A ``UsageError`` that names `flag` where nobody can be asked.
    func confirm(_ question: String, isUsual: Bool = false, flag: String = "--yes") async throws -> Bool {
        try requireTerminal(question, flag)
        while true {
            write("\(question) \(isUsual ? "[Y/n]" : "[y/N]") ")
            guard let answer = await read() else {
                write("\n")
                return false
            }
            switch Self.plain(answer) {
            case "": return isUsual
            case "y", "yes": return true
            case "n", "no": return false
            default: write("Please answer y or n.\n")
            }
        }
    }

    /// Asks for one of several answers and returns its index; nil at the end of the input.
    ///
    /// - Throws: A ``UsageError`` that names `flag` where nobody can be asked.
    func choose(_ question: String, _ options: [Option], flag: String) async throws -> Int? {
        try requireTerminal(question, flag)
        let width = options.map { DisplayWidth.of($0.key) }.max() ?? 0
        let list = options.map { option in
            let fill = String(repeating: " ", count: width - DisplayWidth.of(option.key))
            return "  \(option.key)\(fill)  \(DisplayWidth.safe(option.label))\n"
        }
        write(question + "\n" + list.joined())
        while true {
            write("[\(options.map(\.key).joined(separator: "/"))] ")
            guard let answer = await read() else {
                write("\n")
                return nil
            }
            if let index = options.firstIndex(where: { $0.key == Self.plain(answer) }) { return index }
            write("Please type one of these.\n")
        }
    }

    /// Asks for something that must not be seen, such as a token; nil when it was called off or nothing was typed.
    ///
    /// - Throws: A ``UsageError`` that names `flag` where nobody can be asked.
    func secret(_ question: String, flag: String) async throws -> String? {
        try requireTerminal(question, flag)
        write("\(question) (it isn't shown): ")
        let answer = await readHidden()
        write("\n")
        guard let answer else { return nil }
        let text = Self.trimmed(answer)
        return text.isEmpty ? nil : text
    }

    private func requireTerminal(_ question: String, _ flag: String) throws(UsageError) {
        if isInteractive { return }
        throw UsageError(
            sentence: "This needs an answer, and there is no terminal to ask on: \(question)",
            remedy: "Answer with \(flag), or run it in a terminal.")
    }

    /// An answer in lower case, without the space around it.
    static func plain(_ answer: String) -> String { trimmed(answer).lowercased() }

    private static func trimmed(_ answer: String) -> String {
        let start = answer.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
