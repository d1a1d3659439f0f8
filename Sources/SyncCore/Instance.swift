import ICalendar

/// One time that an event takes place: what a person sees in a calendar.
package struct Instance: Hashable, Sendable {
    /// Which one of its series; nil for an event that doesn't repeat.
    package let key: InstanceKey?
    /// When it starts and ends (exclusive), without rules; starts that the clocks skip are those they come to.
    package let schedule: Schedule
    /// The fields that hold: the master's, or those of the changed instance. Its ``Field/when`` may be another's.
    package let part: Part
    /// Whether it stands in the file by itself (RECURRENCE-ID).
    package let isChanged: Bool
    /// When it starts and ends for the viewer who was asked for, in seconds since 1970 UTC.
    package let begin, finish: Int

    /// Whether any of it lies between `from` and `to`; an instance without length lies at its start.
    package func lies(from: Int, to: Int) -> Bool {
        begin < to && (finish > from || begin == finish && begin >= from)
    }
}

/// Instances of an event in a window, and whether they are all.
package struct Instances: Hashable, Sendable {
    /// By start, then by key.
    package var list: [Instance]
    /// Why there are no more; nil where there may be, as the limit was reached.
    package var ending: Occurrences.Ending?
}

extension Event {
    /// How many instances are told where nobody says.
    package static let usualLimit = 1000

    /// Returns the instances of which any part lies from `from` up to `to`, in seconds since 1970 UTC.
    ///
    /// Left-out instances are not among them; changed ones are where they were moved to, also those whose original
    /// start the series doesn't have.
    ///
    /// - Parameters:
    ///   - viewer: The zone in which days begin and floating times are read.
    ///   - limit: How many are returned at most, the earliest.
    package func instances(from: Int, to: Int, viewer: Zone, limit: Int = usualLimit) -> Instances {
        InstanceFinder(self, viewer: viewer).find(from: from, to: to, limit: limit) { $0.lies(from: from, to: to) }
    }

    /// Returns the first instance that starts at `instant` or later, in seconds since 1970 UTC; nil where there is none.
    package func nextInstance(from instant: Int, viewer: Zone) -> Instance? {
        InstanceFinder(self, viewer: viewer).find(from: instant, to: .max, limit: 1) { $0.begin >= instant }.list.first
    }
}
