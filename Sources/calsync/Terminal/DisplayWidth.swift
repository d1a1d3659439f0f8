import CShims
import Glibc

/// How text looks on a terminal: how wide it is, and what of it is safe to show.
enum DisplayWidth {
    /// Returns the columns that `text` takes.
    static func of(_ text: some StringProtocol) -> Int {
        // Printable ASCII, which most text is, takes a column a byte.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        return inUTF8 { text.reduce(0) { $0 + columns($1) } }
    }

    /// Returns the start of `text` that fits in `width` columns; `…` says that something is missing.
    static func truncated(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        return prefix(of: text, width: width - 1) + "…"
    }

    /// Returns the longest start of `text` that takes no more than `width` columns.
    static func prefix(of text: some StringProtocol, width: Int) -> String {
        inUTF8 {
            var used = 0
            return String(
                text.prefix { character in
                    used += columns(character)
                    return used <= width
                })
        }
    }

    /// Returns `text` as one line that can't steer a terminal.
    ///
    /// Titles come from strangers: escape sequences, other control characters and marks that reorder text are replaced
    /// by U+FFFD, line breaks and tabs by a space.
    static func safe(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        return String(text.map { character in character.isNewline || character == "\t" ? " " : shown(character) })
    }

    private static func shown(_ character: Character) -> Character {
        let unsafe = character.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
            default: scalar.properties.isBidiControl
            }
        }
        return unsafe ? "\u{FFFD}" : character
    }

    /// The columns of one character. Terminals draw an emoji made of several scalars as one of two columns;
    /// of anything else they add up the scalars.
    private static func columns(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if scalars.count > 1 {
            let isFlag = scalars.allSatisfy { regionalIndicators.contains($0) }
            if isFlag || scalars.contains(where: { $0 == emojiStyle }) { return 2 }
            let isEmoji = scalars.dropFirst().contains { $0 == joiner || $0.properties.isEmojiModifier }
            if isEmoji, first.properties.isEmoji { return columns(first) }
        }
        return scalars.reduce(0) { $0 + columns($1) }
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int { max(0, Int(cs_wcwidth(scalar.value))) }

    private static let regionalIndicators: ClosedRange<Unicode.Scalar> = "\u{1F1E6}"..."\u{1F1FF}"
    private static let joiner: Unicode.Scalar = "\u{200D}"
    private static let emojiStyle: Unicode.Scalar = "\u{FE0F}"

    /// Runs `body` where `wcwidth` knows all of Unicode. The locale is changed for this thread only.
    private static func inUTF8<Result>(_ body: () -> Result) -> Result {
        let before = uselocale(locale.handle)
        defer { _ = uselocale(before) }
        return body()
    }

    private struct Locale: @unchecked Sendable {
        // Made once and never changed or freed, so that threads can share it.
        let handle = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    }

    private static let locale = Locale()
}
