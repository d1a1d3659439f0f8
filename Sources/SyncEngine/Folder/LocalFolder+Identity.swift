import ICalendar
import SyncCore

/// Which event each touched file is (cases.md 1–8).
extension LocalFolder {
    /// Tells for each touched file which event it is, completing those without a UID.
    mutating func settleIdentities(_ found: [Found]) -> [Planner.LocalKey: [Found]] {
        var byUID: [Planner.LocalKey: [Found]] = [:]
        var nameless: [Found] = []
        for file in found {
            guard let folder = pairFolder(of: file.path) else { continue }
            let before = manifest.files[file.path]?.uid
            if case .other? = file.file?.content {
                var entry = file.entry
                entry.state = .other
                entries[nil, default: [:]][file.path] = .some(entry)
                report(
                    file.path, "The file holds no event, only tasks, journals or the like.",
                    "It is kept, and not synced.",
                    .warning)
            } else if let uid = file.entry.uid ?? (file.isReadable ? nil : before) {
                byUID[Planner.LocalKey(folder, uid), default: []].append(file)
            } else if file.isReadable {
                nameless.append(file)
            } else {
                tell(file)
            }
        }
        for file in nameless {
            guard let folder = pairFolder(of: file.path), let text = file.file else { continue }
            // A file saved from a buffer older than its UID gets the same one back (case 93).
            var uid = manifest.files[file.path]?.uid
            if let known = uid,
                byUID[Planner.LocalKey(folder, known)] != nil || claims[Planner.LocalKey(folder, known)] != nil
            {
                uid = nil
            }
            guard let uid = uid ?? Self.uid(of: text, at: file.path) else { continue }
            byUID[Planner.LocalKey(folder, uid), default: []].append(file)
        }
        return byUID
    }

    /// Decides what the file of an event says.
    ///
    /// - Parameter touched: All events whose files were touched; not each of them is decided yet.
    mutating func decide(
        _ key: Planner.LocalKey, _ found: [Found], among touched: Dictionary<Planner.LocalKey, [Found]>.Keys
    ) {
        self.touched.insert(key)
        let others = claims[key] ?? []
        for file in found { claims[key, default: []].append(file.path) }
        if found.count + others.count > 1 {
            return decideDuplicates(key, found, untouched: others)
        }
        states[key] = state(of: found[0], key)
        noteEntry(found[0], key)
        // Where its old UID is that of another touched file, the two were renamed.
        if let before = manifest.files[found[0].path]?.uid, before != key.uid,
            !touched.contains(Planner.LocalKey(key.folder, before))
        {
            noteChangedUID(found[0], from: before, key)
        }
    }

    /// A UID that several files bear: the one that was there before stays, the others wait (cases 5 and 6).
    private mutating func decideDuplicates(_ key: Planner.LocalKey, _ found: [Found], untouched: [String]) {
        let tracked = untouched + found.filter { manifest.files[$0.path]?.uid == key.uid }.map(\.path)
        guard tracked.count == 1, let keeper = tracked.first else {
            let paths = (untouched + found.map(\.path)).sorted()
            for path in paths {
                report(
                    path, "Its UID is also that of \(paths.filter { $0 != path }.joined(separator: ", ")).",
                    "Keep one of them, or run `calsync check --fix \(path)` to give it a new UID.")
            }
            states[key] = .paused(
                path: paths[0], reason: "\(paths.joined(separator: " and ")) have the same UID",
                remedy: "Keep one of them, or run `calsync check --fix FILE`.")
            return
        }
        for file in found where file.path != keeper {
            report(
                file.path, "Its UID is that of \(keeper).",
                "Remove the copy, or run `calsync check --fix \(file.path)` to give it a new UID.")
        }
        claims[key] = [keeper]
        if let file = found.first(where: { $0.path == keeper }) {
            states[key] = state(of: file, key)
            noteEntry(file, key)
        } else {
            touched.remove(key)
        }
    }

    /// A UID that was edited by hand would be one deletion and one new event at the service: asked first (case 4).
    private mutating func noteChangedUID(_ file: Found, from before: UID, _ key: Planner.LocalKey) {
        let old = Planner.LocalKey(key.folder, before)
        guard claims[old, default: []].isEmpty, manifest.records.keys.contains(where: { $0.uid == before }) else {
            return
        }
        let reason = "The UID changed from \(before) to \(key.uid)."
        let remedy =
            "Put the old UID back, or run `calsync resolve \(file.path) --take local` to make it another event."
        report(file.path, reason, remedy)
        states[old] = .paused(path: file.path, reason: reason, remedy: remedy)
        states[key] = .paused(path: file.path, reason: reason, remedy: remedy)
        entries[key] = nil
        touched.insert(old)
    }
}
