extension UID {
    /// A new one: a UUID of version 4 (RFC 9562 §5.4), as RFC 7986 §5.3 recommends.
    package init?(random high: UInt64, _ low: UInt64) {
        let bits = [high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000]
        let digits = bits.map { bits in
            let hex = String(bits, radix: 16)
            return String(repeating: "0", count: 16 - hex.utf8.count) + hex
        }.joined()
        var rest = digits[...]
        let parts = [8, 4, 4, 4, 12].map { count in
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        self.init(parts.joined(separator: "-"))
    }
}
