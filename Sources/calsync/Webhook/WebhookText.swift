import ICalendar
import SyncCore
import SyncEngine

/// How a pair hears of changes at its service.
struct Hearing: Hashable, Sendable {
    /// The ways.
    enum Way: String, Sendable { case push, polling }

    let pair: PairID
    let way: Way
    /// Until when, in seconds since 1970, where messages come over a channel that ends.
    var until: Double?
    /// Why it is polled though services may call, as a sentence.
    var reason: String?

    /// How each pair hears of changes, as far as is known without asking anybody.
    static func all(_ webhooks: Webhooks, now: Double) -> [Hearing] {
        let (targets, book) = (webhooks.targets, webhooks.book)
        return webhooks.context.configuration.pairs.map { pair in
            guard webhooks.settings.isComplete else { return Hearing(pair: pair.id, way: .polling) }
            guard !pair.isPaused else {
                return Hearing(pair: pair.id, way: .polling, reason: "It is paused, so no channel is kept for it.")
            }
            guard let target = targets[pair.id] else {
                let isConfirmed = webhooks.isConfirmed(pair.account)
                return Hearing(
                    pair: pair.id, way: isConfirmed ? .push : .polling,
                    reason: isConfirmed
                        ? nil : "Notion's webhook is not set up: `calsync webhook register \(pair.id.text)`.")
            }
            if let channel = book.best(pair.id, target, at: now) {
                return Hearing(pair: pair.id, way: .push, until: channel.expires)
            }
            let refusal = book.refusals[pair.id.text].flatMap { $0.target == target ? $0.reason : nil }
            return Hearing(
                pair: pair.id, way: .polling,
                reason: refusal ?? "No channel is open: `calsync watch` opens one, and `calsync webhook register`.")
        }
    }

    /// `push until 2026-11-29 08:00 UTC`, or `polling`.
    var words: String {
        switch way {
        case .push: until.map { "push until \(WebhookText.moment($0))" } ?? "push"
        case .polling: "polling"
        }
    }
}

/// Webhooks on the screen.
enum WebhookText {
    /// A moment, in seconds since 1970: `2026-11-29 08:00 UTC`.
    static func moment(_ seconds: Double) -> String {
        "\(DateTime(secondsSinceEpoch: Int(seconds)).extended.replacing("T", with: " ").prefix(16)) UTC"
    }

    /// When a channel ends.
    static func end(of channel: ChannelBook.Channel) -> String { channel.expires.map(moment) ?? "an unknown time" }
}
