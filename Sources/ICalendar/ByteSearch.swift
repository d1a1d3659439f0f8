import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// The index of the first such byte at or after `start`; nil where there is none.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard let baseAddress, start < count,
            let found = memchr(baseAddress + start, Int32(byte), count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }

    /// Whether every byte is below 0x80; eight are looked at at a time.
    var isASCII: Bool {
        let raw = UnsafeRawBufferPointer(self)
        var bits: UInt64 = 0
        var at = 0
        while at + 8 <= raw.count {
            bits |= raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            at += 8
        }
        while at < raw.count {
            bits |= UInt64(raw[at])
            at += 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }
}

extension ArraySlice<UInt8> {
    /// The index of the first such byte at or after `start`; nil where there is none.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        withUnsafeBufferPointer { $0.firstIndex(of: byte, from: start - startIndex) }.map { $0 + startIndex }
    }
}
