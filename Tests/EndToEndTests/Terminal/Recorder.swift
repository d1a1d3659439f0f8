import Foundation

/// Keeps what is written, in place of a terminal.
final class Recorder: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []

    /// What was written, a call an element.
    var all: [String] { lock.withLock { texts } }

    /// Takes a text.
    func write(_ text: String) { lock.withLock { texts.append(text) } }
}

/// Gives out what was prepared, in place of a person.
final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var left: [String]

    init(_ answers: [String]) { left = answers }

    /// The next answer; nil when there is none left.
    func next() -> String? { lock.withLock { left.isEmpty ? nil : left.removeFirst() } }
}
