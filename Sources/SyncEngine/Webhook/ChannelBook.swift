import SyncCore

/// What is known of the channels over which Google tells of changes: a value, kept in `.calsync/channels.json`.
///
/// A channel stands here before it is asked for, so that none is forgotten by a crash; it stays until it is closed or has
/// ended. No secret is here: the token of a channel is made from its id (``WebhookSecret``).
package struct ChannelBook: Hashable, Sendable, Codable {
    /// One channel.
    package struct Channel: Hashable, Sendable, Codable {
        /// Our id of it.
        package var id: String
        /// The pair that it is for.
        package var pair: PairID
        /// What it watches.
        package var target: Target
        /// When it was asked for, in seconds since 1970.
        package var opened: Double
        /// The service's id of what it watches; `nil` while no answer is known.
        package var resource: String?
        /// When it ends, in seconds since 1970; `nil` likewise.
        package var expires: Double?

        package init(
            id: String, pair: PairID, target: Target, opened: Double, resource: String? = nil, expires: Double? = nil
        ) {
            (self.id, self.pair, self.target, self.opened) = (id, pair, target, opened)
            (self.resource, self.expires) = (resource, expires)
        }

        /// When its successor is opened: at 80 % of its life.
        package var renewal: Double? { expires.map { opened + ($0 - opened) * 0.8 } }

        /// Whether messages can come over it.
        package func isOpen(at now: Double) -> Bool { resource != nil && now < expires ?? 0 }
    }

    /// What a channel is for: where any of it changes, another channel is needed.
    package struct Target: Hashable, Sendable, Codable {
        package var account: String
        package var calendar: String
        /// Where messages go.
        package var address: String

        package init(account: String, calendar: String, address: String) {
            (self.account, self.calendar, self.address) = (account, calendar, address)
        }
    }

    /// That the service won't tell of a pair, for reasons that asking again doesn't change.
    package struct Refusal: Hashable, Sendable, Codable {
        package var target: Target
        /// Why, as sentences.
        package var reason: String
        /// When, in seconds since 1970.
        package var time: Double

        package init(target: Target, reason: String, time: Double) {
            (self.target, self.reason, self.time) = (target, reason, time)
        }
    }

    /// What is to be done next about the channels.
    package enum Step: Hashable, Sendable {
        case open(PairID, Target)
        /// It takes the service's id of what it watches.
        case close(Channel, resource: String)
    }

    /// The version of this shape.
    package var schema = 1
    /// Those that are or may be open.
    package var channels: [Channel] = []
    /// Which pairs are refused, by pair.
    package var refusals: [String: Refusal] = [:]

    package init() {}

    /// How long a refusal holds before it is tried again, in seconds: a domain may have been verified meanwhile.
    package static let refusalHolds = 86_400.0

    /// What is to be done so that each wanted pair has a channel that lives for a while, and there are no others.
    ///
    /// A successor is opened before the old one is closed: messages may come twice, and are never missed.
    package func steps(wanted: [PairID: Target], at now: Double, renewing: Set<PairID> = []) -> [Step] {
        var steps: [Step] = []
        for (pair, target) in wanted.sorted(by: { $0.key.text < $1.key.text }) {
            if let refusal = refusals[pair.text], refusal.target == target, now < refusal.time + Self.refusalHolds,
                !renewing.contains(pair)
            {
                continue
            }
            let best = best(pair, target, at: now)
            if best == nil || renewing.contains(pair) || now >= best?.renewal ?? 0 { steps.append(.open(pair, target)) }
        }
        for channel in channels where !isNeeded(channel, wanted, at: now) {
            if let resource = resource(of: channel) { steps.append(.close(channel, resource: resource)) }
        }
        return steps
    }

    /// The channel over which a pair's messages come; the one that lives longest.
    package func best(_ pair: PairID, _ target: Target, at now: Double) -> Channel? {
        channels.filter { $0.pair == pair && $0.target == target && $0.isOpen(at: now) }
            .max { ($0.expires ?? 0, $0.id) < ($1.expires ?? 0, $1.id) }
    }

    /// Forgets channels that have ended by themselves; one without an answer after the longest life that it can have.
    package mutating func forgetEnded(at now: Double, longestLife: Double) {
        channels.removeAll { now >= $0.expires ?? ($0.opened + longestLife + 3_600) }
    }

    /// Whether a channel is the one for its pair. One that is just being asked for (its answer is not known) isn't.
    private func isNeeded(_ channel: Channel, _ wanted: [PairID: Target], at now: Double) -> Bool {
        guard let target = wanted[channel.pair], target == channel.target else { return false }
        guard let best = best(channel.pair, target, at: now) else { return channel.resource == nil }
        return best.id == channel.id
    }

    /// The service's id of what a channel watches: all channels of a calendar have the same (discovery document, `resourceId`).
    private func resource(of channel: Channel) -> String? {
        channel.resource
            ?? channels.first {
                $0.resource != nil
                    && ($0.target.account, $0.target.calendar)
                        == (channel.target.account, channel.target.calendar)
            }?.resource
    }
}
