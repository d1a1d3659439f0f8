import CShims

/// The system's zone files: which there are, and what they say (RFC 8536, "The Time Zone Information Format").
enum ZoneFile {
    /// Reads the rules of the zone of exactly that name; nil where the system has none.
    static func rules(of name: String) -> ZoneRules? {
        read(name).flatMap { rules(in: $0) }
    }

    /// The names that tzdata knows, aliases included; none where the system comes without `tzdata.zi`.
    ///
    /// Its lines start with `Z NAME` for a zone and read `L TARGET ALIAS` for an alias (tzdata's zic(8)).
    static func names() -> [String] {
        guard let text = read("tzdata.zi") else { return [] }
        return text.split(separator: ASCII.lf).compactMap { line in
            let words = line.split(separator: ASCII.space, maxSplits: 3)
            let name =
                switch (words.first?.first, words.count) {
                case (UInt8(ascii: "Z"), 2...): words[1]
                case (UInt8(ascii: "L"), 3): words[2]
                default: nil as ArraySlice<UInt8>?
                }
            return name.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The largest of the files is tzdata.zi, of some 110 KB.
    private static func read(_ name: String) -> [UInt8]? {
        let capacity = 1 << 19
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = max(0, cs_tzdata_read(name, buffer.baseAddress, capacity))
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Reads the bytes of a zone file; nil where they are something else, or count leap seconds.
    static func rules(in bytes: [UInt8]) -> ZoneRules? {
        var bytes = bytes[...]
        guard let old = Header(taking: &bytes) else { return nil }
        guard old.version >= UInt8(ascii: "2") else {
            return block(old, timeSize: 4, in: &bytes).map(rules)
        }
        // RFC 8536 §3: a first block with times of 32 bits, for readers from before 2005, then all again with 64.
        bytes = bytes.dropFirst(old.blockSize(timeSize: 4))
        guard let header = Header(taking: &bytes), var block = block(header, timeSize: 8, in: &bytes) else {
            return nil
        }
        let footer = bytes.dropFirst().prefix { $0 != ASCII.lf }
        if !footer.isEmpty {
            guard let rule = PosixZone(String(decoding: footer, as: UTF8.self)) else { return nil }
            let last = block.transitions.last?.instant
            let year = last.map { DateTime(secondsSinceEpoch: $0).date.year } ?? 1900
            block.transitions += rule.transitions(fromYear: year).filter { $0.instant > last ?? .min }
        }
        return rules(of: block)
    }

    private struct Block {
        let first: Int
        var transitions: [(instant: Int, offset: Int)]
    }

    private static func rules(of block: Block) -> ZoneRules {
        ZoneRules(first: block.first, transitions: block.transitions)
    }

    /// RFC 8536 §3.1: the counts of what the block holds.
    private struct Header {
        let version: UInt8
        let isUTCount, isStandardCount, leapCount, timeCount, typeCount, nameCount: Int

        init?(taking bytes: inout ArraySlice<UInt8>) {
            guard bytes.count >= 44, bytes.starts(with: "TZif".utf8) else { return nil }
            version = bytes[bytes.startIndex + 4]
            let counts = (0..<6).map { index in bytes.dropFirst(20 + index * 4).prefix(4).bigEndian }
            guard counts.allSatisfy({ (0..<1_000_000).contains($0) }) else { return nil }
            (isUTCount, isStandardCount, leapCount) = (counts[0], counts[1], counts[2])
            (timeCount, typeCount, nameCount) = (counts[3], counts[4], counts[5])
            bytes = bytes.dropFirst(44)
        }

        func blockSize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameCount + leapCount * (timeSize + 4) + isStandardCount
                + isUTCount
        }
    }

    private static func block(_ header: Header, timeSize: Int, in bytes: inout ArraySlice<UInt8>) -> Block? {
        guard header.leapCount == 0, header.typeCount > 0, bytes.count >= header.blockSize(timeSize: timeSize) else {
            return nil
        }
        let times = bytes.prefix(header.timeCount * timeSize)
        let kinds = bytes.dropFirst(times.count).prefix(header.timeCount)
        let types = bytes.dropFirst(times.count + kinds.count)
        bytes = bytes.dropFirst(header.blockSize(timeSize: timeSize))
        let offsets = (0..<header.typeCount).map { types.dropFirst($0 * 6).prefix(4).bigEndian }
        guard kinds.allSatisfy({ Int($0) < offsets.count }) else { return nil }
        let transitions = zip(0..., kinds).map { index, kind in
            (instant: times.dropFirst(index * timeSize).prefix(timeSize).bigEndian, offset: offsets[Int(kind)])
        }
        // RFC 8536 §3.2: before the first transition the first type holds.
        return Block(first: offsets[0], transitions: transitions)
    }
}

extension ArraySlice<UInt8> {
    /// The signed number that four or eight bytes hold, the highest first.
    fileprivate var bigEndian: Int {
        let bits = reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return count == 4 ? Int(Int32(truncatingIfNeeded: bits)) : Int(truncatingIfNeeded: bits)
    }
}
