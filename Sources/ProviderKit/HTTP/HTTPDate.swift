import ICalendar

/// Times as HTTP writes them (RFC 9110 §5.6.7).
package enum HTTPDate {
    /// Returns the seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` for anything else.
    package static func seconds(_ text: String) -> Double? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])),
            let year = Int(words[3]), let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, let then = DateTime(date: date, hour: time[0], minute: time[1], second: time[2]) else {
            return nil
        }
        return Double(then.secondsSinceEpoch)
    }
}
