import ICalendar

/// A 207 answer: what a server says of each resource (RFC 4918 §13).
struct Multistatus: Hashable, Sendable {
    /// What it says, in order.
    var responses: [DAVResponse]
    /// Where the next sync starts (RFC 6578 §6.2).
    var syncToken: String?

    /// Reads the body of a 207.
    ///
    /// - Throws: ``XMLReader/Flaw`` where it is no whole multistatus: of a cut one nothing is concluded.
    init(_ body: [UInt8]) throws(XMLReader.Flaw) {
        let root = try XMLReader.document(body)
        guard root.name == .dav("multistatus") else {
            throw XMLReader.Flaw(sentence: "It is no multistatus, but \(root.name.local.prefix(40)).", offset: 0)
        }
        responses = root.children(.dav("response")).map { DAVResponse($0) }
        syncToken = root.child(.dav("sync-token")).map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// What a server says of one resource.
struct DAVResponse: Hashable, Sendable {
    /// The resource, as the server spells it: a path or a URL.
    var href: String
    /// The status of the whole; `nil` where each property has its own.
    var status: Int?
    /// The properties that were found.
    var found: [XMLName: XMLElement] = [:]
    /// The conditions that weren't met (RFC 4918 §16).
    var conditions: [XMLElement] = []

    init(_ element: XMLElement) {
        href = element.child(.dav("href"))?.trimmed ?? ""
        status = element.child(.dav("status")).flatMap { Self.status($0.trimmed) }
        conditions = element.child(.dav("error"))?.children ?? []
        for part in element.children(.dav("propstat")) {
            let status = part.child(.dav("status")).flatMap { Self.status($0.trimmed) } ?? 200
            guard (200...299).contains(status), let properties = part.child(.dav("prop")) else { continue }
            for property in properties.children { found[property.name] = property }
        }
    }

    /// The text of a property that was found and isn't empty.
    subscript(name: XMLName) -> String? {
        guard let text = found[name]?.trimmed, !text.isEmpty else { return nil }
        return text
    }

    /// Whether the server says that the resource isn't there.
    var isGone: Bool { status == 404 || status == 410 }

    /// The strong entity tag of the resource, quotes included; `nil` where none was told.
    ///
    /// A weak one never matches in `If-Match` (RFC 9110 §13.1.1); those who give it for calendars mean a strong one.
    var tag: String? { self[.dav("getetag")].map { DAVTag.strong($0) } }

    /// RFC 4918 §14.28: `HTTP/1.1 404 Not Found`.
    private static func status(_ line: String) -> Int? {
        let words = line.split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }
}

/// The entity tags of RFC 9110 §8.8.3.
enum DAVTag {
    /// The tag without the mark of a weak one.
    static func strong(_ tag: String) -> String { tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag }
}

extension XMLName {
    /// A name of WebDAV (RFC 4918).
    static func dav(_ local: String) -> XMLName { XMLName(space: "DAV:", local: local) }

    /// A name of CalDAV (RFC 4791).
    static func caldav(_ local: String) -> XMLName { XMLName(space: "urn:ietf:params:xml:ns:caldav", local: local) }

    /// A name of Apple's calendar server, such as its `getctag`.
    static func apple(_ local: String) -> XMLName { XMLName(space: "http://calendarserver.org/ns/", local: local) }

    /// A name of Apple's clients, such as a calendar's colour.
    static func ical(_ local: String) -> XMLName { XMLName(space: "http://apple.com/ns/ical/", local: local) }
}
