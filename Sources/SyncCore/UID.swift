/// Identifies an event across all replicas: iCalendar's UID, compared byte for byte (RFC 5545 §3.8.4.7).
package struct UID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The UID as written.
    package let text: String

    /// Takes a UID as written; `nil` for an empty one.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text
    }

    /// Makes one of a service's id and the service's domain, as services do for events without a UID.
    package init(id: String, at domain: String) { text = id + "@" + domain }

    package var description: String { text }

    package static func == (a: UID, b: UID) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    package static func < (a: UID, b: UID) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Names a pair: a folder and the remote calendar it is kept in step with.
package struct PairID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The name as written in `calsync.toml`.
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }

    package static func < (a: PairID, b: PairID) -> Bool { a.text < b.text }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// One of the two replicas of a pair.
package enum Side: String, Hashable, Sendable, Codable, CaseIterable {
    case local, remote

    /// The other one.
    package var other: Side { self == .local ? .remote : .local }
}

extension PairID: CodingKeyRepresentable {
    package var codingKey: any CodingKey { Key(stringValue: text) }

    package init?<T: CodingKey>(codingKey: T) { self.init(codingKey.stringValue) }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
