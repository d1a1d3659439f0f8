/// A DURATION of RFC 5545 §3.3.6: days are nominal, hours, minutes and seconds exact.
///
/// A day is as long as the zone makes it: `P1D` over a change of clocks isn't `PT24H`.
package struct ICSDuration: Hashable, Sendable {
    /// The nominal days, weeks included; negative for a duration with a minus.
    package var days: Int
    /// The exact seconds; of the same sign as the days in every duration that was read.
    package var seconds: Int

    /// Makes a duration of nominal days and exact seconds.
    package init(days: Int, seconds: Int) {
        self.days = days
        self.seconds = seconds
    }

    /// Reads forms such as `PT1H30M`, `-P1W` and, more liberally than the RFC, `P1W2D` and `PT30S15M`; nil for others.
    ///
    /// A number of more than nine digits is refused, so no sum overflows.
    package init?(_ text: some StringProtocol) {
        var rest = text.trimmed.uppercased()[...]
        let sign = rest.first == "-" ? -1 : 1
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
        var total = (days: 0, seconds: 0)
        var inTime = false
        var isEmpty = true
        while let first = rest.first {
            if first == "T", !inTime {
                inTime = true
                rest.removeFirst()
                continue
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard digits.utf8.count <= 9, let number = Int(digits), let unit = rest.popFirst() else { return nil }
            switch (unit, inTime) {
            case ("W", false): total.days += number * 7
            case ("D", false): total.days += number
            case ("H", true): total.seconds += number * 3600
            case ("M", true): total.seconds += number * 60
            case ("S", true): total.seconds += number
            default: return nil
            }
            isEmpty = false
        }
        guard !isEmpty else { return nil }
        self.init(days: sign * total.days, seconds: sign * total.seconds)
    }

    /// The shortest form that RFC 5545 §3.3.6 allows, such as `PT1H30M`, `-P1W` or `P1DT12H`.
    ///
    /// The grammar has one sign for the whole. Parts of different signs are written as exact time, a day being 24 hours.
    package var text: String {
        guard days >= 0 && seconds >= 0 || days <= 0 && seconds <= 0 else {
            return ICSDuration(days: 0, seconds: days * 86_400 + seconds).text
        }
        let (days, seconds) = (days.magnitude, seconds.magnitude)
        let sign = self.days < 0 || self.seconds < 0 ? "-" : ""
        if seconds == 0, days > 0, days % 7 == 0 { return "\(sign)P\(days / 7)W" }
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        var time = hours > 0 ? "\(hours)H" : ""
        // RFC 5545 §3.3.6: hours are followed by seconds only through minutes.
        if minutes > 0 || hours > 0 && rest > 0 { time += "\(minutes)M" }
        if rest > 0 || seconds == 0 && days == 0 { time += "\(rest)S" }
        return sign + "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T" + time)
    }
}
