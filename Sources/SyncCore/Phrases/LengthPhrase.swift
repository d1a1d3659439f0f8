import ICalendar

/// A length of time as a person types it: `1h`, `90m`, `1h30m`, `2d`, `1w`.
package enum LengthPhrase {
    /// Reads what was typed: numbers with their units, the greatest first, each unit at most once.
    ///
    /// - Throws: What is wrong, with examples.
    package static func read(_ text: String) throws(PhraseError) -> ICSDuration {
        var rest = text.lowercased().filter { !$0.isWhitespace }[...]
        var length = ICSDuration(days: 0, seconds: 0)
        var units = "wdhm"[...]
        var isEmpty = true
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let word = rest.prefix { !("0"..."9").contains($0) }
            rest = rest.dropFirst(word.count)
            // `min` is what many write for minutes.
            guard let unit = word == "min" ? "m" : word.count == 1 ? word.first : nil, digits.utf8.count <= 5,
                let number = Int(digits), let place = units.firstIndex(of: unit)
            else { throw unclear(text) }
            units = units[units.index(after: place)...]
            switch unit {
            case "w": length.days += number * 7
            case "d": length.days += number
            case "h": length.seconds += number * 3600
            default: length.seconds += number * 60
            }
            isEmpty = false
        }
        if isEmpty { throw unclear(text) }
        return length
    }

    private static func unclear(_ text: String) -> PhraseError {
        PhraseError(
            text.isEmpty ? "There is no length." : "“\(Diagnostic.excerpt(text))” is no length of time.",
            "Write it as 1h, 90m, 1h30m, 2d or 1w.")
    }
}
