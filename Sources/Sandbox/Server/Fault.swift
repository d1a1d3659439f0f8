/// Something that goes wrong between a client and the service, on demand.
package enum Fault: Sendable, Hashable {
    /// The request is refused with this status and is not carried out; `retryAfter` is in seconds.
    case status(Int, reason: String, retryAfter: Int? = nil)
    /// The answer is held back; the request is carried out at once.
    case delay(Duration)
    /// The request is carried out, then the connection is dropped without an answer.
    case answerLost
    /// The connection is dropped; the request is not carried out.
    case dropConnection
    /// The request is carried out; the head and half of the body arrive, then the connection is dropped.
    case truncatedBody
    /// The request is carried out; what arrives in place of the JSON is the HTML of some proxy, with status 200.
    case garbageBody
    /// Every sync token given out so far is dead from now on (410); the request itself goes on.
    case expireSyncTokens
    /// The request is refused as though its access token had expired (401).
    case expiredToken
    /// A full listing leaves out its last `dropping` events and still ends with a sync token.
    case shortListing(dropping: Int)
    /// The listing begins with this many empty pages, each with a page token.
    case emptyPages(Int)
    /// The request is not carried out; some server in between answers with this status and a page of HTML.
    case htmlError(Int)
    /// The request is carried out, and refused with 503 and the id of what was written (Notion).
    case savedButUnavailable
    /// A filter finds only rows that are more than this many seconds old (Notion).
    case indexLag(Int)
}

/// Which requests a fault strikes; what is nil matches every request.
package struct Matcher: Sendable, Hashable {
    /// The HTTP method.
    package var method: String?
    /// A part of the decoded path.
    package var path: String?
    /// The method's name, such as `events.import` or `pages.create`.
    package var operation: String?
    /// A part of the body's text.
    package var body: String?

    /// Matches what fits every condition given.
    package init(method: String? = nil, path: String? = nil, operation: String? = nil, body: String? = nil) {
        self.method = method
        self.path = path
        self.operation = operation
        self.body = body
    }

    /// Matches every request.
    package static let any = Matcher()

    func matches(_ request: WireRequest, operation name: String?) -> Bool {
        (method == nil || method?.uppercased() == request.method)
            && (path.map(request.path.contains) ?? true)
            && (operation == nil || operation == name)
            && (body.map(String(decoding: request.body, as: UTF8.self).contains) ?? true)
    }
}

/// The faults that wait for a request, in the order they were injected.
struct FaultList {
    /// A fault and how often it still passes by and strikes.
    private struct Entry {
        var fault: Fault
        var matcher: Matcher
        var skip: Int
        var times: Int
    }

    private var entries: [Entry] = []

    /// Adds a fault that lets `skip` matching requests pass and strikes the next `times`.
    mutating func add(_ fault: Fault, matching matcher: Matcher, times: Int, skip: Int) {
        entries.append(Entry(fault: fault, matcher: matcher, skip: skip, times: times))
    }

    /// Forgets all faults.
    mutating func removeAll() { entries = [] }

    /// Returns the first fault that strikes `request`, and counts it.
    mutating func strike(_ request: WireRequest, operation: String?) -> Fault? {
        for index in entries.indices where entries[index].matcher.matches(request, operation: operation) {
            if entries[index].skip > 0 {
                entries[index].skip -= 1
                continue
            }
            entries[index].times -= 1
            let fault = entries[index].fault
            if entries[index].times <= 0 { entries.remove(at: index) }
            return fault
        }
        return nil
    }
}
