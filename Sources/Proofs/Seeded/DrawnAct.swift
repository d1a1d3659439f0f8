import ICalendar
import SyncCore

/// An act that a seed has drawn, with all that it is done to.
struct DrawnAct: Sendable, CustomStringConvertible {
    let act: SeededAct
    /// The event's name.
    let name: String
    /// The instance, where the act is about one.
    let key: InstanceKey
    let place: SeededWorld.Place

    /// Does it, and notes what was written; `false` where that is impossible.
    func perform(in world: SeededWorld, _ values: inout WrittenValues) -> Bool {
        act.perform(on: UID(id: name, at: "proof"), key: key, at: place, in: world, &values)
    }

    var description: String { "\(act) \(name) \(place)" }
}
