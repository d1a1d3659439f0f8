/// Dates as HTTP headers have them (RFC 9110 section 5.6.7).
enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment `seconds` since 1970, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ seconds: Int) -> String {
        let civil = CivilTime(seconds: seconds)
        let day = "\(days[civil.weekday]), \(pad(civil.day)) \(months[civil.month - 1]) \(pad(civil.year, 4))"
        return "\(day) \(civil.clockText) GMT"
    }
}
