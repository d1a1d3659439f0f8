import ICalendar

/// One ATTENDEE line: a person, and what is known of their part in the event (RFC 5545 §3.8.4.1).
package struct Attendee: Equatable, Sendable {
    /// The line as written.
    package let line: String
    private let content: ContentLine
    private let parameters: [String: [String]]

    /// Reads a line; `nil` where it is none.
    package init?(_ line: String) {
        guard let content = CalendarText(line).lines.first, content.isWellFormed else { return nil }
        self.line = line
        self.content = content
        parameters = Dictionary(
            content.parameters.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    }

    package static func == (a: Attendee, b: Attendee) -> Bool { a.parameters == b.parameters && a.address == b.address }

    /// The address, in lower case: what a person is known by, such as `mailto:ann@example.com`.
    package var address: String { content.value.lowercased() }

    /// Whether it is somebody with one of `addresses`, in lower case.
    package func isAny(of addresses: Set<String>) -> Bool { content.isPerson(among: addresses) }

    /// The first value of a parameter; `nil` where the line has none.
    package subscript(parameter: String) -> String? { parameters[parameter]?.first }

    /// The people of a set of lines, by address.
    package static func all(in lines: Set<String>) -> [String: Attendee] {
        Dictionary(
            lines.sorted().compactMap { Attendee($0) }.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// The people of a field's value, by address.
    package static func all(in value: Value?) -> [String: Attendee] {
        if case .set(let lines)? = value { return all(in: lines) }
        return [:]
    }

    /// The line with `parameters` in place of those of these names; `nil` removes one. The others stay as they are.
    package func line(with parameters: [String: [String]?]) -> String {
        var rest = parameters
        let kept = content.parameters.compactMap { parameter -> Parameter? in
            guard let new = rest.removeValue(forKey: parameter.name) else { return parameter }
            return new.map { Parameter(name: parameter.name, values: $0) }
        }
        let added = rest.sorted { $0.key < $1.key }.compactMap { name, values in
            values.map { Parameter(name: name, values: $0) }
        }
        return ContentLineWriter.line(content.rawName, parameters: kept + added, value: content.value)
    }

    /// What to set in this line so that it says what `wanted` says where `seen`, the service's form of it, doesn't.
    func differences(of seen: Attendee, from wanted: Attendee) -> [String: [String]?] {
        var differences: [String: [String]?] = [:]
        for name in Set(seen.parameters.keys).union(wanted.parameters.keys)
        where seen.parameters[name] != wanted.parameters[name] {
            differences.updateValue(wanted.parameters[name], forKey: name)
        }
        return differences
    }
}

extension ContentLine {
    /// Whether an ATTENDEE or ORGANIZER line names somebody with one of `addresses`, in lower case.
    ///
    /// The value may be a server's own name of a person, which keeps the mail address in EMAIL (RFC 7986 §6.2), as iCloud
    /// does.
    package func isPerson(among addresses: Set<String>) -> Bool {
        let address = value.lowercased()
        if addresses.contains(address) { return true }
        guard !address.hasPrefix("mailto:"), let mail = parameter("EMAIL") else { return false }
        return addresses.contains("mailto:" + mail.lowercased())
    }
}

// MARK: Merging

extension Attendee {
    /// The person as both sides' edits make them; `nil` where both gave one parameter different values.
    ///
    /// An answer (PARTSTAT) that both sides changed is the service's: it knows what the guest said (cases.md 2.2).
    func merged(_ base: Attendee?, _ otherBase: Attendee?, _ other: Attendee) -> Attendee? {
        var changed: [String: [String]?] = [:]
        for name in Set(parameters.keys).union(other.parameters.keys) {
            let result = merge(
                localBase: base?.parameters[name], local: parameters[name], remoteBase: otherBase?.parameters[name],
                remote: other.parameters[name], same: ==)
            switch result {
            case .settled: continue
            case .agreed(let values): changed.updateValue(values, forKey: name)
            case .conflict:
                guard name == "PARTSTAT" else { return nil }
                changed.updateValue(other.parameters[name], forKey: name)
            }
        }
        return Attendee(line(with: changed))
    }
}

// MARK: Answers

extension Attendee {
    /// `lines` as a service may be told them: of people not in `own` the answer stays what `present` has, and new ones
    /// haven't answered. Nobody answers for somebody else.
    static func withoutForeignAnswers(_ lines: Set<String>, own: Set<String>, present: Set<String>) -> Set<String> {
        let there = all(in: present)
        return Set(
            lines.map { line in
                guard let person = Attendee(line), !person.isAny(of: own) else { return line }
                let answer = there[person.address]?.parameters["PARTSTAT"]
                return person.parameters["PARTSTAT"] == answer ? line : person.line(with: ["PARTSTAT": answer])
            })
    }

    /// The lines without what guests answered: an answer alone keeps no event alive (case 38).
    static func withoutAnswers(_ value: Value?) -> Set<String> {
        guard case .set(let lines)? = value else { return [] }
        return Set(lines.map { Attendee($0)?.line(with: ["PARTSTAT": nil, "SCHEDULE-STATUS": nil]) ?? $0 })
    }
}

extension Change {
    /// Whether it says no more than what guests answered.
    var isAnswer: Bool {
        guard case .field(let path, let from, let to) = self, path.field == .attendees else { return false }
        return Attendee.withoutAnswers(from) == Attendee.withoutAnswers(to)
    }

    /// Whether it says no more than what the guest at `address` answered.
    func isAnswer(of address: String) -> Bool {
        guard case .field(_, let from, let to) = self, isAnswer else { return false }
        var (before, after) = (Attendee.all(in: from), Attendee.all(in: to))
        before[address] = nil
        after[address] = nil
        return before == after
    }
}
