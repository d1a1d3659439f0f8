import ICalendar

/// A day, or a day and a time, as a person types it.
///
///     WHEN = DAY | DAY TIME | TIME          a TIME alone is today's
///     DAY  = 2026-12-01 | 12-01 | today | tomorrow | yesterday | fri | friday | +3d | +2w
///     TIME = 9:00 | 14:30                   the clock of 24 hours
///
/// A day without its year is the next such day, today included; a day of the week the next one after today. Nothing else
/// is understood, so that nothing is guessed.
package enum TimePhrase: Hashable, Sendable {
    /// A whole day.
    case day(CalendarDate)
    /// A reading of the clock.
    case moment(DateTime)

    /// The day.
    package var date: CalendarDate {
        switch self {
        case .day(let date): date
        case .moment(let time): time.date
        }
    }

    /// Reads what was typed.
    ///
    /// - Throws: What is wrong, with examples.
    package init(_ text: String, at here: Standpoint) throws(PhraseError) {
        var words = text.lowercased().split(whereSeparator: \.isWhitespace)
        // ISO 8601 has a T between them.
        if words.count == 1, let word = words.first, let t = word.firstIndex(of: "t"),
            word.prefix(4).allSatisfy(\.isNumber)
        {
            words = [word[..<t], word[word.index(after: t)...]]
        }
        switch words.count {
        case 1 where words[0].contains(":"):
            self = .moment(try Self.moment(here.today, words[0]))
        case 1:
            self = .day(try Self.day(words[0], here.today))
        case 2 where words[1].contains(":"):
            self = .moment(try Self.moment(Self.day(words[0], here.today), words[1]))
        default:
            throw Self.unclear(text)
        }
    }

    private static func moment(_ date: CalendarDate, _ word: Substring) throws(PhraseError) -> DateTime {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2, let hour = number(parts[0]),
            let minute = number(parts[1]), let time = DateTime(date: date, hour: hour, minute: minute, second: 0)
        {
            return time
        }
        throw PhraseError(
            "There is no time of day \(Diagnostic.excerpt(word)).", "Write it as 9:00 or 14:30, up to 23:59.")
    }

    private static func day(_ word: Substring, _ today: CalendarDate) throws(PhraseError) -> CalendarDate {
        switch word {
        case "today": return today
        case "tomorrow": return today.adding(days: 1)
        case "yesterday": return today.adding(days: -1)
        default: break
        }
        if let weekday = Weekday(word: word) {
            let days = (weekday.rawValue - today.weekday.rawValue + 6) % 7 + 1
            return today.adding(days: days)
        }
        if let date = CalendarDate(extended: word) ?? later(word, today) ?? nextYearly(word, today) { return date }
        throw unclear(String(word))
    }

    /// `+3d`, `+2w`.
    private static func later(_ word: Substring, _ today: CalendarDate) -> CalendarDate? {
        guard word.first == "+", let unit = word.last, let count = number(word.dropFirst().dropLast()) else {
            return nil
        }
        switch unit {
        case "d": return today.adding(days: count)
        case "w": return today.adding(days: count * 7)
        default: return nil
        }
    }

    /// `12-24`: this year's or, where that is over, the next there is; 29 February waits for a leap year.
    private static func nextYearly(_ word: Substring, _ today: CalendarDate) -> CalendarDate? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) }), let month = number(parts[0]),
            let day = number(parts[1])
        else { return nil }
        return (today.year...today.year + 8).lazy.compactMap { CalendarDate(year: $0, month: month, day: day) }
            .first { $0 >= today }
    }

    /// A whole number of at most four digits.
    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private static func unclear(_ text: String) -> PhraseError {
        PhraseError(
            text.isEmpty ? "There is no time." : "“\(Diagnostic.excerpt(text))” names no day or time.",
            "Write it as 2026-12-01 14:30, tomorrow 9:00, fri 14:00, 12-24, +3d or 14:30.")
    }
}

extension Weekday {
    /// Reads an English name, or its first three letters, in lower case; nil for anything else.
    init?(word: some StringProtocol) {
        guard word.count >= 3, let day = Self.allCases.first(where: { $0.word == word || $0.word.prefix(3) == word })
        else { return nil }
        self = day
    }

    /// The English name in lower case.
    package var word: String {
        switch self {
        case .monday: "monday"
        case .tuesday: "tuesday"
        case .wednesday: "wednesday"
        case .thursday: "thursday"
        case .friday: "friday"
        case .saturday: "saturday"
        case .sunday: "sunday"
        }
    }
}
