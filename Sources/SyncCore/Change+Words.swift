extension [Change] {
    /// The words for what changed: `title and location`.
    package var words: String {
        var words: [String] = []
        for change in self {
            let word: String
            switch change {
            case .field(let path, _, _): word = path.words
            case .exception(let key, _, .excluded?): word = "\(key.words) (cancelled)"
            case .exception(let key, .excluded?, _): word = "\(key.words) (takes place again)"
            case .exception(let key, _, _): word = "the instance of \(key.words)"
            }
            if !words.contains(word) { words.append(word) }
        }
        if words.count > 4 { words = words.prefix(3) + ["\(words.count - 3) more"] }
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension String {
    /// The text with its first letter in capitals.
    package var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
