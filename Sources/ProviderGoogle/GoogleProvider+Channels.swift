import FoundationEssentials
import ProviderKit

/// A channel over which Google tells that something in a calendar changed, not what (facts/google-calendar.md 6).
package struct GoogleChannel: Hashable, Sendable {
    /// Our id of it.
    package let id: String
    /// Google's id of what it watches; it takes both to close the channel.
    package let resource: String
    /// When it ends, in seconds since 1970.
    package let expires: Double
}

extension GoogleProvider {
    /// The longest life of a channel, in seconds; asked for, since Google may give less.
    package static let channelLife = 604_800.0

    /// Opens a channel. The first message may come before the answer.
    ///
    /// - Parameters:
    ///   - id: New for each channel; Google takes none twice.
    ///   - token: Comes back with every message; at most 256 bytes.
    ///   - address: Where messages go.
    /// - Throws: ``ProviderError/rejected(_:)`` or ``ProviderError/forbidden(_:)`` where polling must do;
    ///   ``ProviderError/uncertain(_:)`` where the channel may be open.
    package func openChannel(
        _ id: String, token: Secret, address: String, calendar: String
    ) async throws(ProviderError) -> GoogleChannel {
        let answer = try await api.watch(
            calendar,
            GoogleChannelBody(
                id: id, type: "web_hook", address: address, token: token.text,
                params: ["ttl": String(Int(Self.channelLife))]))
        guard answer.id == id, let resource = answer.resourceId, !resource.isEmpty else {
            throw .uncertain("Google's answer doesn't say what its channel watches.")
        }
        let expires = answer.expiration.flatMap { Double($0) }.map { $0 / 1_000 } ?? api.now() + Self.channelLife
        return GoogleChannel(id: id, resource: resource, expires: expires)
    }

    /// Closes a channel; one that Google doesn't know any more is closed.
    package func closeChannel(_ id: String, resource: String) async throws(ProviderError) {
        do throws(ProviderError) {
            try await api.stop(GoogleChannelBody(id: id, resourceId: resource))
        } catch {
            if case .notFound = error { return }
            throw error
        }
    }
}

/// A channel as it goes over the wire (discovery document, `Channel`).
struct GoogleChannelBody: Codable, Sendable {
    var id: String
    var resourceId: String?
    var type: String?
    var address: String?
    var token: String?
    var params: [String: String]?
    /// In ms since 1970.
    var expiration: String?

    init(
        id: String, type: String? = nil, address: String? = nil, token: String? = nil, params: [String: String]? = nil,
        resourceId: String? = nil
    ) {
        (self.id, self.type, self.address, self.token, self.params) = (id, type, address, token, params)
        self.resourceId = resourceId
    }
}
