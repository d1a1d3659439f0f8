import ICalendar
import SyncCore

/// Files that are gone: deleted, or somewhere else under another name.
extension LocalFolder {
    /// A file that may be any event's, since its UID can't be told.
    struct Unclear {
        /// The file, relative to the folder.
        var path: String
        /// Whether it went away after the look at the folder.
        var isGone = false
    }

    static let lookedAgain = "It is looked at again when it is whole."

    /// The touched files that may be events which are missing: unread, broken before their UID, with a name that no path
    /// stands for, or behind a link that isn't followed.
    func unclear(_ found: [Found]) -> [Unclear] {
        let unread = found.filter { $0.entry.uid == nil && !$0.isReadable && !$0.isBeingWritten }
        let links = look.snapshot.links.filter { $0.target == nil }.map(\.path)
        let hidden = (links + look.snapshot.unnameable).filter { Path.isEventFile($0) && pairFolder(of: $0) != nil }
        return unread.map { Unclear(path: $0.path, isGone: $0.isGone) } + hidden.map { Unclear(path: $0) }
    }

    /// Notes what it means that a file is gone.
    ///
    /// - Parameter unclear: Files that may be this event's under another name.
    mutating func noteMissing(_ path: String, _ unclear: [Unclear]) {
        guard let entry = manifest.files[path] else { return }
        guard let uid = entry.uid, let folder = pairFolder(of: path) else {
            entries[nil, default: [:]][path] = .some(nil)
            return
        }
        let key = Planner.LocalKey(folder, uid)
        touched.insert(key)
        let link = look.snapshot.links.first { Path.isInside(path, $0.path) }
        if link == nil { entries[key, default: [:]][path] = .some(nil) }
        guard states[key] == nil, claims[key, default: []].isEmpty else { return }
        if let link {
            // Its target may be on a disk that isn't mounted, or be somebody's who put links in the files' place.
            states[key] = .unknown(
                reason: "\(path) is behind a link that isn't followed, \(link.path)",
                remedy: "Put the file itself there, or delete the link.")
        } else if isOpenInEditor(path) {
            states[key] = .unknown(
                reason: "\(path) is gone, but an editor has it open", remedy: "Save it, or close the editor.")
        } else if unsettled.contains(where: { manifest.files[$0] == nil }) {
            // That one may be this event's file under another name.
            states[key] = .unknown(
                reason: "\(path) is gone while another file is being written", remedy: Self.lookedAgain)
        } else if let other = unclear.first(where: { pairFolder(of: $0.path) == folder }) ?? unclear.first {
            states[key] = Self.state(of: path, besides: other)
        } else {
            states[key] = .absent
        }
    }

    /// What is known of an event whose file is gone, while `other` may be that file.
    private static func state(of path: String, besides other: Unclear) -> LocalState {
        if other.isGone {
            return .unknown(
                reason: "\(path) is gone, and so is \(other.path), which was there a moment ago",
                remedy: "It is looked for by the next sync.")
        }
        return .unknown(
            reason: "\(path) is gone, and \(other.path), which can't be read, may be it under another name",
            remedy: "See to \(other.path), or move it out of the calendar folder; then sync again.")
    }
}
