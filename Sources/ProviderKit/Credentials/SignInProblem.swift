/// Why somebody isn't signed in, and what to do about it. No secret is in it.
package struct SignInProblem: Error, Hashable, Sendable {
    /// What happened.
    package var sentence: String
    /// What to do about it.
    package var remedy: String

    /// Keeps the parts as they are given.
    package init(_ sentence: String, _ remedy: String) {
        self.sentence = sentence
        self.remedy = remedy
    }
}
