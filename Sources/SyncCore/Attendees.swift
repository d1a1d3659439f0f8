import ICalendar

/// Merges ATTENDEE lines: each person by lower-cased address, and where both sides changed one, parameter by parameter.
///
/// An answer (PARTSTAT) that both sides changed is the service's: it knows what the guest said (cases.md 2.2).
///
/// - Returns: The lines; `nil` where both sides gave one parameter of one person different values.
package func mergedPeople(
    localBase: Set<String>, local: Set<String>, remoteBase: Set<String>, remote: Set<String>
) -> Set<String>? {
    let (oldOurs, ours) = (Attendee.all(in: localBase), Attendee.all(in: local))
    let (oldTheirs, theirs) = (Attendee.all(in: remoteBase), Attendee.all(in: remote))
    var merged: Set<String> = []
    for address in Set(ours.keys).union(theirs.keys) {
        let result = merge(
            localBase: oldOurs[address], local: ours[address], remoteBase: oldTheirs[address], remote: theirs[address],
            same: ==)
        switch result {
        case .settled: if let person = ours[address] { merged.insert(person.line) }
        case .agreed(let person): if let person { merged.insert(person.line) }
        case .conflict:
            // Edit beats delete, for one person too.
            guard let mine = ours[address], let other = theirs[address] else {
                merged.formUnion([ours[address], theirs[address]].compactMap { $0?.line })
                continue
            }
            guard let both = mine.merged(oldOurs[address], oldTheirs[address], other) else { return nil }
            merged.insert(both)
        }
    }
    return merged
}

/// One ATTENDEE line.
struct Attendee: Equatable {
    /// The line as written.
    let line: String
    private let content: ContentLine
    private let parameters: [String: [String]]

    private init?(_ line: String) {
        guard let content = CalendarText(line).lines.first, content.isWellFormed else { return nil }
        self.line = line
        self.content = content
        parameters = Dictionary(
            content.parameters.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    }

    static func == (a: Attendee, b: Attendee) -> Bool { a.parameters == b.parameters && a.address == b.address }

    /// The address, in lower case: what a person is known by.
    private var address: String { content.value.lowercased() }

    /// The people of a set of lines, by address.
    static func all(in lines: Set<String>) -> [String: Attendee] {
        Dictionary(
            lines.sorted().compactMap { Attendee($0) }.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// The line with the other side's parameters merged in; `nil` where both changed one.
    fileprivate func merged(_ base: Attendee?, _ otherBase: Attendee?, _ other: Attendee) -> String? {
        var changed = parameters
        for name in Set(parameters.keys).union(other.parameters.keys) {
            let result = merge(
                localBase: base?.parameters[name], local: parameters[name], remoteBase: otherBase?.parameters[name],
                remote: other.parameters[name], same: ==)
            switch result {
            case .settled: continue
            case .agreed(let values): changed[name] = values
            case .conflict:
                guard name == "PARTSTAT" else { return nil }
                changed[name] = other.parameters[name]
            }
        }
        let kept = content.parameters.compactMap { parameter in
            changed.removeValue(forKey: parameter.name).map { Parameter(name: parameter.name, values: $0) }
        }
        let added = changed.sorted { $0.key < $1.key }.map { Parameter(name: $0.key, values: $0.value) }
        return ContentLineWriter.line(content.rawName, parameters: kept + added, value: content.value)
    }

    /// The lines without what guests answered: an answer alone keeps no event alive (case 38).
    static func withoutAnswers(_ value: Value?) -> Set<String> {
        guard case .set(let lines)? = value else { return [] }
        return Set(
            lines.map { line in
                guard let person = Attendee(line) else { return line }
                let kept = person.content.parameters.filter { $0.name != "PARTSTAT" && $0.name != "SCHEDULE-STATUS" }
                return ContentLineWriter.line("ATTENDEE", parameters: kept, value: person.content.value)
            })
    }
}

extension Change {
    /// Whether it says no more than what guests answered.
    var isAnswer: Bool {
        guard case .field(let path, let from, let to) = self, path.field == .attendees else { return false }
        return Attendee.withoutAnswers(from) == Attendee.withoutAnswers(to)
    }
}
