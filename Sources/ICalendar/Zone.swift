/// A time zone: a name, and when which offset from UTC holds.
///
/// The rules come from the system's tzdata, or from a VTIMEZONE. Each zone is read once a process; after that its
/// arithmetic takes no lock and reads no file. libical isn't asked: 3.0.16 has whole years of some zones wrong by an
/// hour (Jerusalem 2013 to 2016, Tehran 2018, St. John's from 2038).
package struct Zone: Hashable, Sendable {
    /// The IANA name in tzdata's spelling, or the TZID for a VTIMEZONE of the file's own.
    package let name: String
    let rules: ZoneRules

    /// UTC itself, which is there without tzdata.
    package static let utc = Zone(name: "UTC", rules: ZoneRules(first: 0))

    /// Returns the zone of that IANA name, aliases included; nil where there is none.
    ///
    /// The case of letters is mended where the name is known in another. Without tzdata only UTC's names are known.
    package static func named(_ name: String) -> Zone? {
        if let known = cache.withLock({ $0[name] }) { return known }
        let zone = load(name) ?? respellings(of: name).lazy.compactMap(load).first
        cache.withLock { cache in
            // Names come from files, so what isn't a zone mustn't fill the memory.
            if cache.count >= 4096 { cache.removeAll() }
            cache[name] = .some(zone)
        }
        return zone
    }

    /// Returns the instant at which a clock in this zone reads `local`, in seconds since 1970 UTC.
    ///
    /// RFC 5545 §3.3.5: of a reading that comes twice the first is meant; one that is skipped is read with the offset before the gap.
    package func instant(of local: DateTime) -> Int { instant(ofReading: local.secondsSinceEpoch) }

    /// Returns the same for a reading in seconds since 1970, as if it were UTC.
    func instant(ofReading reading: Int) -> Int {
        let before = rules.offset(at: reading - 86_400)
        if rules.offset(at: reading - before) == before { return reading - before }
        let after = rules.offset(at: reading + 86_400)
        if rules.offset(at: reading - after) == after { return reading - after }
        return reading - before
    }

    /// Returns what a clock in this zone reads at `instant`, in seconds since 1970 UTC.
    package func local(at instant: Int) -> DateTime {
        let (reading, overflow) = instant.addingReportingOverflow(offset(at: instant))
        return DateTime(secondsSinceEpoch: overflow ? instant : reading)
    }

    /// Returns the seconds east of UTC at `instant`.
    package func offset(at instant: Int) -> Int { rules.offset(at: instant) }

    /// Whether both zones have the same offsets at all times from 2015 to 2037, whatever they are called.
    package func hasSameRules(as other: Zone) -> Bool {
        rules.agree(with: other.rules, in: Self.comparedTime)
    }

    /// 2015-01-01 to 2038-01-01.
    private static let comparedTime = 1_420_070_400..<2_145_916_800

    private static let cache = Locked<[String: Zone?]>([:])

    private static func load(_ name: String) -> Zone? {
        if utcNames.contains(name) { return Zone(name: name, rules: utc.rules) }
        guard isPlausible(name) else { return nil }
        return ZoneFile.rules(of: name).map { Zone(name: name, rules: $0) }
    }

    /// Whether a name may be looked for among the system's files.
    ///
    /// Some of them are no zones of tzdata's: `localtime` is the machine's own, `right/…` counts leap seconds.
    private static func isPlausible(_ name: String) -> Bool {
        let isSpelledWell = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        let area = name.prefix { $0 != "/" }
        return isSpelledWell && (1...64).contains(name.utf8.count)
            && !["", "right", "posix", "posixrules", "localtime", "Factory"].contains(area)
    }

    static let utcNames: Set<String> = [
        "UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal",
        "Greenwich", "Etc/Greenwich", "GMT0", "GMT+0", "GMT-0", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0",
    ]
}
