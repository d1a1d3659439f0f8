import Glibc

/// Reads the JSON that ``ByteWriter`` writes, in its order, without making anything that isn't asked for.
struct ByteScanner {
    /// All there is to read.
    let bytes: UnsafeRawBufferPointer
    /// Where reading goes on.
    var position: Int
    /// Where it ends.
    let end: Int

    init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        self.position = position
        self.end = end ?? bytes.count
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { position >= end }

    /// Passes over `literal` if it comes next.
    @inline(__always)
    mutating func skip(_ literal: StaticString) -> Bool {
        // Inlined, this compares a few words; otherwise it is a call of memcmp each time.
        let count = literal.utf8CodeUnitCount
        guard let start = bytes.baseAddress, end - position >= count,
            memcmp(start + position, literal.utf8Start, count) == 0
        else { return false }
        position += count
        return true
    }

    /// The next whole number; `nil` where there is none, or it is too large.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
        let isNegative = skip("-")
        let start = position
        // So many digits always fit, and need no look at each.
        let safe = min(end, start + 18)
        var head: Int64 = 0
        while position < safe, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            head = head &* 10 &+ Int64(digit)
            position += 1
        }
        guard position > start, var value = Number(exactly: isNegative ? -head : head) else { return nil }
        while position < end, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let step = Number(digit)
            let (sum, overSum) =
                isNegative ? product.subtractingReportingOverflow(step) : product.addingReportingOverflow(step)
            guard !over, !overSum else { return nil }
            value = sum
            position += 1
        }
        return value
    }

    /// Where the text of the next string is, as written, without its quotes.
    mutating func rawString() -> Range<Int>? {
        guard skip("\""), let base = bytes.baseAddress else { return nil }
        let start = position
        guard let quote = memchr(base + start, Int32(UInt8(ascii: "\"")), end - start) else { return nil }
        let close = UnsafeRawPointer(quote) - base
        guard memchr(base + start, Int32(UInt8(ascii: "\\")), close - start) != nil else {
            position = close + 1
            return start..<close
        }
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < end else { return nil }
        position += 1
        return start..<position - 1
    }

    /// The next string; `nil` where it isn't UTF-8.
    mutating func string() -> String? {
        guard let range = rawString() else { return nil }
        let text = UnsafeRawBufferPointer(rebasing: bytes[range])
        guard text.contains(UInt8(ascii: "\\")) else { return String(validating: text, as: UTF8.self) }
        return Self.unescaped(text)
    }

    /// The extent of the next JSON value.
    mutating func value() -> Range<Int>? {
        let start = position
        var depth = 0
        while position < end {
            let byte = bytes[position]
            let isClosing = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            if depth == 0, isClosing || byte == UInt8(ascii: ",") { break }
            if byte == UInt8(ascii: "\"") {
                guard rawString() != nil else { return nil }
            } else {
                position += 1
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if isClosing { depth -= 1 }
            }
            if depth == 0, isClosing { break }
        }
        return depth == 0 && position > start ? start..<position : nil
    }

    /// Passes over the next JSON object and gives `body` each of its members; `false` where there is no whole object.
    ///
    /// - Parameter body: Takes the member's name and a scanner that stands before its value.
    mutating func members(_ body: (String, inout ByteScanner) -> Void) -> Bool {
        guard skip("{") else { return false }
        if skip("}") { return true }
        repeat {
            guard let name = string(), skip(":"), let value = value() else { return false }
            var inner = ByteScanner(bytes, from: value.lowerBound, to: value.upperBound)
            body(name, &inner)
        } while skip(",")
        return skip("}")
    }

    private static func unescaped(_ text: UnsafeRawBufferPointer) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var at = 0
        while at < text.count {
            let next = text[at...].firstIndex(of: UInt8(ascii: "\\")) ?? text.count
            plain.append(contentsOf: text[at..<next])
            at = next
            guard at < text.count else { break }
            guard at + 1 < text.count else { return nil }
            switch text[at + 1] {
            case UInt8(ascii: "u"):
                guard at + 5 < text.count, let code = Hex.number(text[at + 2..<at + 6], digits: 4),
                    let scalar = Unicode.Scalar(code)
                else { return nil }
                plain.append(contentsOf: String(Character(scalar)).utf8)
                at += 6
            case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"):
                plain.append(byte)
                at += 2
            default: return nil
            }
        }
        return String(validating: plain, as: UTF8.self)
    }
}
