import ICalendar
import SyncCore
import SyncEngine

/// What a single event has beyond the shape of the list: what takes a look into its file.
struct EventDetailJSON {
    let attendees, alarms: [String]
    /// The file's text.
    let text: String
    /// Why what is changed in the file goes nowhere, as a sentence; `nil` where it doesn't.
    let reason: String?

    /// - Parameter occurrence: Which one of a series; `nil` for the series.
    init(
        _ path: String, _ event: Event, _ occurrence: InstanceKey?, bytes: [UInt8], _ standing: FolderStanding
    ) {
        let part = occurrence.flatMap { event.content.exceptions[$0]?.part } ?? event.content.master
        attendees = Attendee.all(in: part[.attendees]).keys.sorted()
        alarms = part[.alarms]?.elements ?? []
        text = String(decoding: bytes, as: UTF8.self)
        let pairs = standing.configuration.pairs(ofFile: path)
        let onlyPulls = !pairs.isEmpty && pairs.allSatisfy { $0.policy.direction == .pull }
        reason = onlyPulls ? "Its pair only pulls, so what is changed here is not sent." : nil
    }
}
