import SyncCore

/// What stands in the property `calsync id`: the event's UID, and the operation that made the page.
///
/// A copy that a person makes takes both along. A page that calsync made twice has the UID and another operation.
struct NotionMarker: Hashable, Sendable {
    /// The UID.
    var uid: UID
    /// The operation, 16 hexadecimal digits; `nil` where somebody wrote the UID by hand.
    var operation: String?

    /// The longest UID, in UTF-16 units, that a marker can carry.
    static let longestUID = 1_000

    init(uid: UID, operation: String?) {
        self.uid = uid
        self.operation = operation
    }

    /// Reads what stands in the property; `nil` where that is empty.
    init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/"), Self.isOperation(text[text.index(after: slash)...]) else {
            guard let uid = UID(text) else { return nil }
            self.init(uid: uid, operation: nil)
            return
        }
        guard let uid = UID(String(text[..<slash])) else { return nil }
        self.init(uid: uid, operation: String(text[text.index(after: slash)...]))
    }

    /// What is written.
    var text: String { operation.map { uid.text + "/" + $0 } ?? uid.text }

    private static func isOperation(_ text: Substring) -> Bool {
        text.utf8.count == 16
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
