/// Counts the requests of a client.
struct TrafficMeter: Sendable {
    private var counted = Traffic()
    /// When the minute began that is counted, and what was sent in it.
    private var minute: (began: ContinuousClock.Instant, requests: Int)?

    /// Counts one request that came to its end at `now`.
    mutating func count(_ result: Result<HTTPResponse, HTTPError>, at now: ContinuousClock.Instant) {
        if let minute, now < minute.began + .seconds(60) {
            self.minute?.requests += 1
        } else {
            minute = (now, 1)
        }
        counted.requests += 1
        counted.most = max(counted.most, minute?.requests ?? 0)
        switch result {
        case .failure: counted.errors += 1
        case .success(let response):
            if response.status >= 400, ![404, 409, 410, 412].contains(response.status) { counted.errors += 1 }
        }
    }

    /// What was counted since this was last asked; the minute goes on.
    mutating func take() -> Traffic {
        defer { counted = Traffic() }
        return counted
    }
}
