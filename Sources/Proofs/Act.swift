/// One thing that a person does to the event `a`, or a new event that they make, at one of three places.
package enum Act: String, CaseIterable, Sendable {
    case titleHere, placeHere, timeHere, priorityHere, ownLineHere, deleteHere, renameHere, breakHere, makeHere
    case sameHere, clearHere, twinHere
    case titleRich, placeRich, timeRich, priorityRich, deleteRich, makeRich, sameRich, clearRich, twinRich
    case titlePoor, placePoor, timePoor, deletePoor, makePoor, samePoor, clearPoor, twinPoor

    /// Where something is done.
    package enum Place: Int, Sendable {
        /// In the folder.
        case here
        /// At the service that holds everything.
        case rich
        /// At the service that holds little, in whole minutes, without guards, and with marks for UIDs.
        case poor
    }

    /// What is done.
    package enum Deed: Sendable {
        /// Gives a field a value of its own.
        case title, place, time, priority, ownLine
        /// Gives the title the value that everybody gives it who does this.
        case same
        /// Takes the place away.
        case clear
        case delete, rename, breakFile
        /// Makes an event that nobody else makes.
        case make
        /// Makes an event whose UID everybody gives it who does this.
        case twin
    }

    package var place: Place {
        switch self {
        case .titleHere, .placeHere, .timeHere, .priorityHere, .ownLineHere, .deleteHere, .renameHere, .breakHere,
            .makeHere, .sameHere, .clearHere, .twinHere:
            .here
        case .titleRich, .placeRich, .timeRich, .priorityRich, .deleteRich, .makeRich, .sameRich, .clearRich,
            .twinRich:
            .rich
        case .titlePoor, .placePoor, .timePoor, .deletePoor, .makePoor, .samePoor, .clearPoor, .twinPoor: .poor
        }
    }

    package var deed: Deed {
        switch self {
        case .titleHere, .titleRich, .titlePoor: .title
        case .placeHere, .placeRich, .placePoor: .place
        case .timeHere, .timeRich, .timePoor: .time
        case .priorityHere, .priorityRich: .priority
        case .ownLineHere: .ownLine
        case .sameHere, .sameRich, .samePoor: .same
        case .clearHere, .clearRich, .clearPoor: .clear
        case .deleteHere, .deleteRich, .deletePoor: .delete
        case .renameHere: .rename
        case .breakHere: .breakFile
        case .makeHere, .makeRich, .makePoor: .make
        case .twinHere, .twinRich, .twinPoor: .twin
        }
    }

    /// Whether it writes a value into the event `a`.
    package var isEdit: Bool {
        switch deed {
        case .title, .place, .time, .priority, .ownLine, .same, .clear: true
        case .delete, .rename, .breakFile, .make, .twin: false
        }
    }
}
