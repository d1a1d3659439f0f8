/// Finds what was probably meant by a word that is not known.
package enum Suggestion {
    /// Returns the word that `word` is a slip of: at most two letters differ, or it is the beginning of that word.
    ///
    /// Of several the nearest is taken, then the first in the alphabet. Letter case, `-` and `_` don't count as different.
    package static func nearest(_ word: String, in words: some Sequence<String>) -> String? {
        let asked = folded(word)
        guard !asked.isEmpty, asked.count <= 64 else { return nil }
        return words.compactMap { candidate in
            distance(asked, folded(candidate)).map { (distance: $0, word: candidate) }
        }.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// How far apart two words are; nil when too far. An abbreviation of three letters or more, or a few letters too
    /// many, is as near as two slips.
    private static func distance(_ asked: [UInt8], _ known: [UInt8]) -> Int? {
        let slips = abs(asked.count - known.count) <= 2 ? edits(asked, known) : .max
        // Two slips in a word of three letters leave nothing of it.
        if slips <= min(2, max(asked.count, known.count) / 3) { return slips }
        let isAbbreviation = asked.count >= 3 && known.starts(with: asked)
        let isTooLong = known.count >= 3 && asked.count <= known.count + 4 && asked.starts(with: known)
        return isAbbreviation || isTooLong ? 2 : nil
    }

    /// The letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
    private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }

    private static func folded(_ word: String) -> [UInt8] {
        word.utf8.prefix(65).map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
            case UInt8(ascii: "_"): UInt8(ascii: "-")
            default: byte
            }
        }
    }
}
