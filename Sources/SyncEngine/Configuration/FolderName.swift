import ICalendar

/// The folder of a pair as a person writes it.
package enum FolderName {
    /// Why a folder is refused.
    package struct Refusal: Error, Hashable {
        /// What is wrong with it.
        package let sentence: String
        /// What to write instead.
        package let remedy: String
    }

    /// Returns the path from the calendar folder, without `.`, doubled or closing slashes; empty for the whole folder.
    ///
    /// A hidden folder is refused, `.calsync` with it: event files in it would never be looked at.
    package static func normalised(_ written: String) -> Result<String, Refusal> {
        let shown = Diagnostic.excerpt(written)
        if written.hasPrefix("/") || written.hasPrefix("~") {
            return .failure(
                Refusal(
                    sentence: "The folder `\(shown)` is not in the calendar folder.",
                    remedy: "Write a path from the calendar folder, such as \"work\"."))
        }
        let names = written.split(separator: "/").filter { $0 != "." }
        if names.contains("..") {
            return .failure(
                Refusal(
                    sentence: "The folder `\(shown)` leads out of the calendar folder.",
                    remedy: "Write it without \"..\"."))
        }
        if let hidden = names.first(where: { $0.utf8.first == UInt8(ascii: ".") }) {
            return .failure(
                Refusal(
                    sentence: "The folder `\(shown)` is hidden, and hidden folders are not synced.",
                    remedy: "Give `\(Diagnostic.excerpt(hidden))` a name without a dot in front."))
        }
        return .success(names.joined(separator: "/"))
    }
}
