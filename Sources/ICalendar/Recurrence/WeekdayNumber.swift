/// An element of BYDAY (RFC 5545 §3.3.10), such as `MO`, `1MO` or `-1FR`.
struct WeekdayNumber: Hashable {
    /// Which one of its month or year, counted from the end where negative; 0 for every one.
    let ordinal: Int
    /// The day.
    let weekday: Weekday

    /// Reads an element in any case, with or without `+`; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard let weekday = Weekday(code: text.suffix(2)) else { return nil }
        let number = text.dropLast(2)
        guard number.isEmpty || SignedNumber.read(number).map({ (1...53).contains($0.magnitude) }) == true else {
            return nil
        }
        ordinal = SignedNumber.read(number) ?? 0
        self.weekday = weekday
    }

    /// The element in its shortest form, in capitals and without `+`.
    var text: String { (ordinal == 0 ? "" : String(ordinal)) + weekday.code }
}

/// A whole number with an optional sign, as the BY lists of a rule hold it.
enum SignedNumber {
    /// Reads `5`, `+5`, `05` or `-5`; nil for anything else.
    static func read(_ text: some StringProtocol) -> Int? {
        let sign = text.first == "-" ? -1 : 1
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        return Int(digits: digits.utf8).map { sign * $0 }
    }
}
