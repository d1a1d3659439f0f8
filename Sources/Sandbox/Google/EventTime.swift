/// A start or an end: a date, or a moment with the zone it was written in.
///
/// Discovery document, EventDateTime.
enum EventTime: Hashable, Sendable {
    case date(CivilTime)
    /// Seconds since 1970; the zone is nil when only an offset was sent.
    case moment(Int, zone: Zone?)

    /// Reads an EventDateTime; `role` is `start` or `end`, for messages.
    init(_ json: JSON?, role: String) throws(GoogleError) {
        guard let members = json?.object, members["date"] != nil || members["dateTime"] != nil else {
            throw .required("Missing \(role) time.")
        }
        if let date = members["date"] {
            // LIVE: both keys at once are refused; the other one must be patched to null.
            guard members["dateTime"] == nil, let civil = CivilTime(date: date.string ?? "") else {
                throw .invalid("Invalid \(role) time.")
            }
            self = .date(civil)
            return
        }
        guard let parsed = Timestamp.parse(members["dateTime"]?.string ?? "") else {
            throw .invalid("Invalid \(role) time.")
        }
        var zone: Zone?
        if let name = members["timeZone"]?.string {
            guard let known = Zone(name) else { throw .invalid("Invalid time zone definition for \(role) time.") }
            zone = known
        }
        if let offset = parsed.offset {
            self = .moment(parsed.civil.seconds - offset, zone: zone)
        } else {
            guard let zone else { throw .required("Missing time zone definition for \(role) time.") }
            self = .moment(zone.seconds(of: parsed.civil), zone: zone)
        }
    }

    /// Whether this is a date without a time of day.
    var isAllDay: Bool {
        switch self {
        case .date: true
        case .moment: false
        }
    }

    /// The moment in seconds since 1970; of a date, its midnight in UTC.
    var seconds: Int {
        switch self {
        case .date(let civil): civil.seconds
        case .moment(let seconds, _): seconds
        }
    }

    /// The zone it was written in.
    var zone: Zone? {
        switch self {
        case .date: nil
        case .moment(_, let zone): zone
        }
    }

    /// Returns the same kind of time at another moment.
    func at(_ seconds: Int) -> EventTime {
        switch self {
        case .date: .date(CivilTime(seconds: seconds))
        case .moment(_, let zone): .moment(seconds, zone: zone)
        }
    }

    /// The suffix that an instance id gets for this original start: always UTC.
    var instanceSuffix: String {
        switch self {
        case .date(let civil): civil.basicDate
        case .moment(let seconds, _): CivilTime(seconds: seconds).basicText + "Z"
        }
    }

    /// The time as kept, to merge a patch into: UTC, with the zone that was written.
    var stored: JSON {
        switch self {
        case .date(let civil): return ["date": .string(civil.dateText)]
        case .moment(let seconds, let zone):
            var json: JSON = ["dateTime": .string(Timestamp.text(seconds, in: .utc))]
            json["timeZone"] = zone.map { .string($0.name) }
            return json
        }
    }

    /// The time as answered: read in `shown`; without a zone of its own the calendar's is named.
    func resource(in shown: Zone, calendar: Zone) -> JSON {
        switch self {
        case .date(let civil): ["date": .string(civil.dateText)]
        case .moment(let seconds, let zone):
            ["dateTime": .string(Timestamp.text(seconds, in: shown)), "timeZone": .string((zone ?? calendar).name)]
        }
    }
}
