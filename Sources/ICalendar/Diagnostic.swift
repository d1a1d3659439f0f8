/// What is wrong with a file, where, and what to write instead.
package struct Diagnostic: Hashable, Sendable {
    /// How much it matters.
    package enum Severity: Hashable, Sendable {
        /// The file can't be trusted as it stands.
        case error
        /// The file can be read; something in it is probably not what was meant.
        case warning
    }

    /// How much it matters.
    package let severity: Severity
    /// The line of the file, counted from 1; nil where the whole file is meant.
    package let line: Int?
    /// What is wrong, as a sentence.
    package let message: String
    /// What to write or do instead, as a sentence.
    package let remedy: String

    /// Keeps the parts as they are given; both texts are whole sentences with a full stop.
    package init(severity: Severity = .error, line: Int?, message: String, remedy: String) {
        self.severity = severity
        self.line = line
        self.message = message
        self.remedy = remedy
    }

    /// Returns the diagnostic as one line of text.
    ///
    ///     work/dentist.ics:7: DTEND is before DTSTART. Use a time after 14:30, or remove DTEND.
    package func text(path: String) -> String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(message)" + (remedy.isEmpty ? "" : " \(remedy)")
    }

    /// Returns the start of a text from a file, fit for a message on a terminal: no control characters, no more than `length`.
    package static func excerpt(_ text: some StringProtocol, length: Int = 40) -> String {
        let shown = text.unicodeScalars.prefix(length).map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(shown)) + (text.unicodeScalars.count > length ? "…" : "")
    }
}
