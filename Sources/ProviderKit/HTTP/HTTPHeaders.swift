/// One header line.
package struct HTTPHeader: Sendable, Hashable {
    /// As written; compared without regard to case.
    package var name: String
    /// Without the white space around it.
    package var value: String

    /// Pairs `name` with `value`.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The header lines of an answer, in the order they came.
package struct HTTPHeaders: Sendable, Hashable, Sequence {
    private var lines: [HTTPHeader]

    /// Holds `lines`.
    package init(_ lines: [HTTPHeader] = []) { self.lines = lines }

    /// Returns the value of the first line called `name`, in whatever case.
    package subscript(name: String) -> String? { lines.first { $0.isCalled(name) }?.value }

    /// Returns the values of all lines called `name`, in whatever case.
    package func values(of name: String) -> [String] { lines.filter { $0.isCalled(name) }.map(\.value) }

    package func makeIterator() -> [HTTPHeader].Iterator { lines.makeIterator() }

    /// Adds `line`, as libcurl hands it over: with its line end, perhaps the continuation of the line before.
    mutating func append(line: UnsafeRawBufferPointer) {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        let trimmed = { (bytes: Slice<UnsafeRawBufferPointer>) -> String in
            var bytes = bytes.drop(while: isSpace)
            while let last = bytes.last, isSpace(last) { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        }
        // RFC 9112 §5.2: a line that begins with white space goes on with the value before it.
        if let first = line.first, isSpace(first) {
            guard let last = lines.indices.last else { return }
            lines[last].value += " " + trimmed(line[...])
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            lines.append(HTTPHeader(trimmed(line[..<colon]), trimmed(line[(colon + 1)...])))
        }
    }
}

extension HTTPHeader {
    /// Says whether this is the header `name`, in whatever case.
    func isCalled(_ name: String) -> Bool {
        self.name.utf8.count == name.utf8.count && self.name.lowercased() == name.lowercased()
    }
}
