import CCurl
import CShims
import Glibc

/// The transfers under way and those in line, on top of one multi handle. It lives on the engine's thread.
///
/// The line is kept here and not by `CURLMOPT_MAX_HOST_CONNECTIONS`, with which libcurl 7.88 forgets requests after a
/// cancellation. The deadline is kept here too, so that it counts the time in line and over redirects.
final class CurlLoop {
    private let multi: UnsafeMutableRawPointer
    private let options: HTTPClient.Options
    private var line: [Exchange] = []
    private var underWay: [UnsafeMutableRawPointer: Exchange] = [:]

    /// Loads libcurl and sets up a multi handle.
    init(_ options: HTTPClient.Options) throws(HTTPError) {
        var problem = [CChar](repeating: 0, count: 512)
        guard cs_curl_load(options.library, &problem, problem.count) == 0 else {
            let reason = String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw .unavailable("libcurl can't be loaded (\(reason)). Run: apt-get install libcurl4")
        }
        // 7.80 brought CURLOPT_PREREQFUNCTION, by which we know whether a request went out.
        guard cs_curl_version() >= 0x07_50_00 else {
            throw .unavailable("libcurl is older than 7.80. Run: apt-get install libcurl4")
        }
        // The wakeup fails where descriptors were short, and a loop that can't be woken would answer nobody.
        guard let multi = cs_curl_multi() else { throw .unavailable("libcurl has no memory or descriptors left.") }
        guard cs_curl_multi_wakeup(multi) == CURLM_OK.rawValue else {
            cs_curl_multi_free(multi)
            throw .unavailable("libcurl has no descriptors left.")
        }
        self.multi = multi
        self.options = options
        _ = cs_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS.rawValue, 16)
    }

    deinit { cs_curl_multi_free(multi) }

    /// A word for this loop from another thread; good while the loop is.
    var wake: Wake { Wake(multi: multi) }

    /// What wakes a loop; `CurlEngine` sees to it that the loop is still there.
    struct Wake: @unchecked Sendable {
        fileprivate let multi: UnsafeMutableRawPointer

        /// Ends the loop's present or next wait.
        func callAsFunction() { _ = cs_curl_multi_wakeup(multi) }
    }

    /// Puts a request in line.
    func start(_ ticket: Ticket) {
        do {
            line.append(try Exchange(ticket))
        } catch {
            ticket.reply.resume(returning: .failure(error))
        }
    }

    /// Gives a request up, if it is still here.
    func cancel(_ id: UInt64) {
        if let exchange = (line + underWay.values).first(where: { $0.ticket.id == id }) {
            end(exchange, .failure(.cancelled))
        }
    }

    /// Gives every request up with `error`.
    func endAll(_ error: HTTPError) {
        for exchange in line + underWay.values { end(exchange, .failure(error)) }
    }

    /// Goes round once: gives up what is late, starts what may start, moves bytes, answers what has ended.
    ///
    /// - Returns: How long there is nothing to do unless a descriptor or another thread says so.
    func turn() throws(HTTPError) -> Duration {
        let now = ContinuousClock.now
        for exchange in line + underWay.values where exchange.ticket.deadline <= now {
            end(exchange, .failure(exchange.timeoutError))
        }
        startWhatMay()
        guard cs_curl_multi_perform(multi) == CURLM_OK.rawValue else {
            throw .uncertain("libcurl has failed; the requests under way are lost.")
        }
        guard !answerWhatEnded() else { return .zero }
        let deadlines = (line + underWay.values).map(\.ticket.deadline)
        return deadlines.min().map { $0 - now } ?? .seconds(60)
    }

    /// Waits for a descriptor, a wake or the end of `duration`.
    func wait(_ duration: Duration) {
        _ = cs_curl_multi_poll(multi, Int32(clamping: min(duration.milliseconds, 60_000)))
    }

    private func startWhatMay() {
        var counts: [String: Int] = [:]
        for exchange in underWay.values { counts[exchange.address.origin, default: 0] += 1 }
        for exchange in line where counts[exchange.address.origin, default: 0] < max(1, options.maxConnectionsPerHost) {
            do throws(HTTPError) {
                let transfer = try CurlTransfer(exchange.request, to: exchange.address, options: options)
                guard cs_curl_multi_add(multi, transfer.handle) == CURLM_OK.rawValue else {
                    throw .unavailable("libcurl has no room for a request.")
                }
                exchange.transfer = transfer
                underWay[transfer.handle] = exchange
                line.removeAll { $0 === exchange }
                counts[exchange.address.origin, default: 0] += 1
            } catch {
                end(exchange, .failure(error))
            }
        }
    }

    /// Answers the transfers that have ended, or sends them where they are redirected; false when there were none.
    private func answerWhatEnded() -> Bool {
        var any = false
        var handle: UnsafeMutableRawPointer?
        var code: UInt32 = 0
        while cs_curl_multi_ended(multi, &handle, &code) == 1 {
            guard let ended = handle, let exchange = underWay[ended], let transfer = exchange.transfer else { continue }
            any = true
            let outcome = transfer.outcome(CURLcode(code))
            remove(exchange)
            if let result = exchange.conclude(outcome) {
                exchange.ticket.reply.resume(returning: result)
            } else {
                line.insert(exchange, at: 0)
            }
        }
        return any
    }

    private func end(_ exchange: Exchange, _ result: Result<HTTPResponse, HTTPError>) {
        remove(exchange)
        exchange.ticket.reply.resume(returning: result)
    }

    private func remove(_ exchange: Exchange) {
        line.removeAll { $0 === exchange }
        guard let transfer = exchange.transfer else { return }
        _ = cs_curl_multi_remove(multi, transfer.handle)
        underWay[transfer.handle] = nil
        exchange.transfer = nil
    }
}
