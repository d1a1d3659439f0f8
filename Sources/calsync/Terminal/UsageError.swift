/// A request that can't be carried out as it was made (exit 2).
struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    let sentence: String
    /// What to write instead.
    let remedy: String

    /// What is wrong and what to write instead, as one line.
    var description: String { "\(sentence) \(remedy)" }
}
