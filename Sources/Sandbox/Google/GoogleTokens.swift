import Foundation

/// A mark for 'everything up to here', as `nextSyncToken` gives it out: opaque, and with an `=` that wants escaping.
struct SyncToken: Hashable {
    /// The calendar, or `calendarList`.
    var scope: String
    /// The last change that the listing covers.
    var change: Int
    /// The era it was made in; tokens of an earlier one are dead.
    var era: Int
    /// The query's shape: what must stay the same from one listing to the next.
    var shape: String

    /// The token's text.
    var text: String { Opaque.text(["scope": scope, "change": String(change), "era": String(era), "shape": shape]) }

    init(scope: String, change: Int, era: Int, shape: String) {
        self.scope = scope
        self.change = change
        self.era = era
        self.shape = shape
    }

    /// Reads a token; nil for one that was not made here.
    init?(_ text: String) {
        guard let parts = Opaque.parts(text), let scope = parts["scope"], let shape = parts["shape"],
            let change = parts["change"].flatMap({ Int($0) }), let era = parts["era"].flatMap({ Int($0) })
        else { return nil }
        self.init(scope: scope, change: change, era: era, shape: shape)
    }
}

/// Where the next page of a listing begins, as `nextPageToken` gives it out.
struct PageToken: Hashable {
    /// The key of the last item on the page before.
    var after: String
    /// The last change when the listing began: what its sync token will cover.
    var change: Int
    /// The query, which must be the same on each page.
    var query: String
    /// The empty pages still to come.
    var emptyPages = 0
    /// The items that a fault leaves out at the end.
    var dropping = 0

    /// The token's text.
    var text: String {
        Opaque.text([
            "after": after, "change": String(change), "query": query, "empty": String(emptyPages),
            "dropping": String(dropping),
        ])
    }

    init(after: String, change: Int, query: String, emptyPages: Int, dropping: Int) {
        self.after = after
        self.change = change
        self.query = query
        self.emptyPages = emptyPages
        self.dropping = dropping
    }

    /// Reads a token; nil for one that was not made here.
    init?(_ text: String) {
        guard let parts = Opaque.parts(text), let after = parts["after"], let query = parts["query"],
            let change = parts["change"].flatMap({ Int($0) })
        else { return nil }
        self.init(
            after: after, change: change, query: query, emptyPages: parts["empty"].flatMap { Int($0) } ?? 0,
            dropping: parts["dropping"].flatMap { Int($0) } ?? 0)
    }
}

/// Values wrapped into one text that says nothing to its reader.
private enum Opaque {
    static func text(_ parts: [String: String]) -> String {
        var bytes = JSON.object(parts.mapValues { .string($0) }).bytes()
        // A length that is no multiple of three makes base64 end in `=`.
        if bytes.count.isMultiple(of: 3) { bytes.append(0x20) }
        return Data(bytes).base64EncodedString()
    }

    static func parts(_ text: String) -> [String: String]? {
        guard let data = Data(base64Encoded: text), let json = try? JSON(parsing: data) else { return nil }
        return json.object?.compactMapValues(\.string)
    }
}
