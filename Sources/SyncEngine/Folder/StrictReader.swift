import CShims
import Glibc
import ICalendar

/// A second reader of event files, strict where calsync is liberal: libical, as many other programs have it.
///
/// It is loaded when somebody asks, and nothing else needs it. It only objects: what an event means and when it takes
/// place is calsync's own reading, since libical 3.0 has too many rules and zones wrong (docs/decisions/0012). It keeps
/// state, so one thread at a time may use it.
package struct StrictReader {
    /// Why it can't be used, as a sentence.
    package struct Missing: Error {
        /// What the system said.
        package let reason: String
    }

    /// Loads the library.
    ///
    /// - Throws: ``Missing`` where it isn't installed.
    package init(library: String = "libical.so.3") throws {
        var problem = [CChar](repeating: 0, count: 256)
        guard cs_ical_load(library, &problem, problem.count) == 0 else {
            throw Missing(
                reason: String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
    }

    /// Returns what libical objects to in the file, as warnings, by line.
    ///
    /// Every line of a component that it knows is given to it alone, which tells where the objection belongs; then the
    /// whole, for what is missing or there too often.
    package func objections(to bytes: [UInt8]) -> [Diagnostic] {
        let text = CalendarText(bytes)
        var found: [Diagnostic] = []
        for component in text.components { look(at: component, below: [], of: text, &found) }
        for component in text.components.flatMap({ $0.name == "VCALENDAR" ? $0.children : [$0] })
        where component.name == "VEVENT" {
            found += restrictions(on: component, of: text)
        }
        return found.sorted { ($0.line ?? 0, $0.message) < ($1.line ?? 0, $1.message) }
    }

    private func look(at component: Component, below: [String], of text: CalendarText, _ found: inout [Diagnostic]) {
        let path = below + [component.name]
        guard Self.known.contains(component.name) else { return }
        for index in component.properties {
            let line = text.lines[index]
            let wrapped = path.map { "BEGIN:" + $0 } + [line.content] + path.reversed().map { "END:" + $0 }
            found += objections(in: wrapped)
                .filter { !$0.hasPrefix(Self.restriction) }
                .map {
                    Diagnostic(severity: .warning, line: line.number, message: Self.sentence($0), remedy: Self.remedy)
                }
        }
        for child in component.children { look(at: child, below: path, of: text, &found) }
    }

    /// What RFC 5545 wants of an event as a whole. libical knows that only of events that are published (RFC 5546 §3.2.1);
    /// what that wants beyond, such as an ORGANIZER, is passed over.
    private func restrictions(on component: Component, of text: CalendarText) -> [Diagnostic] {
        let head = ["BEGIN:VCALENDAR", "PRODID:calsync", "VERSION:2.0", "METHOD:PUBLISH"]
        let lines = head + component.lines.map { text.lines[$0].content } + ["END:VCALENDAR"]
        let messages = Set(objections(in: lines).filter { $0.hasPrefix(Self.restriction) })
        return messages.compactMap { message in
            let name = message.dropFirst(Self.restriction.count).prefix { $0 != " " }
            let places = component.properties.map { text.lines[$0] }.filter { $0.name == name }.map(\.number)
            let begin = text.lines[component.lines.lowerBound].number
            if message.contains("must not have both") {
                return Diagnostic(
                    severity: .warning, line: places.last ?? begin, message: "The event has both DTEND and DURATION.",
                    remedy: "Keep one of them.")
            }
            if places.count > 1 {
                return Diagnostic(
                    severity: .warning, line: places[1], message: "\(name) stands in the event \(places.count) times.",
                    remedy: "Keep one: other programs may take another than calsync, which takes the first.")
            }
            guard places.isEmpty, ["UID", "DTSTAMP"].contains(name) else { return nil }
            return Diagnostic(
                severity: .warning, line: begin, message: "The event has no \(name).",
                remedy: "`calsync check --fix` with the file's name adds it, and so does the next sync.")
        }
    }

    /// The X-LIC-ERRORs with which libical prints the lines.
    private func objections(in lines: [String]) -> [String] {
        let joined = lines.joined(separator: "\r\n") + "\r\n"
        // A text in C ends with the first NUL, so the rest of such a line would be passed over.
        guard !joined.utf8.contains(0) else { return ["The line has a NUL byte"] }
        guard let printed = joined.withCString({ cs_ical_reading($0) }) else { return ["nothing of it can be read"] }
        defer { free(printed) }
        return CalendarText(String(cString: printed)).lines.filter { $0.name == "X-LIC-ERROR" }
            .map { TextValue.decode($0.value) }
    }

    /// libical's words in a sentence; what it says of removing the property from its own copy is left out.
    private static func sentence(_ message: String) -> String {
        let words = message.split { $0.isWhitespace }.prefix { $0 != "Removing" }.joined(separator: " ")
        let shown = Diagnostic.excerpt(words, length: 160)
        return "libical says: " + shown + (shown.hasSuffix(".") ? "" : ".")
    }

    private static let remedy = "Other programs may not read this as you meant it."
    private static let restriction = "Failed iTIP restrictions for "
    private static let known: Set<String> = [
        "VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VTODO", "VJOURNAL", "VFREEBUSY",
    ]
}
