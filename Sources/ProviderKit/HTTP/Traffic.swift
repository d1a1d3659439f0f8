/// How often a service was asked, and how often that came to nothing.
package struct Traffic: Hashable, Sendable, Codable {
    /// Requests that were sent.
    package var requests: Int
    /// Those without an answer, and those that the service refused or failed at. That something is gone, or was changed
    /// meanwhile (404, 409, 410, 412), is an answer.
    package var errors: Int

    package init(requests: Int = 0, errors: Int = 0) {
        self.requests = requests
        self.errors = errors
    }

    /// Counts one request.
    mutating func count(_ result: Result<HTTPResponse, HTTPError>) {
        requests += 1
        switch result {
        case .failure: errors += 1
        case .success(let response):
            if response.status >= 400, ![404, 409, 410, 412].contains(response.status) { errors += 1 }
        }
    }

    /// Adds what was counted elsewhere.
    package mutating func add(_ other: Traffic) {
        requests += other.requests
        errors += other.errors
    }
}
