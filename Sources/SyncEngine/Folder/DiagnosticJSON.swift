import ICalendar

/// The stable shape of what is wrong with a file, in `--json` and over HTTP.
package struct DiagnosticJSON: Encodable {
    /// The file, relative to the calendar folder.
    package let path: String
    /// The line, from 1; `nil` where the file as a whole is meant.
    @OrNull package var line: Int?
    /// `error` where the file is paused, else `warning`.
    package let severity: String
    /// What is wrong.
    package let message: String
    /// What to do about it.
    package let remedy: String

    /// Tells of `problem`.
    package init(_ problem: LocalFolder.Problem) {
        path = problem.path
        line = problem.diagnostic.line
        severity = problem.diagnostic.severity == .error ? "error" : "warning"
        message = problem.diagnostic.message
        remedy = problem.diagnostic.remedy
    }
}
