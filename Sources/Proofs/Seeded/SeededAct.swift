import ICalendar
import SyncCore
import TestSupport

/// One thing that a person does in a seeded world.
enum SeededAct: String, CaseIterable, Sendable {
    case title, place, time, priority, own, instance, exclude, delete, rename, make

    /// The field that it writes; `nil` for none that a service could hold.
    private var field: Field? {
        switch self {
        case .title, .instance: .title
        case .place: .location
        case .time: .when
        case .priority: .priority
        case .own, .exclude, .delete, .rename, .make: nil
        }
    }

    /// Does it to the event `uid` at a place, and notes what was written; `false` where that is impossible.
    func perform(
        on uid: UID, key: InstanceKey, at place: SeededWorld.Place, in world: SeededWorld, _ values: inout WrittenValues
    ) -> Bool {
        let isSeries = uid == UID(id: "s", at: "proof")
        switch self {
        case .instance, .exclude: guard isSeries else { return false }
        case .time: guard !isSeries else { return false }
        case .title, .place, .priority, .own, .delete, .rename, .make: break
        }
        switch place {
        case .here: return performHere(uid, key, world, &values)
        case .there(let service): return perform(uid, key, world, service, &values)
        }
    }

    /// A line that no act wrote before, and the words to find its value by.
    private func line(_ number: Int) -> (line: String, token: String) {
        // A clock time of its own for each.
        let (hour, minute) = (10 + number / 60 % 4, number % 60)
        let time = "202603\(10 + number / 240)T\(hour)\(minute < 10 ? "0" : "")\(minute)00"
        return switch self {
        case .title, .instance, .make: ("SUMMARY:v\(number)v", "v\(number)v")
        case .place: ("LOCATION:v\(number)v", "v\(number)v")
        case .time: ("DTSTART:\(time)Z", time)
        case .priority: ("PRIORITY:\(1_000 + number)", String(1_000 + number))
        case .own: ("X-MINE:v\(number)v", "v\(number)v")
        case .exclude, .delete, .rename: ("", "")
        }
    }

    // MARK: In the folder

    private func performHere(
        _ uid: UID, _ key: InstanceKey, _ world: SeededWorld, _ values: inout WrittenValues
    ) -> Bool {
        let (number, folder) = (values.next(), world.folder)
        let (line, token) = line(number)
        if self == .make {
            let made = UID(id: "n\(number)", at: "proof")
            values.write(token, .title, in: made, over: "")
            return (try? folder.write("work/n\(number).ics", ProofWorld.file(["UID:\(made)", line]))) != nil
        }
        guard let path = world.path(of: uid), let text = folder.read(path) else { return false }
        var file = SeededFile(text)
        switch self {
        case .delete:
            values.delete(uid, showing: text, fields: nil)
            return (try? folder.remove(path)) != nil
        case .rename: return (try? folder.move(path, to: "work/renamed\(number).ics")) != nil
        case .exclude:
            if file.excludes(key) { return false }
            values.remove(file.exclude(key), from: uid)
        case .instance:
            if file.excludes(key) { return false }
            file.addInstance(key, uid: uid)
            values.write(token, field, in: uid, over: file.set(line, of: key))
        case .time:
            values.write(token, field, in: uid, over: file.set(line))
            _ = file.set("DTEND:" + end(token))
        case .title, .place, .priority, .own, .make:
            values.write(token, field, in: uid, over: file.set(line))
        }
        return (try? folder.write(path, file.text)) != nil
    }

    // MARK: At a service

    private func perform(
        _ uid: UID, _ key: InstanceKey, _ world: SeededWorld, _ number: Int, _ values: inout WrittenValues
    ) -> Bool {
        let service = world.services[number]
        let (line, token) = line(values.next())
        if self == .make {
            let made = UID(id: token, at: "proof")
            service.put(made, View(master: ProofWorld.event(["UID:\(made)", line])))
            values.write(token, .title, in: made, over: "")
            return true
        }
        guard let event = world.event(uid, at: number) else { return false }
        switch self {
        case .delete:
            let words = world.words(of: uid, at: .there(number)) ?? ""
            values.delete(uid, showing: words, fields: service.options.fields ?? Set(Field.allCases))
            service.remove(event.id)
        case .title, .place, .priority, .time:
            guard let field, service.options.fields?.contains(field) ?? true,
                let value = ProofWorld.event([line] + (self == .time ? ["DTEND:" + end(token)] : []))[field]
            else { return false }
            values.write(token, field, in: uid, over: SeededWorld.words(of: event.view.master[field]))
            service.edit(event.id) { $0.master[field] = value }
        case .instance, .exclude:
            guard service.options.listsExceptions else { return false }
            let before = event.view.exceptions[key]
            if case .excluded? = before { return false }
            let words = SeededWorld.words(of: before?.part?[.title])
            if self == .exclude {
                values.remove(words, from: uid)
                service.set(.excluded, at: key, of: event.id)
            } else {
                var part = before?.part ?? ProofWorld.event(SeededFile.instance(key).filter { !$0.hasPrefix("REC") })
                part[.title] = .text(token)
                values.write(token, field, in: uid, over: words)
                service.set(.changed(part), at: key, of: event.id)
            }
        case .own, .rename, .make: return false
        }
        return true
    }

    private func end(_ token: String) -> String { token.replacing("T1", with: "T2") + "Z" }
}
