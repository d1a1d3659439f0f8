import ICalendar
import SyncCore

/// What a person does to many events at once.
package enum BulkEdit: Hashable, Sendable {
    /// They go into another pair's folder, relative to the calendar folder.
    case move(folder: String)
    /// They begin and end so many minutes later on the wall clock; earlier where negative.
    case shift(minutes: Int)
    /// They have this category and no other; `nil` for none at all.
    case category(String?)
    /// Their files go to the trash.
    case delete
}

extension BulkEdit {
    /// What it changes of an event; empty where the event is so already.
    ///
    /// - Throws: ``Refusal`` where that can't be told for sure.
    func changes(of event: Event) throws(Refusal) -> [Change] {
        switch self {
        case .move, .delete: return []
        case .category(let name):
            let value = name.map { Value.set([$0]) }
            let old = event.content.master[.categories]
            return Value.meanSame(old, value) ? [] : [.field(FieldPath(.categories), from: old, to: value)]
        case .shift(let minutes):
            guard minutes != 0 else { return [] }
            guard let schedule = event.content.schedule else { throw Refusal(reason: "it has no time") }
            let moved = try Self.shifted(schedule, by: minutes)
            return [.field(FieldPath(.when), from: .schedule(schedule), to: .schedule(moved))]
        }
    }

    /// Why one event is left as it is, as a sentence without its full stop.
    struct Refusal: Error {
        let reason: String
    }

    /// The schedule so many minutes later. A rule names days and an end of its own, so a series stays on its days.
    private static func shifted(_ schedule: Schedule, by minutes: Int) throws(Refusal) -> Schedule {
        let seconds = minutes * 60
        if case .allDay = schedule.start, !minutes.isMultiple(of: 1_440) {
            throw Refusal(reason: "it takes whole days, so it can be moved by whole days only")
        }
        var moved = schedule
        moved.start = schedule.start.adding(wallSeconds: seconds)
        moved.end = schedule.end.adding(wallSeconds: seconds)
        guard schedule.isSeries else { return moved }
        guard moved.start.date == schedule.start.date else {
            throw Refusal(reason: "it repeats, and its rule would name other days than its start; change it by hand")
        }
        let namesTimes = schedule.rules.contains { $0.hasPrefix("RDATE") || $0.contains("UNTIL=") }
        if namesTimes { throw Refusal(reason: "its rule names times of its own; change it by hand") }
        return moved
    }
}
