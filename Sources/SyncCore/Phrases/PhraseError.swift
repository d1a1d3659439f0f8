/// What a person typed can't be understood: what is wrong with it, and what to type instead.
package struct PhraseError: Error, Hashable, Sendable {
    /// What is wrong, as a sentence.
    package let sentence: String
    /// What to type instead, as a sentence with examples.
    package let remedy: String

    /// Keeps the parts as they are given.
    package init(_ sentence: String, _ remedy: String) {
        self.sentence = sentence
        self.remedy = remedy
    }
}
