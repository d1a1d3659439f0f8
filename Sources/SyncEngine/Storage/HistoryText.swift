import SyncCore

/// The JSON of a line of the history, in the shape that its `Codable` reads.
///
/// Written by hand: there is a line for every operation, and JSONEncoder takes as long for it as the disk for the file.
extension ByteWriter {
    static func json(_ entry: History.Entry) -> [UInt8] {
        var writer = ByteWriter(reserving: 1_024)
        writer.object { writer in
            if let after = entry.after { writer.pair("after", after) }
            writer.key("changes") { $0.list(entry.changes) { $0.change($1) } }
            if let isNew = entry.isNew { writer.pair("isNew", isNew) }
            if let isOwn = entry.isOwn { writer.pair("isOwn", isOwn) }
            writer.pair("operation", entry.operation)
            writer.pair("outcome", entry.outcome)
            writer.pair("pair", entry.pair.text)
            if let path = entry.path { writer.pair("path", path) }
            writer.pair("reason", entry.reason)
            writer.pair("run", entry.run)
            if let savedAt = entry.savedAt { writer.pair("savedAt", savedAt) }
            if let side = entry.side { writer.pair("side", side.rawValue) }
            writer.pair("time", entry.time)
            writer.pair("title", entry.title)
            if let trashed = entry.trashed { writer.pair("trashed", trashed) }
            writer.pair("uid", entry.uid.text)
        }
        return writer.bytes
    }
}
