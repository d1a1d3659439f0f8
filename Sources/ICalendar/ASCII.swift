/// The bytes that give an iCalendar file its shape.
enum ASCII {
    static let nul: UInt8 = 0x00
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let dot = UInt8(ascii: ".")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let caret = UInt8(ascii: "^")
}

extension UInt8 {
    /// Whether the byte is a space or a TAB, which at the start of a line continues the line before.
    var isFoldMark: Bool { self == ASCII.space || self == ASCII.tab }

    /// Whether the byte is white space of any kind.
    var isBlank: Bool { isFoldMark || self == ASCII.cr || self == ASCII.lf }

    /// Whether the byte continues a UTF-8 sequence.
    var continuesScalar: Bool { self & 0xC0 == 0x80 }
}

extension Int {
    /// Reads a run of ASCII digits; nil for an empty one, for any other byte, and for more than 18 digits.
    init?(digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var number = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        self = number
    }
}

extension StringProtocol {
    /// The text without the spaces, TABs and line breaks around it.
    var trimmed: SubSequence {
        var first: Index?
        var end = endIndex
        for index in utf8.indices where !utf8[index].isBlank {
            first = first ?? index
            end = utf8.index(after: index)
        }
        return first.map { self[$0..<end] } ?? self[endIndex...]
    }
}

/// Returns `number` with zeros before it, at least `width` digits wide.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.utf8.count < width ? String(repeating: "0", count: width - digits.utf8.count) + digits : digits
}
