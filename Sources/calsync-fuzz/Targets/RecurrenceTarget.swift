import ICalendar
import SyncCore

/// Reads the lines that say when an event takes place, and goes through its instances.
enum RecurrenceTarget {
    static func flaw(in bytes: [UInt8]) -> String? {
        let frame = ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:series\n", "\nEND:VEVENT\nEND:VCALENDAR\n")
        let file = EventFile(Array(frame.0.utf8) + bytes + Array(frame.1.utf8))
        guard let event = file.event else { return nil }
        let all = event.instances(from: .min, to: .max, viewer: .utc, limit: 100)
        for (one, next) in zip(all.list, all.list.dropFirst()) where next.begin < one.begin {
            return "The instances are out of order."
        }
        for instance in all.list where instance.finish < instance.begin { return "An instance ends before it begins." }
        guard let middle = all.list.dropFirst(all.list.count / 2).first else { return nil }
        let next = event.nextInstance(from: middle.begin, viewer: .utc)
        // A series that is given up in one look may be gone through in the other.
        guard let next else { return all.ending == nil || all.ending == .end ? "An instance isn't found again." : nil }
        guard next.begin >= middle.begin else { return "The next instance lies before the moment asked for." }
        if case .gaveUp? = all.ending { return nil }
        return next.begin == middle.begin ? nil : "The next instance isn't the first."
    }
}
