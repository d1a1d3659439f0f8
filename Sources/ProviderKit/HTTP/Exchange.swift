/// A request as a task hands it to the engine.
struct Ticket: Sendable {
    /// The end of a task that waits for an answer.
    typealias Reply = CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>

    /// Names the request to ``CurlEngine/cancel(_:)``.
    let id: UInt64
    /// What to send.
    let request: HTTPRequest
    /// When to give up.
    let deadline: ContinuousClock.Instant
    /// The task that waits; resumed exactly once.
    let reply: Reply
}

/// A request on its way through its redirects. It lives on the engine's thread.
final class Exchange {
    /// What was asked, and who waits.
    let ticket: Ticket
    /// What is sent now.
    private(set) var request: HTTPRequest
    /// Where to.
    private(set) var address: HTTPAddress
    /// The transfer under way, or nil in the queue.
    var transfer: CurlTransfer?

    private var redirects = 0
    /// Whether a server has said 303 to something unsafe: it was done, and only its report is missing.
    private var wasActedOn = false

    /// Checks the request of `ticket`.
    init(_ ticket: Ticket) throws(HTTPError) {
        if let flaw = ticket.request.flaw { throw .unavailable(flaw) }
        do {
            address = try HTTPAddress(ticket.request.url)
        } catch {
            throw .unavailable(error.sentence)
        }
        self.ticket = ticket
        request = ticket.request
    }

    /// Takes what a transfer came to: returns what the task is told, or nil when there is a redirect to follow.
    func conclude(_ outcome: Result<HTTPResponse, HTTPError>) -> Result<HTTPResponse, HTTPError>? {
        transfer = nil
        do throws(HTTPError) {
            let response = try outcome.get()
            guard let redirect = try Redirect(in: response, to: request, from: address) else { return outcome }
            guard redirects < Redirect.limit else {
                throw .redirectRefused("\(address.host) redirects more than \(Redirect.limit) times.")
            }
            if response.status == 303, !request.isSafe { wasActedOn = true }
            redirects += 1
            (request, address) = (redirect.request, redirect.address)
            return nil
        } catch {
            return .failure(known(error))
        }
    }

    /// What the task is told when its time is up.
    var timeoutError: HTTPError {
        let sentence = "\(address.host): no answer within \(ticket.request.timeout)."
        guard let transfer else { return known(.unreachable(sentence)) }
        return known(transfer.wasSent ? .uncertain(sentence) : .unreachable(sentence))
    }

    /// Says of `error` no more than is true of the whole exchange.
    private func known(_ error: HTTPError) -> HTTPError {
        guard wasActedOn, case .unreachable(let sentence) = error else { return error }
        return .uncertain(sentence)
    }
}
