import ICalendar
import SyncCore

/// What stands in the property `calsync id`: the event's UID, which occurrence of it the page is where it is one, and the
/// operation that made the page: `UID`, `UID/operation`, `UID/@20260115T090000/operation`.
///
/// A copy that a person makes takes both along. A page that calsync made twice has the UID and another operation.
struct NotionMarker: Hashable, Sendable {
    /// The UID.
    var uid: UID
    /// The occurrence that the page is; `nil` for a page of a whole event.
    var instance: InstanceKey?
    /// The operation, 16 hexadecimal digits; `nil` where somebody wrote the UID by hand.
    var operation: String?

    /// The longest UID, in UTF-16 units, that a marker can carry.
    static let longestUID = 1_000

    init(uid: UID, instance: InstanceKey? = nil, operation: String?) {
        self.uid = uid
        self.instance = instance
        self.operation = operation
    }

    /// Reads what stands in the property; `nil` where that is empty.
    init?(_ text: String) {
        var rest = text[...]
        var operation: String?
        if let (before, last) = Self.split(rest), Self.isOperation(last) { (rest, operation) = (before, String(last)) }
        var instance: InstanceKey?
        if let (before, last) = Self.split(rest), let key = Self.instance(last) { (rest, instance) = (before, key) }
        guard let uid = UID(String(rest)) else { return nil }
        self.init(uid: uid, instance: instance, operation: operation)
    }

    /// What is written.
    var text: String {
        uid.text + (instance.map { "/@" + $0.text } ?? "") + (operation.map { "/" + $0 } ?? "")
    }

    private static func split(_ text: Substring) -> (Substring, Substring)? {
        text.lastIndex(of: "/").map { (text[..<$0], text[text.index(after: $0)...]) }
    }

    private static func instance(_ text: Substring) -> InstanceKey? {
        guard text.first == "@" else { return nil }
        let key = text.dropFirst()
        let isMoment = DateTime(basic: key.last == "Z" ? key.dropLast() : key) != nil
        return isMoment || CalendarDate(basic: key) != nil ? InstanceKey(String(key)) : nil
    }

    private static func isOperation(_ text: Substring) -> Bool {
        text.utf8.count == 16
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
