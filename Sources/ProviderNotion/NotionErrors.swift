import FoundationEssentials
import ICalendar
import ProviderKit

/// What Notion says of a request that it doesn't carry out (facts/notion.md 7).
struct NotionFault: Hashable, Sendable {
    /// The status of the answer.
    var status: Int
    /// Notion's word for it; empty where the answer isn't Notion's own.
    var code: String
    /// Notion's own sentence, shortened.
    var message: String
    /// Why it is throttled, where it is.
    var reason: String?
    /// The page that a write made all the same.
    var committed: String?
    /// The least wait in seconds.
    var retryAfter: Double?

    /// Reads an answer; one without Notion's envelope (an HTML page of what stands before it) has its status alone.
    init(_ response: HTTPResponse) {
        let envelope = try? NotionJSON.decoder.decode(Envelope.self, from: Data(response.body))
        status = response.status
        code = envelope?.code ?? ""
        message = String((envelope?.message ?? "Status \(response.status).").prefix(300))
        reason = envelope?.additionalData?.rateLimitReason?.text
        committed = envelope?.additionalData?.committedResourceId?.text
        let seconds = response.headers["retry-after"].flatMap { Double($0) } ?? envelope?.additionalData?.wait
        retryAfter = seconds.flatMap { $0.isFinite ? max(0, $0) : nil }
    }

    private struct Envelope: Decodable {
        var code: String?
        var message: String?
        var additionalData: Additional?
    }

    private struct Additional: Decodable {
        var rateLimitReason: Word?
        var committedResourceId: Word?
        var retryAfter: Word?

        var wait: Double? { retryAfter?.text.flatMap { Double($0) } }
    }

    /// A text, a list of texts or a number: the SDK's types and the answers differ.
    private struct Word: Decodable {
        var text: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else if let list = try? container.decode([String].self) {
                text = list.first
            } else {
                text = (try? container.decode(Double.self)).map { String($0) }
            }
        }
    }
}

/// What a request was about: the same status means different things.
enum NotionQuestion: Hashable, Sendable {
    /// Whose token it is, or which data sources there are.
    case account
    /// A database or data source.
    case source
    /// Rows of a data source.
    case listing
    /// One page.
    case page
    /// A change of one page.
    case change
    /// A new page.
    case creation
    /// New properties of a data source.
    case schema

    /// Whether the answer may have been lost after something was done.
    var isWrite: Bool {
        switch self {
        case .change, .creation, .schema: true
        case .account, .source, .listing, .page: false
        }
    }
}

extension ProviderError {
    /// Names the remedy for `fault`.
    init(_ fault: NotionFault, to question: NotionQuestion) {
        switch fault.status {
        case 400 where fault.code == "missing_version": self = .rejected("Notion asks for a version: \(fault.message)")
        case 400: self = .badRequest(fault, to: question)
        case 401:
            self = .unauthorized("Notion refuses the token: it is wrong, revoked or expired.")
        case 403: self = .refusal(fault, to: question)
        case 404: self = .missing(fault, question)
        case 409:
            self = .unavailable("Notion was saving the same page; nothing was changed.", retryAfter: fault.retryAfter)
        case 429, 529: self = .throttled(fault)
        case let status where question.isWrite && [408, 500, 502, 503, 504].contains(status):
            self = .uncertain("Notion answered \(status): it may have been done.")
        case 408, 500...599:
            self = .unavailable("Notion is out of order (\(fault.status)).", retryAfter: fault.retryAfter)
        default: self = .rejected("Notion refuses this with status \(fault.status): \(fault.message)")
        }
    }

    private static func badRequest(_ fault: NotionFault, to question: NotionQuestion) -> ProviderError {
        // An HTML page says nothing about the values.
        guard !fault.code.isEmpty else {
            return .unavailable("Something before Notion answered 400. Is a proxy in the way?", retryAfter: nil)
        }
        switch question {
        case .account, .source, .listing, .schema: return .rejected("Notion refuses the question: \(fault.message)")
        case .page: return .notFound("Notion has no page of this id: \(fault.message)")
        case .change, .creation: return .rejected("Notion refuses these values: \(fault.message)")
        }
    }

    private static func refusal(_ fault: NotionFault, to question: NotionQuestion) -> ProviderError {
        switch question {
        case .change, .creation, .schema:
            .forbidden(
                "The token may not change this database (\(fault.message)). Give its connection the right to insert and update content."
            )
        case .account, .source, .listing, .page:
            .unauthorized(
                "The token may not read this (\(fault.message)). Give its connection the right to read content.")
        }
    }

    private static func missing(_ fault: NotionFault, _ question: NotionQuestion) -> ProviderError {
        switch question {
        case .account: .unavailable("Notion's API isn't at this address: is the endpoint right?", retryAfter: nil)
        case .source, .listing, .creation, .schema:
            .calendarGone(
                "Notion doesn't show this database: it was deleted, or is not shared with calsync's connection. Nothing is deleted because of that."
            )
        case .page, .change: .notFound("Notion doesn't show this page (any more).")
        }
    }

    private static func throttled(_ fault: NotionFault) -> ProviderError {
        if fault.reason == "public_api_request_blocked" {
            // Retrying is what keeps it blocked (facts/notion.md 7).
            return .writesSuspended(
                "Notion has blocked this connection's requests. Nothing is sent for an hour; ask Notion's support if it stays.",
                seconds: max(3600, fault.retryAfter ?? 0))
        }
        return .rateLimited(
            fault.status == 529 ? "Notion is overloaded." : "Notion asks for fewer requests.",
            retryAfter: fault.retryAfter)
    }
}
