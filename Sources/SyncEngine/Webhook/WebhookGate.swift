import FoundationEssentials
import ProviderKit
import SyncCore

/// One request that came in, as far as it matters.
package struct WebhookCall: Sendable {
    /// Whose message it claims to be.
    package var kind: WebhookKind
    /// Header fields by lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(kind: WebhookKind, headers: [String: String], body: [UInt8]) {
        (self.kind, self.headers, self.body) = (kind, headers, body)
    }
}

/// Judges what comes in: only a message that proves itself may wake anything, and all it can do is to wake a look.
package struct WebhookGate: Sendable {
    /// What a message amounts to.
    package enum Verdict: Hashable, Sendable {
        /// There may be something new for these pairs.
        case hint(Set<PairID>)
        /// A channel begins to tell: nothing is new.
        case begun
        /// A channel whose opening was not answered told what it watches.
        case learned(channel: String, resource: String)
        /// The calsync of this machine tries whether messages arrive.
        case tried
        /// Notion wants to know whether its messages arrive, and tells with what it signs them.
        case handshake(Secret)
        /// Nobody that is known; it is answered like the others.
        case ignored(Reason)
    }

    /// Why a message is ignored; all that is ever logged of it.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case incomplete = "something is missing in it"
        case wrongToken = "its token is not ours"
        case unknownChannel = "its channel is not known"
        case otherResource = "its channel watches something else"
        case wrongSignature = "its signature is wrong"
        case unreadable = "it can't be read"
    }

    private let secret: WebhookSecret
    private let channels: [String: ChannelBook.Channel]
    private let notion: [(token: Secret, pairs: Set<PairID>)]

    /// - Parameter notion: What each account's events are signed with, and the pairs that they may concern.
    package init(secret: WebhookSecret, book: ChannelBook, notion: [(token: Secret, pairs: Set<PairID>)] = []) {
        self.secret = secret
        self.notion = notion
        channels = Dictionary(book.channels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The channel id of `webhook test`, which no service has.
    package static let trial = "calsync-webhook-test"

    /// Judges one message.
    package func judge(_ call: WebhookCall) -> Verdict {
        switch call.kind {
        case .google: judgeGoogle(call.headers)
        case .notion: judgeNotion(call)
        }
    }

    /// Google's messages have no body and no signature: the token that comes back is all (facts/google-calendar.md 6).
    private func judgeGoogle(_ headers: [String: String]) -> Verdict {
        guard let id = headers["x-goog-channel-id"], let token = headers["x-goog-channel-token"], id.utf8.count <= 64
        else { return .ignored(.incomplete) }
        guard secret.isToken(token, of: id) else { return .ignored(.wrongToken) }
        if id == Self.trial { return .tried }
        guard let resource = headers["x-goog-resource-id"], let state = headers["x-goog-resource-state"] else {
            return .ignored(.incomplete)
        }
        guard let channel = channels[id] else { return .ignored(.unknownChannel) }
        if channel.resource == nil { return .learned(channel: id, resource: resource) }
        guard channel.resource == resource else { return .ignored(.otherResource) }
        return state == "sync" ? .begun : .hint([channel.pair])
    }

    private func judgeNotion(_ call: WebhookCall) -> Verdict {
        guard let signature = call.headers["x-notion-signature"] else { return .ignored(.incomplete) }
        if let account = notion.first(where: { WebhookSecret.isSigned(call.body, signature, with: $0.token) }) {
            return .hint(account.pairs)
        }
        // The handshake is signed with the very token that it brings. Anybody can make one: it is only shown.
        struct Handshake: Decodable {
            let token: String
            enum CodingKeys: String, CodingKey { case token = "verification_token" }
        }
        guard let handshake = try? JSONDecoder().decode(Handshake.self, from: Data(call.body)) else {
            return .ignored(.wrongSignature)
        }
        let token = Secret(handshake.token)
        let isPlain = token.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isPlain, (8...256).contains(token.text.utf8.count) else { return .ignored(.unreadable) }
        return WebhookSecret.isSigned(call.body, signature, with: token) ? .handshake(token) : .ignored(.wrongSignature)
    }
}
