/// Reads the small XML that DAV servers answer: well-formed, with namespaces, bounded.
///
/// Of entities it knows the five and the numeric ones. A document type with declarations of its own, deeper nesting than
/// ``mostDepth`` or more elements than ``mostElements`` is refused: nothing good has them.
struct XMLReader {
    static let mostDepth = 40
    static let mostElements = 2_000_000

    /// Why a text is no XML that is read here, as a sentence, with the byte where it was seen.
    struct Flaw: Error, Hashable {
        var sentence: String
        var offset: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var count = 0
    private var depth = 0
    /// The namespaces in force, the innermost last.
    private var scopes: [(prefix: String, space: String)] = [("xml", "http://www.w3.org/XML/1998/namespace")]
    /// Names repeat in thousands, so each is made once for the scope it was met in.
    private var names: [XMLSpelling: XMLName] = [:]

    /// Reads a whole document and returns its outermost element.
    static func document(_ bytes: [UInt8]) throws(Flaw) -> XMLElement {
        let result: Result<XMLElement, Flaw> = bytes.withUnsafeBufferPointer { buffer in
            var reader = XMLReader(bytes: buffer)
            do throws(Flaw) { return .success(try reader.document()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func document() throws(Flaw) -> XMLElement {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        try skipProlog()
        guard at < bytes.count, bytes[at] == ascii("<") else { throw flaw("There is no element.") }
        let root = try element()
        try skipProlog()
        guard at == bytes.count else { throw flaw("There is something after the end of the document.") }
        return root
    }

    /// Skips white space, comments, processing instructions and a document type without declarations.
    private mutating func skipProlog() throws(Flaw) {
        while true {
            skipSpace()
            if isNext("<?") {
                try skip(past: "?>")
            } else if isNext("<!--") {
                try skip(past: "-->")
            } else if isNext("<!DOCTYPE") {
                while at < bytes.count, bytes[at] != ascii(">") {
                    guard bytes[at] != ascii("[") else { throw flaw("It declares entities of its own.") }
                    at += 1
                }
                at += 1
            } else {
                return
            }
        }
    }

    /// Reads the element that begins here.
    private mutating func element() throws(Flaw) -> XMLElement {
        count += 1
        depth += 1
        defer { depth -= 1 }
        guard count <= Self.mostElements else { throw flaw("It has too many elements.") }
        guard depth <= Self.mostDepth else { throw flaw("Its elements are nested too deeply.") }
        at += 1
        let spelled = try name()
        let outer = scopes.count
        let (attributes, isEmpty) = try attributes()
        if scopes.count != outer { names.removeAll(keepingCapacity: true) }
        var element = XMLElement(name: try resolved(spelled), attributes: attributes)
        if !isEmpty { try content(of: &element, spelled) }
        if scopes.count != outer {
            scopes.removeLast(scopes.count - outer)
            names.removeAll(keepingCapacity: true)
        }
        return element
    }

    /// Reads what stands between the tags of `element`, and its end tag.
    private mutating func content(of element: inout XMLElement, _ spelled: XMLSpelling) throws(Flaw) {
        var text: [UInt8] = []
        while true {
            guard at < bytes.count else { throw flaw("It breaks off.") }
            if bytes[at] != ascii("<") {
                try readText(into: &text, until: ascii("<"))
            } else if isNext("</") {
                at += 2
                guard try name() == spelled else { throw flaw("An element ends under another name.") }
                skipSpace()
                guard at < bytes.count, bytes[at] == ascii(">") else { throw flaw("An end tag isn't closed.") }
                at += 1
                // Between elements there is only the server's indentation.
                if element.children.isEmpty { element.text = String(decoding: text, as: UTF8.self) }
                return
            } else if isNext("<![CDATA[") {
                at += 9
                let start = at
                try skip(past: "]]>")
                Self.append(bytes[start..<(at - 3)], to: &text)
            } else if isNext("<!--") {
                try skip(past: "-->")
            } else if isNext("<?") {
                try skip(past: "?>")
            } else {
                element.children.append(try self.element())
            }
        }
    }
}

// MARK: Names and attributes

/// A name as it is spelled in the document.
struct XMLSpelling: Hashable {
    var prefix: String
    var local: String
}

extension XMLReader {
    private mutating func name() throws(Flaw) -> XMLSpelling {
        let start = at
        var colon: Int?
        while at < bytes.count, Self.isNameByte(bytes[at]) {
            if bytes[at] == ascii(":"), colon == nil { colon = at }
            at += 1
        }
        guard at > start else { throw flaw("A name is missing.") }
        let local = String(decoding: bytes[(colon.map { $0 + 1 } ?? start)..<at], as: UTF8.self)
        return XMLSpelling(prefix: colon.map { String(decoding: bytes[start..<$0], as: UTF8.self) } ?? "", local: local)
    }

    private mutating func resolved(_ spelled: XMLSpelling) throws(Flaw) -> XMLName {
        if let known = names[spelled] { return known }
        let space = scopes.last { $0.prefix == spelled.prefix }?.space
        guard let space = space ?? (spelled.prefix.isEmpty ? "" : nil) else {
            throw flaw("The namespace prefix \(spelled.prefix.prefix(20)) is not declared.")
        }
        let name = XMLName(space: space, local: spelled.local)
        names[spelled] = name
        return name
    }

    /// Reads the attributes and the end of the start tag; declarations of namespaces go into the scope.
    private mutating func attributes() throws(Flaw) -> (attributes: [String: String], isEmpty: Bool) {
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            if isNext("/>") {
                at += 2
                return (attributes, true)
            }
            if isNext(">") {
                at += 1
                return (attributes, false)
            }
            let spelled = try name()
            skipSpace()
            guard isNext("=") else { throw flaw("An attribute has no value.") }
            at += 1
            skipSpace()
            guard at < bytes.count, bytes[at] == ascii("\"") || bytes[at] == ascii("'") else {
                throw flaw("An attribute's value isn't quoted.")
            }
            let quote = bytes[at]
            at += 1
            var value: [UInt8] = []
            try readText(into: &value, until: quote)
            at += 1
            let text = String(decoding: value, as: UTF8.self)
            if spelled.prefix == "xmlns" {
                scopes.append((spelled.local, text))
            } else if spelled.prefix.isEmpty, spelled.local == "xmlns" {
                scopes.append(("", text))
            } else {
                attributes[spelled.local] = text
            }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x20, ascii("<"), ascii(">"), ascii("/"), ascii("="), ascii("\""), ascii("'"), ascii("&"),
            ascii("?"), ascii("!"):
            false
        default: true
        }
    }
}

// MARK: Text

extension XMLReader {
    /// Reads characters and entities up to `end`, which stays.
    private mutating func readText(into text: inout [UInt8], until end: UInt8) throws(Flaw) {
        var start = at
        while at < bytes.count, bytes[at] != end {
            if bytes[at] == ascii("&") {
                Self.append(bytes[start..<at], to: &text)
                try readEntity(into: &text)
                start = at
            } else {
                at += 1
            }
        }
        guard at < bytes.count else { throw flaw("It breaks off.") }
        Self.append(bytes[start..<at], to: &text)
    }

    /// XML 1.0 §4.1 and §4.6: `&#13;` is a CR that stays one.
    private mutating func readEntity(into text: inout [UInt8]) throws(Flaw) {
        let start = at + 1
        while at < bytes.count, bytes[at] != ascii(";"), at - start < 10 { at += 1 }
        guard at < bytes.count, bytes[at] == ascii(";") else { throw flaw("An entity isn't closed.") }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        at += 1
        switch name {
        case "lt": text.append(ascii("<"))
        case "gt": text.append(ascii(">"))
        case "amp": text.append(ascii("&"))
        case "quot": text.append(ascii("\""))
        case "apos": text.append(ascii("'"))
        default:
            let digits = name.dropFirst()
            let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard name.hasPrefix("#"), let code, let scalar = Unicode.Scalar(code), code != 0 else {
                throw flaw("The entity \(name.prefix(10)) is unknown.")
            }
            text += Array(String(Character(scalar)).utf8)
        }
    }

    /// XML 1.0 §2.11: CR LF, and a CR alone, are LF.
    private static func append(_ piece: Slice<UnsafeBufferPointer<UInt8>>, to text: inout [UInt8]) {
        guard piece.contains(0x0D) else { return text.append(contentsOf: piece) }
        var isAfterCR = false
        for byte in piece {
            if byte == 0x0A, isAfterCR {
                isAfterCR = false
                continue
            }
            isAfterCR = byte == 0x0D
            text.append(isAfterCR ? 0x0A : byte)
        }
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
    }

    private mutating func skip(past end: StaticString) throws(Flaw) {
        while at < bytes.count, !isNext(end) { at += 1 }
        guard at < bytes.count else { throw flaw("It breaks off.") }
        at += end.utf8CodeUnitCount
    }

    private func isNext(_ text: StaticString) -> Bool {
        let size = text.utf8CodeUnitCount
        guard bytes.count - at >= size else { return false }
        for offset in 0..<size where bytes[at + offset] != text.utf8Start[offset] { return false }
        return true
    }

    private func flaw(_ sentence: String) -> Flaw { Flaw(sentence: sentence, offset: at) }
}

/// The byte of an ASCII character.
private func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }
