import ICalendar
import SyncCore

/// Names the files of events that come from a service.
package enum FileName {
    /// Returns `folder/YYYY-MM-DD-title-slug.ics`, made different from every name for which `taken` holds.
    ///
    /// Nothing of a title can lead out of the folder: only letters, digits and `-` pass.
    ///
    /// - Parameter taken: Whether a path is, asked of folded paths (``SyncCore/Planner/folded(_:)``).
    package static func path(for view: View, in folder: String, taken: (String) -> Bool) -> String {
        let date = view.schedule.map { $0.start.date.extended } ?? "undated"
        let stem = date + "-" + slug(view.title)
        let prefix = folder.isEmpty ? "" : folder + "/"
        var path = prefix + stem + ".ics"
        var count = 2
        while taken(Planner.folded(path)) {
            path = prefix + stem + "-\(count).ics"
            count += 1
        }
        return path
    }

    /// The letters and digits of a title, in lower case, words joined by `-`; at most 60 bytes.
    package static func slug(_ title: String) -> String {
        var slug = ""
        for character in title.lowercased() {
            let isWord = character.isLetter || character.isNumber
            if isWord {
                guard slug.utf8.count + character.utf8.count <= 60 else { break }
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
        }
        while slug.last == "-" { slug.removeLast() }
        return slug.isEmpty ? "event" : slug
    }
}
