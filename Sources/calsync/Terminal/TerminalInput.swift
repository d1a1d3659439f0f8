import Dispatch
import Glibc
import ICalendar
import ProviderKit

/// Reads from the caller's standard input, on a thread of its own: a person takes longer than the cooperative pool may wait.
enum TerminalInput {
    private static let queue = DispatchQueue(label: "calsync.terminal-input")

    /// Reads a line, without its end; nil at the end of the input.
    static func line() async -> String? {
        let input = Caller.current.descriptors[0]
        return await onQueue { readLine(input, isOver: $0) }
    }

    /// Reads a line without showing it; nil when it was called off with Ctrl-C or Ctrl-D.
    static func hiddenLine() async -> String? {
        let input = Caller.current.descriptors[0]
        return await onQueue { readHiddenLine(input, isOver: $0) }
    }

    /// As ``line()``, at once and from any descriptor.
    ///
    /// - Parameter isOver: Asked now and then whether nobody waits for the line any more.
    static func readLine(_ descriptor: Int32, isOver: () -> Bool = { false }) -> String? {
        var line: [UInt8] = []
        while let byte = readByte(descriptor, isOver) {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// As ``hiddenLine()``, at once and from any terminal.
    static func readHiddenLine(_ descriptor: Int32, isOver: () -> Bool = { false }) -> String? {
        var before = termios()
        let isTerminal = tcgetattr(descriptor, &before) == 0
        // Byte by byte and without signals, so that Ctrl-C comes through here and the terminal is put back.
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        if isTerminal { tcsetattr(descriptor, TCSAFLUSH, &hidden) }
        defer { if isTerminal { tcsetattr(descriptor, TCSAFLUSH, &before) } }

        var line = HiddenLine()
        while let byte = readByte(descriptor, isOver) {
            switch line.take(byte) {
            case .more: continue
            case .done(let text): return text
            case .calledOff: return nil
            }
        }
        return nil
    }

    private static func readByte(_ descriptor: Int32, _ isOver: () -> Bool) -> UInt8? {
        var byte: UInt8 = 0
        var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !isOver() {
            // Not to be stuck at the terminal of somebody who went away.
            guard poll(&input, 1, 250) != 0 else { continue }
            switch read(descriptor, &byte, 1) {
            case 1: return byte
            case 0: return nil
            default: if errno != EINTR { return nil }
            }
        }
        return nil
    }

    /// Reads until there is a line, the task that waits for it is cancelled, or the caller's patience ends.
    private static func onQueue(_ body: @escaping @Sendable (() -> Bool) -> String?) async -> String? {
        let caller = Caller.current
        let end = caller.patience.map { ContinuousClock.now + $0 }
        let isLate = { @Sendable in end.map { ContinuousClock.now >= $0 } ?? false }
        let isOver = Locked(false)
        let line = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: body { isOver.withLock { $0 } || isLate() }) }
            }
        } onCancel: {
            isOver.withLock { $0 = true }
        }
        // Who asked ends the line.
        if line == nil, isLate() { caller.output.writeNote("Nobody answered, which counts as a no: others wait.") }
        return line
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
