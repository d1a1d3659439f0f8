import ICalendar
import SyncCore
import SyncEngine

/// The shape of `GET /api/events`.
struct EventsJSON: Encodable {
    let from, to, zone: String
    let events: [EventJSON]
    let incomplete: [String]
}

/// The shape of an event, or of one of its occurrences.
struct EventJSON: Encodable {
    let uid: String
    /// Which occurrence of a series, by its original start.
    @OrNull var occurrence: String?
    let path, title, startDateTime, endDateTime: String
    let allDay: Bool
    /// The zone it was written in; `nil` for whole days and for times that are the same on every clock.
    @OrNull var timeZone: String?
    /// Minutes.
    let duration: Int
    /// The first category.
    @OrNull var type: String?
    let categories: [String]
    @OrNull var priority: Priority?
    @OrNull var location: String?
    /// Only where a single event is asked for.
    @OrNull var description: String?
    @OrNull var url: String?
    @OrNull var status: String?
    let recurring: Bool
    /// The recurrence rule, as the file has it.
    @OrNull var rule: String?
    /// When the series repeats, in words; the rule's line where words would be longer.
    @OrNull var ruleText: String?
    let cancelled: Bool
    let pairs: [String]
    let sync: [SyncJSON]

    /// How an event stands with one service.
    struct SyncJSON: Encodable {
        @OrNull var provider: ProviderKind?
        let pair: String
        let status: FolderStanding.EventStanding.Status
        @OrNull var lastSyncAt: String?
        @OrNull var remoteId: String?
        @OrNull var detail: String?
    }

    /// How urgent it is: RFC 5545's 1 to 9 in three steps (§3.8.1.9).
    enum Priority: String, Codable {
        case high, medium, low

        init?(_ text: String) {
            switch Int(text) {
            case (1...4)?: self = .high
            case 5?: self = .medium
            case (6...9)?: self = .low
            default: return nil
            }
        }

        /// The number that is written.
        var text: String {
            switch self {
            case .high: "1"
            case .medium: "5"
            case .low: "9"
            }
        }
    }

    /// One occurrence among others.
    ///
    /// - Parameter zone: The zone whose clock the times are told on.
    init(_ entry: Agenda.Entry, _ standing: FolderStanding, in zone: Zone) {
        self.init(
            entry.path, entry.event, entry.instance.part, entry.span, entry.instance.key,
            zoneText: entry.instance.schedule.start.zoneText, standing, in: zone)
    }

    /// An event by itself, or one of its occurrences.
    init(
        _ path: String, _ event: Event, _ occurrence: InstanceKey?, _ standing: FolderStanding, in zone: Zone
    ) {
        let part =
            occurrence.map { event.content.exceptions[$0]?.part ?? event.plannedPart(of: $0) } ?? event.content.master
        let schedule = part.schedule ?? event.content.exceptions.values.compactMap { $0.part?.schedule }.first
        let start = schedule?.start ?? .allDay(CalendarDate(dayNumber: 0))
        let span = LocalSpan(from: start, to: schedule?.end ?? start, zones: event.zones, in: zone)
        self.init(path, event, part, span, occurrence, zoneText: start.zoneText, standing, in: zone)
        description = part[.description].flatMap { $0.elements.first }
    }

    private init(
        _ path: String, _ event: Event, _ part: Part, _ span: LocalSpan, _ key: InstanceKey?, zoneText: String?,
        _ standing: FolderStanding, in zone: Zone
    ) {
        let times = Times(span, in: zone)
        uid = event.uid.text
        self.path = path
        title = part.title
        (startDateTime, endDateTime, duration) = (times.start, times.end, times.minutes)
        allDay = span.isAllDay
        categories = part[.categories]?.elements ?? []
        let series = event.content.schedule.flatMap { $0.isSeries ? $0 : nil }
        recurring = series != nil
        let text = part[.status].flatMap { $0.elements.first }
        cancelled = text?.uppercased() == "CANCELLED"
        let standings = standing.standing(of: event.uid, at: path)
        pairs = standings.map(\.pair.text)
        sync = standings.map { SyncJSON($0) }
        occurrence = key?.text
        timeZone = zoneText
        type = categories.first
        priority = part[.priority].flatMap { $0.elements.first }.flatMap { Priority($0) }
        location = part[.location].flatMap { $0.elements.first }
        url = part[.url].flatMap { $0.elements.first }
        status = text
        rule = series?.rules.first { $0.hasPrefix("RRULE:") }.map { String($0.dropFirst(6)) }
        ruleText = series.map { series in
            RuleText.words(series, zone: series.start.zoneText.flatMap { event.zones.zone(ZoneID($0)) })
        }
    }

    /// When something is, as text.
    private struct Times {
        let start, end: String
        let minutes: Int

        init(_ span: LocalSpan, in zone: Zone) {
            if span.isAllDay {
                (start, end) = (span.start.date.extended, span.end.date.extended)
            } else {
                (start, end) = (Self.text(span.start, zone), Self.text(span.end, zone))
            }
            minutes = (zone.instant(of: span.end) - zone.instant(of: span.start)) / 60
        }

        /// RFC 3339, with the offset that the zone has then.
        private static func text(_ local: DateTime, _ zone: Zone) -> String {
            let offset = zone.offset(at: zone.instant(of: local))
            guard offset != 0 else { return local.extended + "Z" }
            let (size, sign) = (abs(offset) / 60, offset < 0 ? "-" : "+")
            return local.extended + sign + two(size / 60) + ":" + two(size % 60)
        }

        private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    }
}

extension EventJSON.SyncJSON {
    init(_ standing: FolderStanding.EventStanding) {
        self.init(
            provider: standing.provider, pair: standing.pair.text, status: standing.status,
            lastSyncAt: standing.lastSync.map { DateTime(secondsSinceEpoch: Int($0 / 1_000_000_000)).extended + "Z" },
            remoteId: standing.remoteID, detail: standing.detail)
    }
}
