import FoundationEssentials
import ProviderKit

/// What Google says of a request that it doesn't carry out (facts/google-calendar.md 5).
struct GoogleFault: Hashable, Sendable {
    /// The status of the answer.
    var status: Int
    /// The reason of the first error; `errors` may be missing, then it is the status' word.
    var reason: String
    /// Google's own sentence, shortened.
    var message: String
    /// Which part of the request is meant.
    var location: String?
    /// The least wait in seconds.
    var retryAfter: Double?

    /// Reads an answer; one without Google's envelope has its status alone.
    ///
    /// - Parameter now: Seconds since 1970, for a `Retry-After` that is a date.
    init(_ response: HTTPResponse, now: Double) {
        let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(response.body))
        let first = envelope?.error.errors?.first
        status = response.status
        reason =
            first?.reason ?? envelope?.error.details?.lazy.compactMap(\.reason).first ?? envelope?.error.status ?? ""
        message = String((envelope?.error.message ?? first?.message ?? "Status \(response.status).").prefix(300))
        location = first?.location
        retryAfter = response.headers["retry-after"].flatMap { Self.seconds($0, now: now) }
    }

    /// Whether Google refuses to send to an address: no matter of the sign-in, though it may say 401.
    var isOfAddress: Bool { reason.hasSuffix("webhookUrlUnauthorized") || reason.hasSuffix("webhookUrlNotHttps") }

    private struct Envelope: Decodable {
        var error: Problem

        struct Problem: Decodable {
            var message: String?
            var status: String?
            var errors: [Detail]?
            var details: [Detail]?
        }

        struct Detail: Decodable {
            var reason: String?
            var message: String?
            var location: String?
        }
    }

    /// RFC 9110 §10.2.3: seconds, or a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func seconds(_ text: String, now: Double) -> Double? {
        if let seconds = Double(text) { return seconds.isFinite ? max(0, seconds) : nil }
        return HTTPDate.seconds(text).map { max(0, $0 - now) }
    }
}

/// What a request was about: the same status means different things.
enum GoogleQuestion: Hashable, Sendable {
    /// Which calendars there are.
    case calendars
    /// What is in a calendar, from the start or from a sync token on.
    case listing(hasToken: Bool)
    /// One event.
    case event
    /// A change of one event.
    case change
    /// A new event.
    case creation
    /// A channel that is opened or closed.
    case channel

    /// Whether the answer may have been lost after something was done.
    var isWrite: Bool { self == .change || self == .creation || self == .channel }
}

extension ProviderError {
    /// Names the remedy for `fault`.
    ///
    /// - Parameter now: Seconds since 1970.
    init(_ fault: GoogleFault, to question: GoogleQuestion, now: Double) {
        if question == .channel, let refusal = Self.refusalOfChannel(fault) {
            self = refusal
            return
        }
        switch fault.status {
        case 400: self = .badRequest(fault, to: question)
        case 401: self = .unauthorized("Google refuses the sign-in: the access token is wrong or has expired.")
        case 403: self = .refusal(fault, now: now)
        case 404:
            switch question {
            case .listing:
                self = .calendarGone(
                    "Google doesn't know this calendar (any more), or it is no longer shared with you.")
            case .event, .change: self = .notFound("Google doesn't know this event (any more).")
            case .creation: self = .calendarGone("Google doesn't know this calendar, or you may not write to it.")
            case .channel: self = .notFound("Google doesn't know this channel or its calendar (any more).")
            case .calendars:
                self = .unavailable(
                    "Google doesn't know the list of calendars: is the endpoint right?", retryAfter: nil)
            }
        case 409:
            self =
                question == .creation
                ? .alreadyExists("Google holds an event with this UID already.")
                : .unavailable("Google was changing the same event: \(fault.message)", retryAfter: fault.retryAfter)
        case 410:
            if case .listing = question {
                self = .syncTokenExpired
            } else {
                self = .notFound("Google deleted this event.")
            }
        case 412: self = .preconditionFailed
        case 429: self = .rateLimited("Google asks for fewer requests.", retryAfter: fault.retryAfter)
        case let status where question.isWrite && [408, 500, 502, 504].contains(status):
            self = .uncertain("Google answered \(status): it may have been done.")
        case 408, 500...599:
            self = .unavailable("Google is out of order (\(fault.status)).", retryAfter: fault.retryAfter)
        default: self = .rejected("Google refuses this with status \(fault.status): \(fault.message)")
        }
    }

    /// Why Google tells nothing of a calendar; facts/google-calendar.md 6.
    private static func refusalOfChannel(_ fault: GoogleFault) -> ProviderError? {
        if fault.isOfAddress {
            return .forbidden(
                "Google doesn't send to your public address. Verify its domain in Google's Search Console, and add it to the "
                    + "domains of your Google Cloud project; it must speak https with a certificate that everybody trusts."
            )
        }
        if fault.reason == "pushNotSupportedForRequestedResource" {
            return .rejected("Google tells nothing of changes in this calendar; it is polled.")
        }
        return nil
    }

    private static func badRequest(_ fault: GoogleFault, to question: GoogleQuestion) -> ProviderError {
        if question == .listing(hasToken: true), fault.location == "syncToken" || fault.message.contains("sync token") {
            return .syncTokenExpired
        }
        // facts/google-calendar.md 3: Google holds the UID with a higher SEQUENCE.
        if question == .creation, fault.message.hasPrefix("Invalid sequence value") {
            return .alreadyExists("Google holds a newer event with this UID.")
        }
        switch fault.reason {
        case "timeRangeEmpty": return .rejected("Google refuses an event without length. Use an end after the start.")
        case "eventRemindersCountExceedsLimit": return .rejected("Google holds five reminders at most. Remove some.")
        default: return .rejected("Google refuses these values: \(fault.message)")
        }
    }

    private static func refusal(_ fault: GoogleFault, now: Double) -> ProviderError {
        switch fault.reason {
        case "rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED":
            return .rateLimited("Google asks for fewer requests.", retryAfter: fault.retryAfter)
        case "dailyLimitExceeded":
            return .writesSuspended(
                "Today's requests to Google are used up. Nothing is written until its next day.",
                seconds: fault.retryAfter ?? secondsToNextDay(after: now))
        case "quotaExceeded":
            // Support page 2905486: it lasts hours, and every further try makes it longer.
            return .writesSuspended(
                "Google's limit for changes to calendars is used up. Nothing is written for four hours.",
                seconds: max(fault.retryAfter ?? 0, 4 * 3600))
        case "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "PERMISSION_DENIED":
            return .unauthorized(
                "The sign-in lacks a right that calsync needs. Use one with the scopes calendar.events and calendar.calendarlist.readonly."
            )
        case "accessNotConfigured", "SERVICE_DISABLED":
            return .unauthorized("The Google Calendar API is off in your Google project. Turn it on: \(fault.message)")
        case "forbiddenForNonOrganizer":
            return .forbidden("Only the organizer may change this event. Ask them.")
        default:
            return .forbidden(
                "Google doesn't let you change this (\(fault.message)). Ask the calendar's owner for the right.")
        }
    }

    /// Google's days begin at midnight in California; eight hours behind UTC is never too early.
    private static func secondsToNextDay(after now: Double) -> Double {
        let second = Int(now.rounded(.down)) - 8 * 3600
        return Double(86_400 - (second % 86_400 + 86_400) % 86_400)
    }
}
