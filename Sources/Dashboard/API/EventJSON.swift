import ICalendar
import SyncCore
import SyncEngine

/// The shape of an event, or of one of its occurrences.
struct EventJSON {
    /// What all occurrences of an event have in common.
    private let event: Common
    /// Which occurrence of a series, by its original start.
    private let occurrence: String?
    private let part: Part
    private let span: LocalSpan
    private let times: Times
    /// The zone it was written in; `nil` for whole days and for times that are the same on every clock.
    private let zone: String?
    /// What a single event has beyond that.
    private let detail: EventDetailJSON?

    /// One occurrence among others.
    ///
    /// - Parameters:
    ///   - event: What it has in common with the event's others.
    ///   - zone: The zone whose clock the times are told on.
    init(_ entry: Agenda.Entry, _ event: Common, in zone: Zone) {
        self.event = event
        (occurrence, part, span) = (entry.instance.key?.text, entry.instance.part, entry.span)
        times = Times(entry.span, in: zone)
        self.zone = entry.instance.schedule.start.zoneText
        detail = nil
    }

    /// An event by itself, or one of its occurrences.
    init(
        _ path: String, _ event: Event, _ occurrence: InstanceKey?, _ standing: FolderStanding, in zone: Zone,
        detail: EventDetailJSON
    ) {
        part =
            occurrence.map { event.content.exceptions[$0]?.part ?? event.plannedPart(of: $0) } ?? event.content.master
        let schedule = part.schedule ?? event.content.exceptions.values.compactMap { $0.part?.schedule }.first
        let start = schedule?.start ?? .allDay(CalendarDate(dayNumber: 0))
        span = LocalSpan(from: start, to: schedule?.end ?? start, zones: event.zones, in: zone)
        times = Times(span, in: zone)
        self.event = Common(path, event, standing)
        (self.occurrence, self.zone, self.detail) = (occurrence?.text, start.zoneText, detail)
    }

    /// Writes it as an object with sorted keys.
    func write(to writer: inout ByteWriter) {
        let categories = part[.categories]?.elements ?? []
        let status = text(.status)
        writer.object { object in
            if let detail { object.pair("alarms", detail.alarms) }
            object.pair("allDay", span.isAllDay)
            if let detail { object.pair("attendees", detail.attendees) }
            object.pair("cancelled", status?.uppercased() == "CANCELLED")
            object.pair("categories", categories)
            object.pair("description", orNull: detail == nil ? nil : text(.description))
            // Minutes.
            object.pair("duration", times.minutes)
            object.pair("endDateTime", times.end)
            object.pair("location", orNull: text(.location))
            object.pair("occurrence", orNull: occurrence)
            object.key("pairs") { $0.raw(event.pairs) }
            object.pair("path", event.path)
            object.pair("priority", orNull: text(.priority).flatMap { Priority($0)?.rawValue })
            if let detail { object.pair("readOnly", detail.reason != nil) }
            if let detail { object.pair("reason", orNull: detail.reason) }
            object.pair("recurring", event.isSeries)
            object.pair("rule", orNull: event.rule)
            object.pair("ruleText", orNull: event.ruleText)
            object.pair("startDateTime", times.start)
            object.pair("status", orNull: status)
            object.key("sync") { $0.raw(event.sync) }
            if let detail { object.pair("text", detail.text) }
            object.pair("timeZone", orNull: zone)
            object.pair("title", part.title)
            // The first category.
            object.pair("type", orNull: categories.first)
            object.pair("uid", event.uid)
            object.pair("url", orNull: text(.url))
        }
    }

    private func text(_ field: Field) -> String? { part[field]?.elements.first }
}

extension EventJSON {
    /// What all occurrences of an event have in common.
    struct Common {
        fileprivate let uid, path: String
        fileprivate let isSeries: Bool
        /// The recurrence rule, as the file has it.
        fileprivate let rule: String?
        /// When the series repeats, in words; the rule's line where words would be longer.
        fileprivate let ruleText: String?
        /// The names of its pairs, and how it stands with each of their services, as JSON.
        fileprivate let pairs, sync: [UInt8]

        init(_ path: String, _ event: Event, _ standing: FolderStanding) {
            (uid, self.path) = (event.uid.text, path)
            let series = event.content.schedule.flatMap { $0.isSeries ? $0 : nil }
            isSeries = series != nil
            rule = series?.rules.first { $0.hasPrefix("RRULE:") }.map { String($0.dropFirst(6)) }
            ruleText = series.map { series in
                RuleText.words(series, zone: series.start.zoneText.flatMap { event.zones.zone(ZoneID($0)) })
            }
            let standings = standing.standing(of: event.uid, at: path)
            var (names, services) = (ByteWriter(), ByteWriter())
            names.list(standings) { $0.string($1.pair.text) }
            services.list(standings) { Self.write($1, to: &$0) }
            (pairs, sync) = (names.bytes, services.bytes)
        }

        /// Writes how the event stands with one service.
        private static func write(_ standing: FolderStanding.EventStanding, to writer: inout ByteWriter) {
            let last = standing.lastSync.map { DateTime(secondsSinceEpoch: Int($0 / 1_000_000_000)).extended + "Z" }
            writer.object { object in
                object.pair("detail", orNull: standing.detail)
                object.pair("lastSyncAt", orNull: last)
                object.pair("pair", standing.pair.text)
                object.pair("provider", orNull: standing.provider?.rawValue)
                object.pair("remoteId", orNull: standing.remoteID)
                object.pair("status", standing.status.rawValue)
            }
        }
    }

    /// How urgent it is: RFC 5545's 1 to 9 in three steps (§3.8.1.9).
    enum Priority: String, Decodable {
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
