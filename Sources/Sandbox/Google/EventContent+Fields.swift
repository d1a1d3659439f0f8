extension EventContent {
    /// Brings the plain fields into the form in which Google keeps them.
    mutating func tidyFields() throws(GoogleError) {
        try checkEnumerations()
        for (name, usual) in Self.defaults where fields[name] == usual { fields[name] = nil }
        if fields["conferenceData"] == nil {
            fields["description"] = fields["description"]?.string.flatMap(Self.withoutConferenceBlock)
                .map { .string($0) }
        }
        fields["extendedProperties"] = try Self.limitedProperties(fields["extendedProperties"])
        fields["attendees"] = try Self.attendees(fields["attendees"])
        let attachments = fields["attachments"]?.array ?? []
        guard attachments.count <= 25 else { throw .invalid("Too many attachments.") }
        guard attachments.allSatisfy({ $0["fileUrl"]?.string?.isEmpty == false }) else {
            // Discovery document, EventAttachment.fileUrl: "Required when adding an attachment."
            throw .required("Missing attachment URL.")
        }
        if let url = fields["source"]?["url"]?.string, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            // Discovery document, Event.source.url: "The URL scheme must be HTTP or HTTPS."
            throw .invalid("Invalid source URL.")
        }
    }

    /// What an answer leaves out (LIVE: `transparency`, `visibility`, `description` are absent when default or empty).
    private static let defaults: [(String, JSON)] = [
        ("transparency", "opaque"), ("visibility", "default"), ("summary", ""), ("description", ""), ("location", ""),
        ("guestsCanInviteOthers", true), ("guestsCanModify", false), ("guestsCanSeeOtherGuests", true),
        ("anyoneCanAddSelf", false), ("attendees", []), ("attachments", []),
        ("extendedProperties", [:]), ("colorId", ""),
    ]

    private func checkEnumerations() throws(GoogleError) {
        let allowed: [(String, [String])] = [
            ("transparency", ["opaque", "transparent"]),
            ("visibility", ["default", "public", "private", "confidential"]),
            ("colorId", (1...11).map(String.init) + [""]),
        ]
        for (name, values) in allowed {
            if let value = fields[name]?.string, !values.contains(value) {
                throw .invalid("Invalid value for: \(name)")
            }
        }
    }

    /// LIVE (keeper.sh 58384b13): without a conference, Google deletes what stands between its conference delimiters.
    private static func withoutConferenceBlock(_ text: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        func isDelimiter(_ line: Substring) -> Bool { line.hasPrefix("-::~:~::~:~:") && line.hasSuffix(":~::-") }
        guard let first = lines.firstIndex(where: isDelimiter),
            let last = lines[(first + 1)...].firstIndex(where: isDelimiter)
        else { return text }
        let rest = (lines[..<first] + lines[(last + 1)...]).joined(separator: "\n")
        return rest.contains { !$0.isWhitespace } ? rest : nil
    }

    /// "Extended properties" guide: longer keys are dropped, longer values are cut, both without a word.
    private static func limitedProperties(_ json: JSON?) throws(GoogleError) -> JSON? {
        guard let groups = json?.object else { return nil }
        var kept: [String: JSON] = [:]
        var count = 0
        var size = 0
        for (group, properties) in groups {
            var limited: [String: JSON] = [:]
            for (key, value) in properties.object ?? [:] where key.count <= 44 && value != .null {
                guard let text = value.string else { throw .invalid("Invalid value for: extendedProperties") }
                limited[key] = .string(String(text.prefix(1024)))
                size += key.utf8.count + min(text.utf8.count, 1024)
            }
            count += limited.count
            if !limited.isEmpty { kept[group] = .object(limited) }
        }
        guard count <= 300, size <= 32 * 1024 else { throw .invalid("The extended properties exceed their limits.") }
        return kept.isEmpty ? nil : .object(kept)
    }

    private static func attendees(_ json: JSON?) throws(GoogleError) -> JSON? {
        guard let entries = json?.array else { return nil }
        var kept: [JSON] = []
        var seen: Set<String> = []
        for var entry in entries {
            guard let email = entry["email"]?.string else { throw .required("Missing attendee email.") }
            guard email.split(separator: "@").count == 2, !email.contains(" ") else {
                throw .invalid("Invalid attendee email.")
            }
            let status = entry["responseStatus"]?.string ?? "needsAction"
            guard ["needsAction", "declined", "tentative", "accepted"].contains(status) else {
                throw .invalid("Invalid value for: responseStatus")
            }
            guard seen.insert(email.lowercased()).inserted else { continue }
            entry["responseStatus"] = .string(status)
            for computed in ["self", "organizer", "asyncOperation", "id"] { entry[computed] = nil }
            for flag in ["optional", "resource"] where entry[flag] == false { entry[flag] = nil }
            if entry["additionalGuests"] == 0 { entry["additionalGuests"] = nil }
            kept.append(entry)
        }
        return kept.isEmpty ? nil : .array(kept)
    }
}
