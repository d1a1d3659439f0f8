/// One logical line of a file (RFC 5545 §3.1): a property, a BEGIN or END, a blank line, or something that is none of these.
///
/// It keeps its own bytes as they stand in the file, folds and line end included. Everything else is read from them
/// when asked for, so that reading a file makes no strings.
///
/// A line is UTF-8; one that isn't is read as Latin-1. That is decided line by line, so that no line's meaning
/// depends on another's.
package struct ContentLine: Sendable {
    /// The number of the line's first row in the file, from 1.
    package internal(set) var number: Int
    /// The bytes in the file, with every fold and the line end.
    let raw: ArraySlice<UInt8>
    /// The unfolded bytes, without the line end: a part of `raw` unless the line is folded.
    let text: ArraySlice<UInt8>
    /// How many rows of the file the line takes.
    let rows: Int
    /// What the line is.
    let kind: Kind
    private let isUTF8: Bool
    private let nameStart, nameEnd, colon: Int

    /// What a line is, as far as its shape tells.
    enum Kind { case blank, begin, end, property, malformed, unclosedQuote }

    /// Reads one logical line; `raw` holds it whole and `rows` says over how many rows it goes.
    init(raw: ArraySlice<UInt8>, number: Int, rows: Int) {
        self.raw = raw
        self.number = number
        self.rows = rows
        text = rows > 1 ? Folding.unfolded(raw) : raw.prefix(upTo: Folding.contentEnd(of: raw))
        let head = Head(text)
        kind = head.kind
        (nameStart, nameEnd, colon) = (head.nameStart, head.nameEnd, head.colon)
        isUTF8 = head.isASCII || String(validating: text, as: UTF8.self) != nil
    }

    /// The whole line, unfolded.
    package var content: String { decoded(text) }

    /// The name in capitals, without its group; empty for a line that is no property.
    package var name: String { decoded(text[nameStart..<nameEnd]).uppercased() }

    /// The name as written, with its group: `item1.Summary`.
    package var rawName: String { decoded(text[text.startIndex..<nameEnd]) }

    /// The group that a vCard-minded writer put before the name: `item1` in `item1.SUMMARY`.
    package var group: String? {
        nameStart > text.startIndex ? decoded(text[text.startIndex..<(nameStart - 1)]) : nil
    }

    /// The value: all after the colon, unfolded and otherwise as written; empty for a line that is no property.
    package var value: String { isWellFormed ? decoded(text[(colon + 1)...]) : "" }

    /// The parameters in the order written.
    package var parameters: [Parameter] {
        isWellFormed && nameEnd < colon ? Parameter.list(in: text[(nameEnd + 1)..<colon], decode: decoded) : []
    }

    /// Returns the first value of the parameter `name`, which is given in capitals; nil where it isn't there or has none.
    package func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.values.first
    }

    /// Whether the line holds nothing but white space.
    package var isBlank: Bool { kind == .blank }

    /// Whether the line is a property, a BEGIN or an END.
    package var isWellFormed: Bool { kind == .property || kind == .begin || kind == .end }

    /// Whether the line goes over several rows.
    var isFolded: Bool { rows > 1 }

    /// The bytes that end the line's last row; empty for a last line without an end.
    var lineEnd: ArraySlice<UInt8> { raw[Folding.contentEnd(of: raw)...] }

    private func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        if isUTF8 { return String(decoding: bytes, as: UTF8.self) }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

extension ContentLine {
    /// Where the parts of a line begin, found in one pass.
    private struct Head {
        var kind = Kind.malformed
        var nameStart: Int
        var nameEnd: Int
        var colon: Int
        var isASCII = true

        init(_ text: ArraySlice<UInt8>) {
            (nameStart, nameEnd, colon) = (text.startIndex, text.startIndex, text.endIndex)
            text.withUnsafeBufferPointer { read($0, base: text.startIndex) }
        }

        private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, base: Int) {
            isASCII = bytes.isASCII
            var nameStart = 0
            var dots = 0
            var at = 0
            while at < bytes.count, Self.isNameByte(bytes[at]) {
                if bytes[at] == ASCII.dot {
                    dots += 1
                    // With more dots than one it is no group, but a name that nobody knows.
                    nameStart = dots == 1 && at > 0 ? at + 1 : 0
                }
                at += 1
            }
            guard at > nameStart, at < bytes.count, bytes[at] == ASCII.colon || bytes[at] == ASCII.semicolon else {
                if bytes.allSatisfy(\.isBlank) { kind = .blank }
                return
            }
            let nameEnd = at
            var isQuoted = false
            while at < bytes.count, isQuoted || bytes[at] != ASCII.colon {
                if bytes[at] == ASCII.quote { isQuoted.toggle() }
                at += 1
            }
            guard at < bytes.count else {
                kind = isQuoted ? .unclosedQuote : .malformed
                return
            }
            kind = Self.kind(ofName: bytes[nameStart..<nameEnd])
            (self.nameStart, self.nameEnd, colon) = (base + nameStart, base + nameEnd, base + at)
        }

        /// RFC 5545 §3.1 has letters, digits and `-`; files in the wild also have `_`, and `/` in vCalendar's names.
        private static func isNameByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
                ASCII.dot:
                true
            default: false
            }
        }

        private static func kind(ofName name: Slice<UnsafeBufferPointer<UInt8>>) -> Kind {
            func isSame(_ word: StaticString) -> Bool {
                let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
                return word.count == name.count && zip(name, word).allSatisfy { $0 & 0xDF == $1 }
            }
            return isSame("END") ? .end : isSame("BEGIN") ? .begin : .property
        }
    }
}
