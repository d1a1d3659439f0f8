/// How often a service was asked, and how often that came to nothing.
package struct Traffic: Hashable, Sendable, Codable {
    /// Requests that were sent.
    package var requests: Int
    /// Those without an answer, and those that the service refused or failed at. That something is gone, or was changed
    /// meanwhile (404, 409, 410, 412), is an answer.
    package var errors: Int

    /// The most quota units of one minute, as the service counts them: most count requests.
    package var most: Int

    package init(requests: Int = 0, errors: Int = 0, most: Int = 0) {
        self.requests = requests
        self.errors = errors
        self.most = most
    }

    /// Reads what was noted; earlier versions did not note the most of a minute.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        requests = try fields.decode(Int.self, forKey: .requests)
        errors = try fields.decode(Int.self, forKey: .errors)
        most = try fields.decodeIfPresent(Int.self, forKey: .most) ?? 0
    }

    /// Adds what was counted elsewhere.
    package mutating func add(_ other: Traffic) {
        requests += other.requests
        errors += other.errors
        most = max(most, other.most)
    }
}
