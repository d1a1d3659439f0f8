import ProviderKit

/// What a server says of a request that it doesn't carry out (RFC 4918 §16, RFC 4791 §1.3).
struct CalDAVFault: Hashable, Sendable {
    /// The status of the answer.
    var status: Int
    /// The local names of the conditions that weren't met.
    var conditions: [String] = []
    /// A resource that the condition names, as the server spells it.
    var href: String?
    /// The server's own sentence, shortened; empty where it gives none.
    var message = ""
    /// The least wait in seconds.
    var retryAfter: Double?

    /// Reads an answer; one without an XML error has its status alone.
    ///
    /// - Parameter now: Seconds since 1970, for a `Retry-After` that is a date.
    init(_ response: HTTPResponse, now: Double) {
        status = response.status
        retryAfter = response.headers["retry-after"].flatMap { text in
            if let seconds = Double(text) { return seconds.isFinite ? max(0, seconds) : nil }
            return HTTPDate.seconds(text).map { max(0, $0 - now) }
        }
        guard response.body.count <= 1 << 16, let root = try? XMLReader.document(response.body) else {
            message = Self.plain(response)
            return
        }
        read(root)
        for inner in root.children where inner.name == .dav("response") {
            for error in inner.children(.dav("error")) { read(error) }
        }
    }

    private mutating func read(_ error: XMLElement) {
        for child in error.children {
            switch child.name.local {
            // sabre and Cyrus give their reasons in these.
            case "message", "responsedescription": message = String(child.trimmed.prefix(200))
            case "exception", "href", "status", "response": continue
            default:
                conditions.append(child.name.local)
                if let named = child.child(.dav("href"))?.trimmed, !named.isEmpty { href = named }
            }
        }
    }

    /// The text of a short answer that isn't a page.
    private static func plain(_ response: HTTPResponse) -> String {
        guard response.headers["content-type"]?.hasPrefix("text/plain") == true,
            let text = String(validating: response.body.prefix(200), as: UTF8.self)
        else { return "" }
        return String(text.prefix { !$0.isNewline })
    }

    /// Whether a UID is there already, in one of the ways that servers say so (facts/caldav.md 6).
    var isUIDConflict: Bool {
        conditions.contains { $0 == "no-uid-conflict" || $0 == "unique-scheduling-object-resource" }
            || (status == 400 && message.lowercased().contains("uid already exists"))
    }

    /// Whether the UID is that of an event in Nextcloud's trash.
    var isInTrash: Bool { message.lowercased().hasPrefix("deleted calendar object") }

    /// Whether the sync token is no longer good.
    var isTokenInvalid: Bool { conditions.contains("valid-sync-token") }

    /// The server's words behind a colon, or a full stop.
    fileprivate var words: String {
        let said = message.isEmpty ? conditions.joined(separator: ", ") : message
        guard !said.isEmpty else { return "." }
        return ": " + said + (said.hasSuffix(".") ? "" : ".")
    }
}

/// What a request was about: the same status means different things.
enum CalDAVQuestion: Hashable, Sendable {
    /// Where something is.
    case discovery
    /// What is in a calendar, from the start or from a sync token on.
    case listing(hasToken: Bool)
    /// Events of a calendar, named or searched for.
    case reading
    /// A new event.
    case creation
    /// A change of one event, or its removal.
    case change
    /// The way to another calendar.
    case moving

    /// Whether the answer may have been lost after something was done.
    var isWrite: Bool {
        switch self {
        case .creation, .change, .moving: true
        case .discovery, .listing, .reading: false
        }
    }

    /// The wait for an answer, which may stay away for as long; `nil` for the ordinary one.
    ///
    /// Radicale reads each event that it hasn't seen yet before it lists any: 10,000 that were copied there take minutes.
    var patience: Duration? {
        switch self {
        case .listing, .reading: .seconds(300)
        case .discovery, .creation, .change, .moving: nil
        }
    }
}

