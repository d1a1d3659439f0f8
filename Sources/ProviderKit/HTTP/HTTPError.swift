/// Why there is no answer, told apart by what may be done next. The sentences carry no header, path or query.
package enum HTTPError: Error, Sendable, Hashable {
    /// Nothing was sent and nothing will be until something is mended here: libcurl, the URL, a header.
    case unavailable(String)
    /// Nothing was sent: no name, no connection, no proxy, no time to connect. Safe to repeat.
    case unreachable(String)
    /// Nothing was sent because the server's certificate was refused. Not to be repeated without telling the person.
    case tls(String)
    /// The request, or a part of it, may have been acted on: the connection was lost, time ran out, the answer was cut.
    case uncertain(String)
    /// The answer had more bytes than `limit`. The request was acted on.
    case tooLarge(limit: Int)
    /// The task was cancelled, or the client closed. The request may have been acted on.
    case cancelled
    /// The answer was a redirect that calsync does not follow.
    case redirectRefused(String)
}

extension HTTPError: CustomStringConvertible {
    /// One sentence for a person.
    package var description: String {
        switch self {
        case .unavailable(let sentence), .unreachable(let sentence), .tls(let sentence), .uncertain(let sentence),
            .redirectRefused(let sentence):
            sentence
        case .tooLarge(let limit): "The answer has more than \(limit) bytes."
        case .cancelled: "The request was cancelled."
        }
    }
}
