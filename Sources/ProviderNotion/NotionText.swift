/// Text in Notion's measures: at most 2,000 UTF-16 units a run, at most 100 runs a property (facts/notion.md 4).
enum NotionText {
    /// The most units of a run.
    static let run = 2_000
    /// The most units of a title, a place, a note: one run, which is more than anybody reads there.
    static let short = 2_000
    /// The most units of a description; with three bytes each it stays well below the 500 kB of a request.
    static let long = 100_000

    /// Returns `text` in runs, none of which ends inside of a character.
    ///
    /// A character of more than a run's units (a letter with thousands of marks) is cut between scalars.
    static func runs(_ text: String) -> [String] {
        var runs: [String] = []
        var (run, count) = ("", 0)
        func close() {
            if !run.isEmpty { runs.append(run) }
            (run, count) = ("", 0)
        }
        for character in text {
            let size = character.utf16.count
            if count + size > Self.run { close() }
            guard size > Self.run else {
                run.append(character)
                count += size
                continue
            }
            for scalar in character.unicodeScalars {
                if count + scalar.utf16.count > Self.run { close() }
                run.unicodeScalars.append(scalar)
                count += scalar.utf16.count
            }
        }
        close()
        return runs
    }

    /// Returns the beginning of `text` that has at most `limit` units; it ends with a whole character.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf16.count > limit else { return text }
        var (result, count) = ("", 0)
        for character in text {
            count += character.utf16.count
            guard count <= limit else { break }
            result.append(character)
        }
        return result
    }

    /// Returns `text` with LF for line breaks, as both sides compare it.
    static func lines(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        return text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\r" || $0 == "\n" }
            .joined(separator: "\n")
    }

    /// Joins what the API answers.
    static func joined(_ runs: [NotionRichText]) -> String { lines(runs.map { $0.plainText ?? "" }.joined()) }
}