extension ProviderError {
    /// Names the remedy for `fault` of the server `host`.
    ///
    /// Of a creation ``calendarGone(_:)`` is what it may be: whether the calendar is there only the calendar tells.
    init(_ fault: CalDAVFault, to question: CalDAVQuestion, host: String) {
        switch fault.status {
        case 401:
            self = .unauthorized(
                "\(host) refuses the user name or the password. Many servers want an app password instead of the usual one."
            )
        case 400 where fault.isInTrash:
            self = .rejected(
                "\(host) has a deleted event with this UID in its trash. Restore it there, or empty the trash.")
        case 400 where fault.isUIDConflict: self = .refusal(fault, question, host)
        case 403, 409, 412: self = .refusal(fault, question, host)
        case 404, 410: self = .missing(fault, question, host)
        case 413:
            self = .rejected("\(host) finds the event too large\(fault.words)")
        case 400, 415, 422: self = .invalid(fault, question, host)
        case 423: self = .unavailable("\(host) has locked the event for a moment.", retryAfter: fault.retryAfter)
        case 429: self = .rateLimited("\(host) asks for fewer requests.", retryAfter: fault.retryAfter)
        case 503:
            self = .unavailable("\(host) is out of order (503).", retryAfter: fault.retryAfter)
        case 507:
            self =
                question.isWrite
                ? .writesSuspended("\(host) has no room left: nothing is written for an hour.", seconds: 3600)
                : .unavailable("\(host) can't list so much at once (507).", retryAfter: fault.retryAfter)
        case 501 where question == .discovery, 405 where question == .discovery:
            self = .unavailable(
                "\(host) doesn't speak CalDAV under this address (\(fault.status)). Is it right?", retryAfter: nil)
        case 501, 405: self = .rejected("\(host) doesn't do this (\(fault.status))\(fault.words)")
        // RFC 4918 §9.9.4: the destination is another server's. Radicale takes its own for one where a proxy stands before it.
        case 502 where question == .moving:
            self = .rejected(
                "\(host) takes the calendar that the event goes to for another server's (502)\(fault.words)")
        case 408, 500...599:
            self =
                question.isWrite
                ? .uncertain("\(host) answered \(fault.status): it may have been done\(fault.words)")
                : .unavailable("\(host) is out of order (\(fault.status)).", retryAfter: fault.retryAfter)
        default: self = .rejected("\(host) refuses this with status \(fault.status)\(fault.words)")
        }
    }

    private static func refusal(_ fault: CalDAVFault, _ question: CalDAVQuestion, _ host: String) -> ProviderError {
        if case .listing(hasToken: true) = question {
            // A bare 403 is iCloud's word for an expired token (facts/caldav.md 6).
            if fault.isTokenInvalid || fault.status == 403 { return .syncTokenExpired }
        }
        if fault.isUIDConflict {
            return .alreadyExists("\(host) holds an event with this UID already.")
        }
        if fault.conditions.contains("max-resource-size") { return .rejected("\(host) finds the event too large.") }
        if fault.conditions.contains(where: {
            $0 == "need-privileges" || $0 == "allowed-organizer-scheduling-object-change"
        }) {
            return .forbidden("\(host) doesn't let this account write here.")
        }
        if fault.conditions.contains(where: { $0.hasPrefix("allowed-attendee") }) {
            return .forbidden("\(host) lets only the organizer change this event. Ask them.")
        }
        if fault.conditions.contains(where: { $0.hasPrefix("valid-") || $0.hasPrefix("supported-") }) {
            return .rejected("\(host) refuses the event (\(fault.conditions.joined(separator: ", ")))\(fault.words)")
        }
        switch (fault.status, question) {
        case (412, .creation): return .alreadyExists("\(host) has an event there already.")
        case (412, _): return .preconditionFailed
        case (409, .creation): return .calendarGone("\(host) has no such calendar.")
        case (409, _): return .rejected("\(host) refuses this as a conflict\(fault.words)")
        default: return .forbidden("\(host) doesn't allow this\(fault.words)")
        }
    }

    private static func missing(_ fault: CalDAVFault, _ question: CalDAVQuestion, _ host: String) -> ProviderError {
        switch question {
        // Some say so of a token; whether the calendar is gone the whole listing tells (facts/caldav.md 6).
        case .listing(hasToken: true) where fault.status == 410: .syncTokenExpired
        case .listing, .reading, .creation:
            .calendarGone("\(host) doesn't know this calendar (any more), or it is no longer shared with you.")
        case .change: .notFound("\(host) doesn't know this event (any more).")
        case .moving: .notFound("\(host) doesn't know this event, or the calendar that it goes to.")
        case .discovery: .unavailable("\(host) has no calendars under this address. Is it right?", retryAfter: nil)
        }
    }

    private static func invalid(_ fault: CalDAVFault, _ question: CalDAVQuestion, _ host: String) -> ProviderError {
        switch question {
        case .creation, .change, .moving: .rejected("\(host) refuses the event (\(fault.status))\(fault.words)")
        case .listing(hasToken: true): .syncTokenExpired
        case .listing(hasToken: false), .reading, .discovery:
            .rejected("\(host) doesn't understand the question (\(fault.status))\(fault.words)")
        }
    }
}
