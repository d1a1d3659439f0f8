extension NotionSandbox {
    /// What is OPEN on the real service, each with the behaviour that is harder for a client, or the documented one.
    package struct Switches: Sendable, Hashable {
        /// The offset that dates read back with.
        package enum Offsets: String, Sendable, CaseIterable {
            /// The one that was written, or the zone's at that moment: as in the documentation's examples.
            case written
            /// Always `+00:00`.
            case utc
        }

        /// Which writes set the time and author of the last edit.
        package enum Stamps: String, Sendable, CaseIterable {
            /// All, so that a write of what was there already looks like an edit.
            case everyWrite
            /// Those that change something.
            case changes
            /// All but those that only empty properties, which polls then don't see.
            case notClearing
        }

        /// What becomes of a date that ends before it starts.
        package enum BackwardDates: String, Sendable, CaseIterable {
            case refused, accepted, swapped
        }

        /// What becomes of `in_trash` in the body of a query.
        package enum TrashQueries: String, Sendable, CaseIterable {
            case refused, ignored, obeyed
        }

        /// The offset that dates read back with.
        package var offsets = Offsets.written
        /// Which writes set the time and author of the last edit.
        package var stamps = Stamps.everyWrite
        /// What becomes of a date that ends before it starts.
        package var backwardDates = BackwardDates.refused
        /// What becomes of `in_trash` in the body of a query.
        package var trashQueries = TrashQueries.refused
        /// How many seconds old a row must be before a filter finds it.
        package var indexLag = 0

        /// The cautious behaviour everywhere.
        package init() {}
    }
}

extension NotionSandbox.Switches {
    /// As the sandbox's own HTTP interface shows them.
    var json: JSON {
        [
            "offsets": .string(offsets.rawValue), "stamps": .string(stamps.rawValue),
            "backwardDates": .string(backwardDates.rawValue), "trashQueries": .string(trashQueries.rawValue),
            "indexLag": .int(indexLag),
        ]
    }

    /// Returns the switches with some set anew; nil when a name or a value is unknown.
    func setting(_ changes: [String: JSON]) -> Self? {
        var result = self
        for (name, value) in changes {
            switch name {
            case "offsets":
                guard let known = value.string.flatMap(Offsets.init) else { return nil }
                result.offsets = known
            case "stamps":
                guard let known = value.string.flatMap(Stamps.init) else { return nil }
                result.stamps = known
            case "backwardDates":
                guard let known = value.string.flatMap(BackwardDates.init) else { return nil }
                result.backwardDates = known
            case "trashQueries":
                guard let known = value.string.flatMap(TrashQueries.init) else { return nil }
                result.trashQueries = known
            case "indexLag":
                guard let seconds = value.int, seconds >= 0 else { return nil }
                result.indexLag = seconds
            default: return nil
            }
        }
        return result
    }
}
