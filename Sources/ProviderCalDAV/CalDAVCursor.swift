import SyncCore

/// Where the next look at a calendar begins: the server's token, or a mark of each event that was there.
///
/// Kept in the manifest as text; whatever can't be read leads to a whole listing.
struct CalDAVCursor: Hashable, Sendable {
    /// The sync token; `nil` where the server has none.
    var token: String?
    /// When everything was listed the last time, in seconds since 1970.
    ///
    /// Some servers answer a token that they don't know with all there is and without a word of what is gone
    /// (facts/caldav.md 6), so that everything is listed now and then.
    var listedAt: Double
    /// Marks of the events that the listing told of. Without a token they are kept: what bears another mark has changed.
    var listed: Set<String>
    /// Events that we wrote after the token, by name, with their marks.
    ///
    /// The server must tell of them. Of one that it doesn't tell of it has forgotten that it was ever there: what came and
    /// went since the token is not listed by some (facts/caldav.md 2).
    var written: [String: String]
    /// Events of ``written`` that the server neither tells of nor shows, by name: when that was seen first, in seconds
    /// since 1970.
    var missed: [String: Double] = [:]
    /// Events that the server has listed and didn't show, by name: they are asked for until it shows them, or says that they
    /// are gone.
    var unread: Set<String> = []

    /// The version of this text, and of the way that events are read: a cursor of another one is dropped.
    ///
    /// What can't be written is read off an event, and depends on whether guests may be mailed.
    static func shape(_ notify: CalDAVProvider.Notify) -> String { "caldav mapping=2 notify=\(notify.rawValue)" }

    /// Seconds after which everything is listed again.
    static let age: Double = 7 * 86_400
    /// Seconds for which it proves nothing that an event which we wrote isn't shown: iCloud shows what was stored some
    /// seconds late (facts/caldav.md 7).
    static let lag: Double = 60

    init(token: String?, listedAt: Double, listed: Set<String> = [], written: [String: String] = [:]) {
        self.token = token
        self.listedAt = listedAt
        self.listed = listed
        self.written = written
    }

    /// Reads what ``cursor(_:)`` wrote; `nil` for anything else.
    init?(_ cursor: Cursor, _ notify: CalDAVProvider.Notify) {
        guard cursor.shape == Self.shape(notify) else { return nil }
        let lines = cursor.token.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, let listedAt = Double(lines[0]) else { return nil }
        self.init(
            token: lines[1].isEmpty ? nil : String(lines[1]), listedAt: listedAt,
            listed: Set(lines[2].split(separator: " ").map(String.init)))
        for line in lines.dropFirst(3) {
            // The mark has no space, the name may have some.
            guard let space = line.firstIndex(of: " ") else { continue }
            let name = String(line[line.index(after: space)...])
            let words = line[..<space].split(separator: "@").map(String.init)
            if words.isEmpty { unread.insert(name) } else { written[name] = words[0] }
            if words.count > 1 { missed[name] = Double(words[1]) }
        }
    }

    /// The text of it.
    func cursor(_ notify: CalDAVProvider.Notify) -> Cursor {
        let lines =
            ["\(Int(listedAt))", token ?? "", listed.sorted().joined(separator: " ")]
            + unread.filter { !$0.contains("\n") }.sorted().map { " " + $0 }
            + written.sorted { $0.key < $1.key }
            .map { name, mark in mark + (missed[name].map { "@\(Int($0))" } ?? "") + " " + name }
        return Cursor(token: lines.joined(separator: "\n"), shape: Self.shape(notify))
    }

    /// Takes note of our own writes after it: what the server then tells of them is no news.
    mutating func note(_ events: [RemoteEvent], deleted: Set<String>) {
        for name in deleted { (written[name], missed[name]) = (nil, nil) }
        unread.subtract(deleted)
        for event in events {
            let mark = Self.mark(event.id, event.revision)
            if written[event.id] != mark { missed[event.id] = nil }
            if token == nil {
                listed.insert(mark)
            } else if !listed.contains(mark), !event.id.contains("\n") {
                written[event.id] = mark
            }
        }
        if token != nil { listed = [] }
    }

    /// The mark of an event in one state: 64 bits of its name and tag (FNV-1a), enough to tell a few ten thousand apart.
    static func mark(_ name: String, _ tag: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(name.utf8) + [0] + Array(tag.utf8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
