/// How many cases were tried, and what was found.
package struct Tally: Sendable {
    /// A case in which something is broken.
    package struct Finding: Sendable {
        /// The words that replay it.
        package var replay: String
        /// What is broken, one sentence each.
        package var sentences: [String]

        package init(replay: String, sentences: [String]) {
            self.replay = replay
            self.sentences = sentences
        }
    }

    /// The cases that were tried.
    package var count = 0
    package var findings: [Finding] = []

    package init() {}

    /// Adds another one's cases.
    package mutating func add(_ other: Tally) {
        count += other.count
        findings += other.findings
    }
}
