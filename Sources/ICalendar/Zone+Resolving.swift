extension Zone {
    /// Returns the zone that a TZID means in a file; nil where nobody can tell, which is never a reason to take UTC.
    ///
    /// In this order: an IANA name; one that ends such a name, as in `/mozilla.org/20070129_1/Europe/Berlin`; a Windows
    /// name by CLDR's table; the file's own VTIMEZONE. Where the rules of that one are an IANA zone's, it is that zone:
    /// the X-LIC-LOCATION it names if that fits, else the first that fits in CLDR's table.
    package static func resolve(_ id: ZoneID, in text: CalendarText?) -> Zone? {
        var name = id.text.trimmed
        if name.utf8.count > 1, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        guard !name.isEmpty else { return nil }
        if let zone = named(String(name)) ?? suffix(of: name) { return zone }
        if let windows = WindowsZones.ianaName(for: name) { return named(windows) }
        return text.flatMap { VTimezone(named: id.text, in: $0) }.map(own)
    }

    /// The zone named by the last two or three parts of a path.
    private static func suffix(of name: Substring) -> Zone? {
        let parts = name.split(separator: "/")
        guard name.first == "/", parts.count > 2 else { return nil }
        return [3, 2].lazy.filter { $0 < parts.count }
            .compactMap { named(parts.suffix($0).joined(separator: "/")) }.first
    }

    private static func own(_ definition: VTimezone) -> Zone {
        if let known = ownZones.withLock({ $0[definition] }) { return known }
        let own = definition.makeZone()
        let names = [definition.location].compactMap { $0 } + WindowsZones.ianaNames
        let zone = names.lazy.compactMap(named).first { $0.hasSameRules(as: own) } ?? own
        ownZones.withLock { zones in
            // Definitions come from files, so they mustn't fill the memory.
            if zones.count >= 256 { zones.removeAll() }
            zones[definition] = zone
        }
        return zone
    }

    private static let ownZones = Locked<[VTimezone: Zone]>([:])

    /// Returns what tzdata may call a name that is written in another case.
    static func respellings(of name: String) -> [String] {
        let lower = name.lowercased()
        // Without a list of names, most are spelled by one of two rules: `Europe/Berlin`, `EST5EDT`.
        let parts = lower.split(separator: "/", omittingEmptySubsequences: false)
        let capitalized = parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "/")
        return [spellings[lower], capitalized, lower.uppercased()].compactMap { $0 }.filter { $0 != name }
    }

    /// The names of tzdata, by their lower case.
    private static let spellings: [String: String] = {
        let names = ZoneFile.names() + WindowsZones.ianaNames + utcNames
        return Dictionary(names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }()
}
