/// Bytes in JSON: as text where they are UTF-8, else base64, so that the base stays readable.
package struct Blob: Hashable, Sendable, Codable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    private enum Key: String, CodingKey {
        case text = "t"
        case base64 = "b"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .text) {
            bytes = Array(text.utf8)
        } else {
            let text = try container.decode(String.self, forKey: .base64)
            guard let decoded = Base64.decode(text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .base64, in: container, debugDescription: "not base64")
            }
            bytes = decoded
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if let text = String(validating: bytes, as: UTF8.self) {
            try container.encode(text, forKey: .text)
        } else {
            try container.encode(Base64.encode(bytes), forKey: .base64)
        }
    }
}

/// Base64 with the standard alphabet (RFC 4648 §4).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Encodes with padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group = UInt32(0)
            for i in 0..<3 { group = group << 8 | (i < count ? UInt32(bytes[index + i]) : 0) }
            for i in 0..<4 {
                out.append(i <= count ? alphabet[Int(group >> UInt32(18 - 6 * i) & 63)] : UInt8(ascii: "="))
            }
            index += 3
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Decodes; `nil` for anything that is not base64.
    package static func decode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let digit = alphabet.firstIndex(of: byte) else { return nil }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return out
    }
}

extension Base {
    private enum Key: String, CodingKey {
        case seen, remote, folder, agreed
        case generation = "gen"
        case past
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let seen = try container.decode(RemoteEvent.self, forKey: .seen)
        let remote = try container.decodeIfPresent(View.self, forKey: .remote) ?? seen.view
        self.init(
            seen: seen, remoteShadow: remote,
            folderShadow: try container.decodeIfPresent(View.self, forKey: .folder) ?? remote,
            agreed: try container.decode(Blob.self, forKey: .agreed).bytes,
            generation: try container.decodeIfPresent(Int.self, forKey: .generation) ?? 0,
            past: try container.decodeIfPresent([String].self, forKey: .past) ?? [])
    }

    /// Encodes; a shadow that equals the one before it is left out.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(seen, forKey: .seen)
        if remoteShadow != seen.view { try container.encode(remoteShadow, forKey: .remote) }
        if folderShadow != remoteShadow { try container.encode(folderShadow, forKey: .folder) }
        try container.encode(Blob(agreed), forKey: .agreed)
        if generation != 0 { try container.encode(generation, forKey: .generation) }
        if !past.isEmpty { try container.encode(past, forKey: .past) }
    }
}

extension Tombstone {
    private enum Key: String, CodingKey {
        case id, revisions, agreed, path
        case generation = "gen"
        case keptFile, keepsEvent, movedTo
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            remoteID: try container.decode(String.self, forKey: .id),
            revisions: Set(try container.decode([String].self, forKey: .revisions)),
            agreed: try container.decode(Blob.self, forKey: .agreed).bytes,
            path: try container.decodeIfPresent(String.self, forKey: .path),
            generation: try container.decodeIfPresent(Int.self, forKey: .generation) ?? 0,
            keptFile: try container.decodeIfPresent(String.self, forKey: .keptFile),
            keepsEvent: try container.decodeIfPresent(Bool.self, forKey: .keepsEvent) ?? false,
            movedTo: try container.decodeIfPresent(PairID.self, forKey: .movedTo))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(remoteID, forKey: .id)
        try container.encode(revisions.sorted(), forKey: .revisions)
        try container.encode(Blob(agreed), forKey: .agreed)
        try container.encodeIfPresent(path, forKey: .path)
        if generation != 0 { try container.encode(generation, forKey: .generation) }
        try container.encodeIfPresent(keptFile, forKey: .keptFile)
        if keepsEvent { try container.encode(true, forKey: .keepsEvent) }
        try container.encodeIfPresent(movedTo, forKey: .movedTo)
    }
}

extension Record: Codable {
    private enum Key: String, CodingKey { case live, deleted }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let base = try container.decodeIfPresent(Base.self, forKey: .live) {
            self = .live(base)
        } else {
            self = .deleted(try container.decode(Tombstone.self, forKey: .deleted))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .live(let base): try container.encode(base, forKey: .live)
        case .deleted(let tombstone): try container.encode(tombstone, forKey: .deleted)
        }
    }
}

extension RecordEntry: Codable {
    private enum Key: String, CodingKey {
        case remoteID = "id"
        case revision = "rev"
        case deleted, unsettled, packed, inline
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let body: Body
        if let ref = try container.decodeIfPresent(PackRef.self, forKey: .packed) {
            body = .packed(ref)
        } else {
            body = .inline(try container.decode(Record.self, forKey: .inline))
        }
        self.init(
            remoteID: try container.decode(String.self, forKey: .remoteID),
            revision: try container.decode(String.self, forKey: .revision),
            isDeleted: try container.decodeIfPresent(Bool.self, forKey: .deleted) ?? false,
            isUnsettled: try container.decodeIfPresent(Bool.self, forKey: .unsettled) ?? false,
            body: body)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(remoteID, forKey: .remoteID)
        try container.encode(revision, forKey: .revision)
        if isDeleted { try container.encode(true, forKey: .deleted) }
        if isUnsettled { try container.encode(true, forKey: .unsettled) }
        switch body {
        case .packed(let ref): try container.encode(ref, forKey: .packed)
        case .inline(let record): try container.encode(record, forKey: .inline)
        }
    }
}

extension Commit.RecordChange: Codable {
    private enum Key: String, CodingKey { case pair, uid, entry }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            RecordKey(try container.decode(PairID.self, forKey: .pair), try container.decode(UID.self, forKey: .uid)),
            try container.decodeIfPresent(RecordEntry.self, forKey: .entry))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(key.pair, forKey: .pair)
        try container.encode(key.uid, forKey: .uid)
        try container.encodeIfPresent(entry, forKey: .entry)
    }
}
