import ICalendar
import SyncCore
import TestSupport

/// An act at its position in a schedule, which makes its value unlike any other.
package struct Step: Sendable {
    package var act: Act
    package var index: Int

    /// The value that it writes, as a line of the file says it; `nil` where it writes none.
    var line: String? {
        switch act.deed {
        case .title, .twin: "SUMMARY:\(act.rawValue) \(index)"
        case .same: "SUMMARY:same"
        case .place: "LOCATION:\(act.rawValue) \(index)"
        case .time: "DTSTART:20260115T\(hour)0000Z"
        case .priority: "PRIORITY:\(2 * act.place.rawValue + index + 3)"
        case .ownLine: "X-MINE:\(act.rawValue) \(index)"
        case .make: "UID:\(uid)"
        case .clear, .delete, .rename, .breakFile: nil
        }
    }

    /// The event it is about.
    var uid: UID {
        switch act.deed {
        case .make: UID(id: "\(act.rawValue)\(index)", at: "proof")
        case .twin: UID(id: "twin", at: "proof")
        case .title, .same, .place, .clear, .time, .priority, .ownLine, .delete, .rename, .breakFile: ProofWorld.uid
        }
    }

    /// An hour of its own, never the nine o'clock of the beginning.
    private var hour: String { String(10 + 2 * act.place.rawValue + index) }

    private var end: String { "DTEND:20260115T\(hour)3000Z" }

    /// The field it writes, and the value there.
    var value: (field: Field, value: Value)? {
        guard let field, let line, let value = ProofWorld.event([line] + (act.deed == .time ? [end] : []))[field] else {
            return nil
        }
        return (field, value)
    }

    /// The field it writes; `nil` for none that a service could hold.
    var field: Field? {
        switch act.deed {
        case .title, .same, .twin: .title
        case .place, .clear: .location
        case .time: .when
        case .priority: .priority
        case .ownLine, .delete, .rename, .breakFile, .make: nil
        }
    }

    /// Whether it puts something else where `other` wrote, or takes the event away.
    func replaces(_ other: Step) -> Bool {
        guard uid == other.uid else { return false }
        return act.deed == .delete || act.deed == other.act.deed || (field != nil && field == other.field)
    }

    /// Does it; `false` where that is impossible, since the event is not there (any more), or is already.
    func perform(in world: ProofWorld) -> Bool {
        switch act.place {
        case .here: performHere(in: world)
        case .rich: perform(at: world.rich)
        case .poor: perform(at: world.poor)
        }
    }

    private func perform(at service: MemoryProvider) -> Bool {
        let event = service.events().first { $0.uid == uid }
        switch act.deed {
        case .make, .twin:
            guard event == nil else { return false }
            service.put(uid, View(master: ProofWorld.event(["UID:\(uid)", "SUMMARY:\(act.rawValue) \(index)"])))
        case .delete:
            guard let event else { return false }
            service.remove(event.id)
        case .clear:
            guard let event, event.view.master[.location] != nil else { return false }
            service.edit(event.id) { $0.master[.location] = nil }
        case .title, .same, .place, .time, .priority, .ownLine, .rename, .breakFile:
            guard let event, let (field, value) = value else { return false }
            service.edit(event.id) { $0.master[field] = value }
        }
        return true
    }

    private func performHere(in world: ProofWorld) -> Bool {
        let (folder, path) = (world.folder, world.path(of: uid))
        switch act.deed {
        case .make, .twin:
            guard path == nil else { return false }
            let text = ProofWorld.file(["UID:\(uid)", "SUMMARY:\(act.rawValue) \(index)"])
            return (try? folder.write("work/\(act.rawValue)\(index).ics", text)) != nil
        case .delete: return path.map { (try? folder.remove($0)) != nil } ?? false
        case .rename: return path.map { (try? folder.move($0, to: "work/renamed\(index).ics")) != nil } ?? false
        case .title, .same, .place, .clear, .time, .priority, .ownLine, .breakFile: break
        }
        guard let path, let text = folder.read(path) else { return false }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for new in newLines {
            let name = new.prefix { $0 != ":" }
            guard let old = lines.firstIndex(where: { $0.hasPrefix(name + ":") }) else {
                guard act.deed == .place, let last = lines.firstIndex(of: "END:VEVENT") else { return false }
                lines.insert(new, at: last)
                continue
            }
            if act.deed == .clear { lines.remove(at: old) } else { lines[old] = new }
        }
        return (try? folder.write(path, lines.joined(separator: "\n"))) != nil
    }

    /// The lines that it puts in the places of those with their names; for `clear` the name alone.
    private var newLines: [String] {
        switch act.deed {
        case .breakFile: ["DTEND:20260101T000000Z"]
        case .clear: ["LOCATION"]
        case .time: [line ?? "", end]
        case .title, .same, .place, .priority, .ownLine: [line ?? ""]
        case .delete, .rename, .make, .twin: []
        }
    }
}
