import Foundation

/// A time zone of the IANA database, by the name a client wrote.
struct Zone: Hashable, Sendable {
    let name: String
    private let rules: TimeZone

    static let utc = Zone(name: "UTC", rules: .gmt)

    private init(name: String, rules: TimeZone) {
        self.name = name
        self.rules = rules
    }

    /// Looks up an IANA name; nil for Windows names, bare offsets and anything else unknown.
    init?(_ name: String) {
        let known = Self.cache.withLock { cache -> TimeZone? in
            if let zone = cache[name] { return zone }
            // `GMT+3` is Foundation's own invention.
            guard !name.hasPrefix("GMT+"), !name.hasPrefix("GMT-"), let zone = TimeZone(identifier: name) else {
                return nil
            }
            cache[name] = zone
            return zone
        }
        guard let known else { return nil }
        self.init(name: name, rules: known)
    }

    private static let cache = Locked<[String: TimeZone]>(["UTC": .gmt])

    /// The offset from UTC in seconds at the moment `seconds` since 1970.
    func offset(at seconds: Int) -> Int {
        rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// The local time at the moment `seconds` since 1970.
    func civil(at seconds: Int) -> CivilTime { CivilTime(seconds: seconds + offset(at: seconds)) }

    /// The moment of a local time.
    ///
    /// RFC 5545 section 3.3.5: of a repeated time the first is meant; a time that was skipped is read with the offset
    /// before the gap.
    func seconds(of civil: CivilTime) -> Int {
        let guess = civil.seconds
        let before = offset(at: guess - 86400)
        let after = offset(at: guess + 86400)
        if offset(at: guess - before) == before || before == after { return guess - before }
        return offset(at: guess - after) == after ? guess - after : guess - before
    }
}
