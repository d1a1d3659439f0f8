import FoundationEssentials
import ProviderGoogle
import ProviderKit
import SyncCore

/// Keeps Google's channels: opens what is missing, renews by overlap, closes what nobody needs.
///
/// Every id is on disk before Google hears of it, and every answer before the next request.
package struct ChannelKeeper: Sendable {
    private let layout: StateLayout
    private let files: any FileStore
    private let secret: WebhookSecret
    /// Seconds since 1970.
    private let now: @Sendable () -> Double
    private let newID: @Sendable () -> String

    package init(
        root: String, files: any FileStore, secret: WebhookSecret, now: @escaping @Sendable () -> Double,
        newID: @escaping @Sendable () -> String
    ) {
        layout = StateLayout(root: root)
        (self.files, self.secret, self.now, self.newID) = (files, secret, now, newID)
    }

    /// Another process changes the channels at this moment.
    package struct Busy: Error {}

    /// What became of a step that did not succeed.
    package struct Trouble: Hashable, Sendable {
        package let pair: PairID
        package let error: ProviderError
    }

    /// What was done.
    package struct Outcome: Hashable, Sendable {
        package var opened: [ChannelBook.Channel] = []
        package var closed: [ChannelBook.Channel] = []
        package var troubles: [Trouble] = []

        package init() {}
    }

    /// Reads what is known; damage is no matter: what it named ends by itself.
    package static func book(root: String, files: any FileStore) -> ChannelBook {
        guard let bytes = try? files.readIfThere(StateLayout(root: root).channels, limit: 1 << 20),
            let book = try? JSONDecoder().decode(ChannelBook.self, from: Data(bytes)), book.schema == 1
        else { return ChannelBook() }
        return book
    }

    /// Sees to it that each wanted pair has a channel, and that there are no others.
    ///
    /// - Parameters:
    ///   - renewing: The pairs that get a new channel in any case.
    ///   - only: The pairs whose channels are touched at all; `nil` for all.
    ///   - providers: The services by account; what belongs to others is left to end by itself.
    /// - Throws: ``Busy`` when another process is at it.
    package func keep(
        _ wanted: [PairID: ChannelBook.Target], renewing: Set<PairID> = [], only: Set<PairID>? = nil,
        through providers: [String: GoogleProvider]
    ) async throws -> Outcome {
        guard let lock = try lock() else { throw Busy() }
        defer { lock.release() }
        var book = Self.book(root: layout.root, files: files)
        book.forgetEnded(at: now(), longestLife: GoogleProvider.channelLife)
        var outcome = Outcome()
        let openings = book.steps(wanted: wanted, at: now(), renewing: renewing)
        for case .open(let pair, let target) in openings where only?.contains(pair) ?? true {
            guard let provider = providers[target.account] else { continue }
            try await open(pair, target, provider, &book, &outcome)
        }
        // What was opened makes others needless, and names what orphans watch.
        for case .close(let channel, let resource) in book.steps(wanted: wanted, at: now())
        where only?.contains(channel.pair) ?? true {
            guard let provider = providers[channel.target.account] else { continue }
            do throws(ProviderError) {
                try await provider.closeChannel(channel.id, resource: resource)
            } catch {
                outcome.troubles.append(Trouble(pair: channel.pair, error: error))
                continue
            }
            book.channels.removeAll { $0.id == channel.id }
            try save(book)
            outcome.closed.append(channel)
        }
        return outcome
    }

    /// Notes what a channel watches, as its first message told: its answer was lost.
    package func learn(_ id: String, resource: String) throws {
        // Whoever is at it now opens the channel again that this is about, or has closed it.
        guard let lock = try lock() else { return }
        defer { lock.release() }
        var book = Self.book(root: layout.root, files: files)
        guard let index = book.channels.firstIndex(where: { $0.id == id && $0.resource == nil }) else { return }
        // Its end stays unknown, so nobody relies on it: it is closed as soon as there is another.
        book.channels[index].resource = resource
        try save(book)
    }

    private func open(
        _ pair: PairID, _ target: ChannelBook.Target, _ provider: GoogleProvider, _ book: inout ChannelBook,
        _ outcome: inout Outcome
    ) async throws {
        var channel = ChannelBook.Channel(id: newID(), pair: pair, target: target, opened: now())
        book.channels.append(channel)
        try save(book)
        do throws(ProviderError) {
            let answer = try await provider.openChannel(
                channel.id, token: secret.token(of: channel.id), address: target.address, calendar: target.calendar)
            (channel.resource, channel.expires) = (answer.resource, answer.expires)
            book.channels.removeAll { $0.id == channel.id }
            book.channels.append(channel)
            book.refusals[pair.text] = nil
            outcome.opened.append(channel)
        } catch {
            switch error {
            // It may be open: the id stays.
            case .uncertain, .unreadable, .cancelled: break
            case .rejected, .forbidden:
                book.channels.removeAll { $0.id == channel.id }
                book.refusals[pair.text] = .init(target: target, reason: error.sentence, time: now())
            case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .preconditionFailed, .alreadyExists,
                .notFound, .calendarGone, .syncTokenExpired:
                book.channels.removeAll { $0.id == channel.id }
            }
            outcome.troubles.append(Trouble(pair: pair, error: error))
        }
        try save(book)
    }

    private func lock() throws -> FileLock? {
        try StateLayout(root: layout.root).prepare(files)
        return try files.lock(layout.channelsLock, waiting: false)
    }

    private func save(_ book: ChannelBook) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try files.writeWhole(Array(try encoder.encode(book)) + [0x0A], to: layout.channels)
    }
}
