import Foundation
import ICalendar
import ProviderKit

/// Stands between calsync and a real server, and lets go wrong what a test wants to go wrong.
///
/// One request a connection; a thread each.
package final class FaultProxy: Sendable {
    /// What is done with a request that a fault is meant for.
    package enum Fault: Sendable {
        /// It is carried out, and the answer is lost.
        case answerLost
        /// It is not carried out; the answer is this.
        case refusal(RawHTTP.Message)
        /// It is carried out, and the answer is another.
        case answer(@Sendable (RawHTTP.Message) -> RawHTTP.Message)
        /// It is carried out as another request.
        case request(@Sendable (RawHTTP.Message) -> RawHTTP.Message)
    }

    private struct Plan: Sendable {
        var matches: @Sendable (RawHTTP.Message) -> Bool
        var fault: Fault
        /// How many matching requests pass first, and how many are then concerned.
        var skips: Int
        var times: Int
    }

    private struct State: Sendable {
        var plans: [Plan] = []
        var seen: [(method: String, path: String, status: Int)] = []
        var isOpen = true
    }

    /// The proxy's own port.
    package let port: Int
    private let server: Int
    private let listener: Int32
    private let state = Locked(State())

    /// Listens on a free port, before the server on port `server` of this machine.
    package init(to server: Int) throws {
        self.server = server
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = RawHTTP.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw RawHTTP.Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0, state.withLock({ $0.isOpen }) else { break }
                Thread.detachNewThread { [self] in
                    serve(peer)
                    close(peer)
                }
            }
            close(listener)
        }
    }

    /// Ends it.
    package func stop() {
        state.withLock { $0.isOpen = false }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Lets `fault` befall the next requests of a method.
    ///
    /// - Parameters:
    ///   - skips: How many of them pass first.
    ///   - times: How many of them are concerned.
    package func inject(
        _ fault: Fault, into method: String? = nil, skips: Int = 0, times: Int = 1,
        where matches: @escaping @Sendable (RawHTTP.Message) -> Bool = { _ in true }
    ) {
        state.withLock { state in
            state.plans.append(
                Plan(
                    matches: { (method == nil || $0.first.hasPrefix((method ?? "") + " ")) && matches($0) },
                    fault: fault, skips: skips, times: times))
        }
    }

    /// Lets a CalDAV server say of each event that is asked for no more than this status, such as `404 Not Found`.
    ///
    /// - Parameters:
    ///   - skips: How many requests for events pass first.
    ///   - times: How many of them are concerned.
    package func hideEvents(_ status: String, skips: Int = 0, times: Int = .max) {
        inject(
            .answer { answer in
                var answer = answer
                let hrefs = String(decoding: answer.body, as: UTF8.self).matches(of: #/href>([^<]*\.ics)</#)
                let responses = hrefs.map {
                    "<response><href>\($0.1)</href><status>HTTP/1.1 \(status)</status></response>"
                }
                answer.body = Array("<multistatus xmlns=\"DAV:\">\(responses.joined())</multistatus>".utf8)
                return answer
            }, into: "REPORT", skips: skips, times: times,
            where: { String(decoding: $0.body, as: UTF8.self).contains("calendar-multiget") })
    }

    /// Forgets what was to go wrong, and what was seen.
    package func reset() {
        state.withLock { state in
            state.plans = []
            state.seen = []
        }
    }

    /// The requests that the server was sent, in order, with what it answered.
    package var seen: [(method: String, path: String, status: Int)] { state.withLock { $0.seen } }

    /// How many requests changed something at the server.
    package var writes: Int {
        seen.count { ["PUT", "DELETE", "MOVE"].contains($0.method) && (200...299).contains($0.status) }
    }

    private func serve(_ peer: Int32) {
        guard var request = RawHTTP.read(from: peer) else { return }
        // What is bent must be text: Radicale compresses where it may.
        request.headers.removeAll { $0.lowercased().hasPrefix("accept-encoding:") }
        let fault = fault(for: request)
        if case .refusal(let answer)? = fault {
            try? RawHTTP.write(answer.bytes, to: peer)
            return
        }
        if case .request(let change)? = fault { request = change(request) }
        guard var answer = try? RawHTTP.send(request, to: server) else { return }
        let words = request.first.split(separator: " ").map(String.init)
        state.withLock { $0.seen.append((words[0], words.count > 1 ? words[1] : "", answer.status)) }
        switch fault {
        case .answerLost?: return
        case .answer(let change)?: answer = change(answer)
        case .refusal?, .request?, nil: break
        }
        try? RawHTTP.write(answer.bytes, to: peer)
    }

    private func fault(for request: RawHTTP.Message) -> Fault? {
        state.withLock { state in
            for index in state.plans.indices where state.plans[index].matches(request) {
                if state.plans[index].skips > 0 {
                    state.plans[index].skips -= 1
                    continue
                }
                state.plans[index].times -= 1
                let fault = state.plans[index].fault
                if state.plans[index].times <= 0 { state.plans.remove(at: index) }
                return fault
            }
            return nil
        }
    }
}
