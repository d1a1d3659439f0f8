import ICalendar

/// Where and when somebody speaks: what `tomorrow` and `14:30` mean to them.
package struct Standpoint: Hashable, Sendable {
    /// The present moment, in seconds since 1970 UTC.
    package let now: Int
    /// The zone whose clock they read.
    package let zone: Zone

    /// Keeps the parts as they are given.
    package init(now: Int, zone: Zone) {
        self.now = now
        self.zone = zone
    }

    /// What their clock reads.
    package var clock: DateTime { zone.local(at: now) }

    /// Their day.
    package var today: CalendarDate { clock.date }
}

extension Zone {
    /// A reading of this zone's clock as an event holds it: in UTC where the zone is UTC itself.
    package func time(_ local: DateTime) -> EventTime {
        ["UTC", "Etc/UTC"].contains(name) ? .utc(local) : .zoned(local, ZoneID(name))
    }
}
