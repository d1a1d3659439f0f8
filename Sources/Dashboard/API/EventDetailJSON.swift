import ICalendar
import SyncCore
import SyncEngine

/// The shape of a single event: that of the list, and what takes a look into the file.
struct EventDetailJSON: Encodable {
    private let event: EventJSON
    private let rest: Rest

    /// What the list does not have.
    private struct Rest: Encodable {
        let attendees, alarms: [String]
        /// The file's text.
        let text: String
        /// Whether what is changed in the file goes nowhere.
        let readOnly: Bool
        /// Why, as a sentence.
        @OrNull var reason: String?
    }

    /// - Parameter occurrence: Which one of a series; `nil` for the series.
    init(
        _ path: String, _ event: Event, _ occurrence: InstanceKey?, bytes: [UInt8], _ standing: FolderStanding,
        in zone: Zone
    ) {
        self.event = EventJSON(path, event, occurrence, standing, in: zone)
        let part = occurrence.flatMap { event.content.exceptions[$0]?.part } ?? event.content.master
        let pairs = standing.configuration.pairs(ofFile: path)
        let onlyPulls = !pairs.isEmpty && pairs.allSatisfy { $0.policy.direction == .pull }
        rest = Rest(
            attendees: Attendee.all(in: part[.attendees]).keys.sorted(), alarms: part[.alarms]?.elements ?? [],
            text: String(decoding: bytes, as: UTF8.self), readOnly: onlyPulls,
            reason: onlyPulls ? "Its pair only pulls, so what is changed here is not sent." : nil)
    }

    func encode(to encoder: any Encoder) throws {
        try event.encode(to: encoder)
        try rest.encode(to: encoder)
    }
}
