/// Counts the requests of a client.
struct TrafficMeter: Sendable {
    private var counted = Traffic()
    /// When the minute began that is counted, and the quota units that were used in it.
    private var minute: (began: ContinuousClock.Instant, units: Int)?

    /// Counts one request that came to its end at `now`, and cost so many quota units.
    mutating func count(
        _ result: Result<HTTPResponse, HTTPError>, units: Int = 1, at now: ContinuousClock.Instant
    ) {
        if let minute, now < minute.began + .seconds(60) {
            self.minute?.units += units
        } else {
            minute = (now, units)
        }
        counted.requests += 1
        counted.most = max(counted.most, minute?.units ?? 0)
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
