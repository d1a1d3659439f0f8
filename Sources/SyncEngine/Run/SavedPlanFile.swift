import SyncCore

/// The file of a ``SavedPlan``: JSON, versioned, with a checksum.
package enum SavedPlanFile {
    /// Larger files are no plan of ours.
    package static let limit = 256 << 20

    private struct Version: Decodable {
        var version: Int

        enum CodingKeys: String, CodingKey { case version = "calsync-plan" }
    }

    /// The bytes of the file.
    package static func encode(_ plan: SavedPlan) throws -> [UInt8] {
        let body = try JSONText.encode(plan)
        return head(checksum: Hex.bytes(Checksum.of(body))) + body + tail
    }

    /// The plan in a file.
    package static func decode(_ bytes: [UInt8]) throws(SavedPlanError) -> SavedPlan {
        guard let found = try? JSONText.decode(Version.self, from: bytes) else {
            throw bytes.starts(with: #"{"calsync-plan":"#.utf8) ? .damaged : .notAPlan
        }
        guard found.version <= SavedPlan.schema else { throw .newer(found.version) }
        // The bytes themselves are summed up: sets have no order of their own to be spelled in again.
        let body = bytes.dropFirst(head(checksum: [UInt8](repeating: 0, count: 8)).count).dropLast(tail.count)
        let checksum = Hex.bytes(Checksum.of(body))
        guard bytes.starts(with: head(checksum: checksum)), bytes.suffix(tail.count).elementsEqual(tail),
            let plan = try? JSONText.decode(SavedPlan.self, from: body)
        else { throw .damaged }
        return plan
    }

    /// Writes the file, over nothing but another plan.
    ///
    /// - Parameter random: Makes the name of the temporary file beside it.
    package static func write(_ plan: SavedPlan, to path: String, files: any FileStore, random: UInt64) throws {
        let bytes = try encode(plan)
        if try files.status(path) != nil {
            guard let old = try? files.read(path, limit: limit),
                (try? JSONText.decode(Version.self, from: old)) != nil
            else { throw SavedPlanError.taken(path) }
        }
        let temporary = path + ".calsync-" + String(random, radix: 16)
        try files.create(temporary, bytes, mode: 0o600)
        try files.flush(temporary)
        try files.replace(path, with: temporary)
        try files.flushFolder(Path.parent(path))
    }

    private static func head(checksum: [UInt8]) -> [UInt8] {
        Array(#"{"calsync-plan":\#(SavedPlan.schema),"checksum":""#.utf8) + checksum + Array(#"","plan":"#.utf8)
    }

    private static let tail = Array("}\n".utf8)
}

/// Why a plan's file is refused.
package enum SavedPlanError: Error, Hashable, Sendable {
    /// Something else is in the file.
    case notAPlan
    /// A newer calsync wrote it.
    case newer(Int)
    /// It is not what calsync wrote.
    case damaged
    /// It was made in another calendar folder.
    case otherFolder
    /// There is a file of that name, and it is no plan.
    case taken(String)

    /// What is wrong.
    package var sentence: String {
        switch self {
        case .notAPlan: "The file holds no plan of calsync."
        case .newer(let version): "The plan was written by a newer calsync (version \(version) of its format)."
        case .damaged: "The plan in the file is damaged: it is not what calsync wrote."
        case .otherFolder: "The plan was made in another calendar folder."
        case .taken(let path): "\(path) exists and is no plan; it is not overwritten."
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .notAPlan: "Name a pair, or a file that `calsync plan --out FILE` wrote."
        case .newer: "Install that version, or plan again: `calsync plan --out FILE`."
        case .damaged: "Plan again: `calsync plan --out FILE`."
        case .otherFolder: "Run it there (-C DIR), or plan again here: `calsync plan --out FILE`."
        case .taken: "Choose another name."
        }
    }
}
