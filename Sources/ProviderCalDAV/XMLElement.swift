/// One element of an XML document: its name, what it holds, and nothing of how it was spelled.
struct XMLElement: Hashable, Sendable {
    /// The namespace and the local name; the prefix says nothing.
    var name: XMLName
    /// The attributes by local name; those that declare namespaces are left out.
    var attributes: [String: String] = [:]
    /// The elements inside, in order.
    var children: [XMLElement] = []
    /// The text directly inside, CDATA included, with line ends as LF (XML 1.0 §2.11).
    var text = ""

    /// The first child called `name`; `nil` where there is none.
    func child(_ name: XMLName) -> XMLElement? { children.first { $0.name == name } }

    /// All children called `name`.
    func children(_ name: XMLName) -> [XMLElement] { children.filter { $0.name == name } }

    /// The text without the white space around it.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" || $0 == "\r" }
        var rest = text[...].drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }
}

/// The name of an element as XML compares it (Namespaces in XML 1.0 §6).
struct XMLName: Hashable, Sendable {
    /// The namespace's URI; empty where there is none.
    var space: String
    /// The name without a prefix.
    var local: String
}
