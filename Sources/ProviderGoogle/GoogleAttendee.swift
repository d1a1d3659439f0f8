import ICalendar
import SyncCore

/// A guest of an event (EventAttendee), with all that a client may send.
struct GoogleAttendee: Codable, Hashable, Sendable {
    var email: String?
    var displayName: String?
    /// `needsAction`, `declined`, `tentative` or `accepted`.
    var responseStatus: String?
    var comment: String?
    var optional: Bool?
    /// Whether it is a room or the like; set once, when it is added.
    var resource: Bool?
    var additionalGuests: Int?
    /// Whether it is this calendar. Google's to say.
    var isSelf: Bool?

    private enum CodingKeys: String, CodingKey {
        case email, displayName, responseStatus, comment, optional, resource, additionalGuests
        case isSelf = "self"
    }

    /// Encodes all but what is Google's to say.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(email, forKey: .email)
        try container.encodeIfPresent(displayName, forKey: .displayName)
        try container.encodeIfPresent(responseStatus, forKey: .responseStatus)
        try container.encodeIfPresent(comment, forKey: .comment)
        try container.encodeIfPresent(optional, forKey: .optional)
        try container.encodeIfPresent(resource, forKey: .resource)
        try container.encodeIfPresent(additionalGuests, forKey: .additionalGuests)
    }
}

// MARK: From Google

extension GoogleAttendee {
    /// The address as a file has it; `nil` for a guest without one.
    var address: String? { email.flatMap { $0.isEmpty || !$0.isOneLine ? nil : "mailto:" + $0.lowercased() } }

    /// The ATTENDEE line; `nil` for a guest without an address.
    var line: String? {
        address.map { address in
            GoogleAttendee.line(
                name: displayName, answer: responseStatus.flatMap { Self.answers[$0] }, isOptional: optional == true,
                isResource: resource == true, address: address)
        }
    }

    /// What Google calls an answer and what a file does; that there is none yet is not said (RFC 5545 §3.2.12).
    private static let answers = ["accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"]

    private static func line(name: String?, answer: String?, isOptional: Bool, isResource: Bool, address: String)
        -> String
    {
        var parameters: [Parameter] = []
        if let name, !name.isEmpty { parameters.append(Parameter(name: "CN", values: [name])) }
        if isResource { parameters.append(Parameter(name: "CUTYPE", values: ["RESOURCE"])) }
        if let answer { parameters.append(Parameter(name: "PARTSTAT", values: [answer])) }
        if isOptional { parameters.append(Parameter(name: "ROLE", values: ["OPT-PARTICIPANT"])) }
        return ContentLineWriter.line("ATTENDEE", parameters: parameters, value: address)
    }
}

// MARK: To Google

extension GoogleAttendee {
    /// The line as Google can hold it: a name, an answer, whether optional, whether a room; `nil` without a mail address.
    static func reduced(_ line: String) -> String? {
        guard let person = Attendee(line), person.address.hasPrefix("mailto:"), person.address.contains("@") else {
            return nil
        }
        let answer = person["PARTSTAT"]?.uppercased() ?? ""
        return self.line(
            name: person["CN"], answer: answers.values.contains(answer) ? answer : nil,
            isOptional: person["ROLE"]?.uppercased() == "OPT-PARTICIPANT",
            isResource: ["RESOURCE", "ROOM"].contains(person["CUTYPE"]?.uppercased()), address: person.address)
    }

    /// The guest that a line names.
    init?(_ line: String) {
        guard let person = Attendee(line), person.address.hasPrefix("mailto:") else { return nil }
        self.init(email: String(person.address.dropFirst("mailto:".count)))
        take(person, before: nil)
        if person["CUTYPE"] == "RESOURCE" { resource = true }
    }

    /// The whole list to send: the guests as Google has them, with what `change` does to them.
    ///
    /// Google replaces the list as a whole, so those who didn't change are sent as they came, with all that a file
    /// doesn't hold.
    static func list(_ present: [GoogleAttendee], from old: Value?, to new: Value?) -> [GoogleAttendee] {
        let (before, after) = (Attendee.all(in: old), Attendee.all(in: new))
        let kept = present.compactMap { guest -> GoogleAttendee? in
            guard let address = guest.address, before[address] != after[address] else { return guest }
            guard let person = after[address] else { return nil }
            var guest = guest
            guest.take(person, before: before[address])
            return guest
        }
        let there = Set(present.compactMap(\.address))
        return kept
            + after.filter { !there.contains($0.key) }.sorted { $0.key < $1.key }.compactMap {
                GoogleAttendee($0.value.line)
            }
    }

    /// Says what `person` says and `before` didn't.
    private mutating func take(_ person: Attendee, before: Attendee?) {
        if person["CN"] != before?["CN"] { displayName = person["CN"] ?? "" }
        if person["PARTSTAT"] != before?["PARTSTAT"] || before == nil {
            responseStatus = Self.answers.first { $0.value == person["PARTSTAT"] }?.key ?? "needsAction"
        }
        if person["ROLE"] != before?["ROLE"] { optional = person["ROLE"] == "OPT-PARTICIPANT" }
    }
}
