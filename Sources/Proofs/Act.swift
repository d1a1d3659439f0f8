import ICalendar
import SyncCore
import TestSupport

/// One thing that a person does to the event `a`, or a new event that they make, at one of three places.
package enum Act: String, CaseIterable, Sendable {
    case titleHere, placeHere, timeHere, priorityHere, ownLineHere, deleteHere, renameHere, breakHere, makeHere
    case titleRich, placeRich, timeRich, priorityRich, deleteRich, makeRich
    case titlePoor, placePoor, timePoor, deletePoor, makePoor

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
        case title, place, time, priority, ownLine, delete, rename, breakFile, make
    }

    package var place: Place {
        switch self {
        case .titleHere, .placeHere, .timeHere, .priorityHere, .ownLineHere, .deleteHere, .renameHere, .breakHere,
            .makeHere:
            .here
        case .titleRich, .placeRich, .timeRich, .priorityRich, .deleteRich, .makeRich: .rich
        case .titlePoor, .placePoor, .timePoor, .deletePoor, .makePoor: .poor
        }
    }

    package var deed: Deed {
        switch self {
        case .titleHere, .titleRich, .titlePoor: .title
        case .placeHere, .placeRich, .placePoor: .place
        case .timeHere, .timeRich, .timePoor: .time
        case .priorityHere, .priorityRich: .priority
        case .ownLineHere: .ownLine
        case .deleteHere, .deleteRich, .deletePoor: .delete
        case .renameHere: .rename
        case .breakHere: .breakFile
        case .makeHere, .makeRich, .makePoor: .make
        }
    }

    /// Whether it writes a value into the event `a`.
    package var isEdit: Bool {
        switch deed {
        case .title, .place, .time, .priority, .ownLine: true
        case .delete, .rename, .breakFile, .make: false
        }
    }
}

/// An act at its position in a schedule, which makes its value unlike any other.
package struct Step: Sendable {
    package var act: Act
    package var index: Int

    /// The value that it writes, as a line of the file says it.
    var line: String? {
        switch act.deed {
        case .title: "SUMMARY:\(act.rawValue) \(index)"
        case .place: "LOCATION:\(act.rawValue) \(index)"
        case .time: "DTSTART:20260115T\(hour)0000Z"
        case .priority: "PRIORITY:\(2 * act.place.rawValue + index + 3)"
        case .ownLine: "X-MINE:\(act.rawValue) \(index)"
        case .make: "UID:\(uid)"
        case .delete, .rename, .breakFile: nil
        }
    }

    /// The event it is about.
    var uid: UID {
        act.deed == .make ? UID(id: "\(act.rawValue)\(index)", at: "proof") : ProofWorld.uid
    }

    /// An hour of its own, never the nine o'clock of the beginning.
    private var hour: String { String(10 + 2 * act.place.rawValue + index) }

    /// The field it writes, and the value there.
    var value: (field: Field, value: Value)? {
        guard let field, let line, let value = ProofWorld.event([line] + (act.deed == .time ? [end] : []))[field] else {
            return nil
        }
        return (field, value)
    }

    var field: Field? {
        switch act.deed {
        case .title: .title
        case .place: .location
        case .time: .when
        case .priority: .priority
        case .ownLine, .delete, .rename, .breakFile, .make: nil
        }
    }

    private var end: String { "DTEND:20260115T\(hour)3000Z" }

    /// Does it; `false` where that is impossible, since the event is not there (any more).
    func perform(in world: ProofWorld) -> Bool {
        switch act.place {
        case .here: performHere(in: world)
        case .rich: perform(at: world.rich)
        case .poor: perform(at: world.poor)
        }
    }

    private func perform(at service: MemoryProvider) -> Bool {
        if act.deed == .make {
            service.put(uid, View(master: ProofWorld.event(["UID:\(uid)", "SUMMARY:\(act.rawValue) \(index)"])))
            return true
        }
        guard let event = service.events().first(where: { $0.uid == uid }) else { return false }
        if act.deed == .delete {
            service.remove(event.id)
        } else if let (field, value) = value {
            service.edit(event.id) { $0.master[field] = value }
        }
        return true
    }

    private func performHere(in world: ProofWorld) -> Bool {
        let folder = world.folder
        if act.deed == .make {
            let text = ProofWorld.file(["UID:\(uid)", "SUMMARY:\(act.rawValue) \(index)"])
            return (try? folder.write("work/\(act.rawValue)\(index).ics", text)) != nil
        }
        guard let path = world.path(of: uid), var text = folder.read(path) else { return false }
        switch act.deed {
        case .delete: return (try? folder.remove(path)) != nil
        case .rename: return (try? folder.move(path, to: "work/renamed\(index).ics")) != nil
        case .breakFile: text = Self.replacing("DTEND", by: "DTEND:20260101T000000Z", in: text)
        case .time: text = Self.replacing("DTEND", by: end, in: Self.replacing("DTSTART", by: line ?? "", in: text))
        case .title, .place, .priority, .ownLine, .make:
            let name = String((line ?? "").prefix { $0 != ":" })
            text = Self.replacing(name, by: line ?? "", in: text)
        }
        return (try? folder.write(path, text)) != nil
    }

    private static func replacing(_ name: String, by line: String, in text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(name + ":") ? Substring(line) : $0 }.joined(separator: "\n")
    }
}
