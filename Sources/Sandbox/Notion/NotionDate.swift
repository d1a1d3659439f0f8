/// The value of a date property: days or moments, from start to end.
///
/// reference/page-property-values, "Date". The end of a range of days is a day of the range itself.
struct NotionDate: Hashable {
    /// One end of the value.
    enum Point: Hashable {
        /// A day, as `yyyy-mm-dd`.
        case day(String)
        /// A moment in seconds since 1970, floored to the minute, and the offset it reads back with.
        case moment(Int, offset: Int)

        /// The moment in seconds; of a day its start in UTC.
        var seconds: Int {
            switch self {
            case .day(let text): CivilTime(date: text)?.seconds ?? 0
            case .moment(let seconds, _): seconds
            }
        }

        /// Whether this is a day.
        var isDay: Bool {
            switch self {
            case .day: true
            case .moment: false
            }
        }

        /// As answers have it: `2026-09-15` or `2026-09-15T09:00:00.000-07:00`.
        var text: String {
            switch self {
            case .day(let text): return text
            case .moment(let seconds, let offset):
                let civil = CivilTime(seconds: seconds + offset)
                let minutes = abs(offset) / 60
                let sign = offset < 0 ? "-" : "+"
                return "\(civil.dateText)T\(civil.clockText).000\(sign)\(pad(minutes / 60)):\(pad(minutes % 60))"
            }
        }
    }

    var start: Point
    var end: Point?

    /// As answers have it: `time_zone` is always null (changelog/time-zone-support).
    var json: JSON {
        ["start": .string(start.text), "end": end.map { .string($0.text) } ?? .null, "time_zone": .null]
    }

    /// Reads a value that fits the schema; `name` is the property's, for messages.
    init(_ json: JSON, of name: String, _ switches: NotionSandbox.Switches) throws(NotionError) {
        let path = "body.properties.\(name).date"
        var zone: Zone?
        if let text = json["time_zone"]?.string {
            guard let known = Zone(text) else {
                throw .invalid("\(path).time_zone should be a valid IANA time zone, instead was `\"\(text)\"`.")
            }
            zone = known
        }
        start = try Self.point(json["start"]?.string ?? "", zone, "\(path).start", switches)
        if let text = json["end"]?.string { end = try Self.point(text, zone, "\(path).end", switches) }
        guard let last = end else { return }
        // Undocumented for real; what can only be a mistake is refused.
        guard last.isDay == start.isDay else {
            throw .invalid("\(path): start and end should both be days or both have a time.")
        }
        guard last.seconds < start.seconds else { return }
        switch switches.backwardDates {
        case .refused: throw .invalid("\(path).end should be after or at start.")
        case .accepted: break
        case .swapped: (start, end) = (last, start)
        }
    }

    private static func point(
        _ text: String, _ zone: Zone?, _ path: String, _ switches: NotionSandbox.Switches
    ) throws(NotionError) -> Point {
        if let day = CivilTime(date: text) {
            guard zone == nil else {
                throw .invalid("\(path) should contain a time when time_zone is given, instead was `\"\(text)\"`.")
            }
            return .day(day.dateText)
        }
        guard let read = Timestamp.parse(text) else {
            throw .invalid("\(path) should be a valid ISO 8601 date string, instead was `\"\(text)\"`.")
        }
        let seconds: Int
        var offset = 0
        if let zone {
            guard read.offset == nil else {
                throw .invalid("\(path) should have no UTC offset when time_zone is given, instead was `\"\(text)\"`.")
            }
            seconds = zone.seconds(of: read.civil)
            offset = zone.offset(at: seconds)
        } else {
            // No offset and no zone reads as UTC (lastorel/pytion#1).
            offset = read.offset ?? 0
            seconds = read.civil.seconds - offset
        }
        return .moment(floorToMinute(seconds), offset: switches.offsets == .utc ? 0 : offset)
    }
}

/// Returns the start of the minute that a moment lies in: Notion keeps no seconds (sdalu/sequel-notion, measured).
func floorToMinute(_ seconds: Int) -> Int { seconds - (seconds % 60 + 60) % 60 }
