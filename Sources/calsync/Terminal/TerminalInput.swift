import Dispatch
import Glibc

/// Reads from the standard input, on a thread of its own: a person takes longer than the cooperative pool may wait.
enum TerminalInput {
    private static let queue = DispatchQueue(label: "calsync.terminal-input")

    /// Reads a line, without its end; nil at the end of the input.
    static func line() async -> String? { await onQueue { readLine(STDIN_FILENO) } }

    /// Reads a line without showing it; nil when it was called off with Ctrl-C or Ctrl-D.
    static func hiddenLine() async -> String? { await onQueue { readHiddenLine(STDIN_FILENO) } }

    /// As ``line()``, at once and from any descriptor.
    static func readLine(_ descriptor: Int32) -> String? {
        var line: [UInt8] = []
        while let byte = readByte(descriptor) {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// As ``hiddenLine()``, at once and from any terminal.
    static func readHiddenLine(_ descriptor: Int32) -> String? {
        var before = termios()
        let isTerminal = tcgetattr(descriptor, &before) == 0
        // Byte by byte and without signals, so that Ctrl-C comes through here and the terminal is put back.
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        if isTerminal { tcsetattr(descriptor, TCSAFLUSH, &hidden) }
        defer { if isTerminal { tcsetattr(descriptor, TCSAFLUSH, &before) } }

        var line = HiddenLine()
        while let byte = readByte(descriptor) {
            switch line.take(byte) {
            case .more: continue
            case .done(let text): return text
            case .calledOff: return nil
            }
        }
        return nil
    }

    private static func readByte(_ descriptor: Int32) -> UInt8? {
        var byte: UInt8 = 0
        while true {
            switch read(descriptor, &byte, 1) {
            case 1: return byte
            case 0: return nil
            default: if errno != EINTR { return nil }
            }
        }
    }

    private static func onQueue(_ body: @escaping @Sendable () -> String?) async -> String? {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}

/// A line that is typed without being shown, edited with the usual keys.
struct HiddenLine {
    /// What a byte has led to.
    enum Step: Hashable {
        case more
        case done(String)
        case calledOff
    }

    private var bytes: [UInt8] = []

    /// Takes the next byte from the terminal.
    mutating func take(_ byte: UInt8) -> Step {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return .done(String(decoding: bytes, as: UTF8.self))
        // Ctrl-C, Ctrl-D and Ctrl-Z.
        case 0x03, 0x1A: return .calledOff
        case 0x04: return bytes.isEmpty ? .calledOff : .done(String(decoding: bytes, as: UTF8.self))
        case 0x08, 0x7F:
            // The bytes of one character, of which all but the first are 10xxxxxx.
            while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
        // Ctrl-U.
        case 0x15: bytes = []
        case 0x00..<0x20: break
        default: bytes.append(byte)
        }
        return .more
    }
}
