import FoundationEssentials
import Glibc

/// Where a command says what it has to say: data on the standard output, all else on the standard error.
struct Output: Sendable {
    /// Whether data goes to a terminal.
    let isTerminal: Bool
    /// Takes data as it is to be written, line ends included.
    let writeData: @Sendable (String) -> Void
    /// Takes notes as they are to be written, line ends included.
    let writeNote: @Sendable (String) -> Void
    /// The `errno` with which the writing of data failed; nil when it did not, or the reader just went away.
    let failure: @Sendable () -> Int32?

    /// The process's own output.
    static let standard: Output = {
        let (data, notes) = (DescriptorWriter(STDOUT_FILENO), DescriptorWriter(STDERR_FILENO))
        return Output(
            isTerminal: isatty(STDOUT_FILENO) == 1, writeData: data.write, writeNote: notes.write,
            failure: { data.failure })
    }()

    /// Makes a reader that goes away an error of `write` rather than the end of the process. Called once, at the start.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// An output that goes where the closures take it.
    init(
        isTerminal: Bool, writeData: @escaping @Sendable (String) -> Void,
        writeNote: @escaping @Sendable (String) -> Void, failure: @escaping @Sendable () -> Int32? = { nil }
    ) {
        self.isTerminal = isTerminal
        self.writeData = writeData
        self.writeNote = writeNote
        self.failure = failure
    }

    /// Writes a line of data.
    func print(_ line: String = "") { writeData(line + "\n") }

    /// Writes lines of data in one go.
    func print(lines: some Sequence<String>) {
        let text = lines.reduce(into: "") { $0 += $1 + "\n" }
        if !text.isEmpty { writeData(text) }
    }

    /// Writes a line that is no data: a remark, a warning, a question.
    func note(_ line: String) { writeNote(line + "\n") }

    /// Writes `value` as JSON with sorted keys and a line end: in one line, on a terminal in several.
    func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isTerminal { encoder.outputFormatting.insert(.prettyPrinted) }
        let json = try encoder.encode(value)
        let text = String(decoding: json, as: UTF8.self)
        // DEL, the controls above ASCII and those of direction begin with one of these bytes.
        let isSuspect = json.contains { $0 == 0x7F || $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2 }
        print(isSuspect ? Self.harmless(text) : text)
    }

    /// Spells what could steer a terminal as `\uXXXX`. JSON has such characters only within its strings.
    private static func harmless(_ json: String) -> String {
        var result = ""
        for scalar in json.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
            if isControl || scalar.properties.isBidiControl {
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
