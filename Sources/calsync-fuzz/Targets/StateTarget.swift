import SyncCore
import SyncEngine

/// Reads the state files: each is refused, or is the same when written and read again.
enum StateTarget {
    static func manifest(_ bytes: [UInt8]) -> String? {
        for text in [bytes, sealed(bytes)] {
            guard let manifest = try? ManifestCodec.decode(text) else { continue }
            guard let written = try? ManifestCodec.encode(manifest), let again = try? ManifestCodec.decode(written),
                again == manifest
            else { return "A manifest that was read can't be written and read again." }
            if let path = manifest.files.keys.first(where: { !Path.isRelativeAndSafe($0) }) {
                return "A file of the manifest leads out of the folder: \(path)"
            }
        }
        return nil
    }

    /// The manifest with the checksum that its last line ought to have.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var text = Array(bytes.dropLast(23))
        let checksum = Hex.bytes(Checksum.of(text))
        text += Array("\"checksum\":\"".utf8) + checksum + Array("\"}\n".utf8)
        return text
    }

    static func journal(_ bytes: [UInt8]) -> String? {
        let lines = bytes.split(separator: 0x0A).flatMap { Journal.line(Array($0), first: 0) }
        for text in [bytes, lines] {
            guard let contents = try? Journal.contents(of: text, named: "journal.jsonl") else { continue }
            if contents.openIntents.count > contents.records.count { return "There are more intents than records." }
            var manifest = Manifest(folderID: "")
            for case .commit(let commit) in contents.records { manifest.apply(commit) }
            if let path = manifest.files.keys.first(where: { !Path.isRelativeAndSafe($0) }) {
                return "A file of the journal leads out of the folder: \(path)"
            }
            for record in contents.records {
                guard let written = try? Journal.text([record], header: .init(generation: 0, folder: "")),
                    let again = try? Journal.contents(of: written, named: "again"), again.records == [record]
                else { return "A record that was read can't be written and read again." }
            }
        }
        return nil
    }
}
