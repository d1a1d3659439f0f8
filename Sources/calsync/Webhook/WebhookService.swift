import Dashboard
import Glibc
import ProviderKit
import SyncCore
import SyncEngine

/// Listens for services under `watch`, and keeps their channels: pushes only make polling sooner, and never replace it.
actor WebhookService {
    private let webhooks: Webhooks
    private let hint: @Sendable (Set<PairID>) -> Void
    private let tell: @Sendable (WatchLevel, String) -> Void
    private var gate: WebhookGate
    private var listener: WebhookListener?
    private var keeping: Task<Void, Never>?
    /// What is wrong and was told.
    private var told: [ChannelKeeper.Trouble] = []
    /// When what others wrote was read again, and when a handshake was taken.
    private var readAgain = -Double.infinity
    private var shookHands = -Double.infinity

    /// How loud something is told.
    enum WatchLevel: Sendable { case debug, info, warning }

    /// Begins to listen; `nil` where the settings don't ask for it.
    ///
    /// - Parameters:
    ///   - hint: Told which pairs may have something new; it must not wait.
    ///   - tell: Takes what a person may want to know. Nothing of a request is in it but its kind.
    static func starting(
        _ context: Context, hint: @escaping @Sendable (Set<PairID>) -> Void,
        tell: @escaping @Sendable (WatchLevel, String) -> Void
    ) async throws -> WebhookService? {
        let webhooks = try Webhooks(context)
        guard let port = webhooks.settings.port else { return nil }
        let service = WebhookService(webhooks, gate: try await webhooks.gate(), hint: hint, tell: tell)
        do {
            try await service.listen(port)
        } catch let error as LoopbackListener.StartError {
            tell(.warning, "\(error) Services are polled. Is another `calsync watch` running?")
            return nil
        }
        return service
    }

    private init(
        _ webhooks: Webhooks, gate: WebhookGate, hint: @escaping @Sendable (Set<PairID>) -> Void,
        tell: @escaping @Sendable (WatchLevel, String) -> Void
    ) {
        (self.webhooks, self.gate, self.hint, self.tell) = (webhooks, gate, hint, tell)
    }

    private func listen(_ port: UInt16) async throws {
        let listener = WebhookListener(now: Self.clock, take: { [weak self] call in await self?.take(call) ?? 204 })
        _ = try await listener.start(port: port)
        self.listener = listener
        let place = webhooks.settings.publicURL.map { ", which services reach as \($0)" } ?? ""
        tell(.info, "Listening for services on 127.0.0.1:\(port)\(place).")
        guard webhooks.settings.isComplete else {
            tell(.warning, "There is no public address, so services are polled. Set `public-url` in accounts.toml.")
            return
        }
        keeping = Task { [weak self] in
            while !Task.isCancelled {
                let isWell = await self?.keep() ?? true
                // Channels live for days; what failed is tried again sooner, since all is polled meanwhile.
                try? await Task.sleep(for: .seconds(isWell ? 3_600 : 300))
            }
        }
    }

    /// Ends the listening; the channels stay open, since a watcher that is started again soon goes on with them.
    func stop() async {
        keeping?.cancel()
        await keeping?.value
        await listener?.stop()
    }

    /// Takes one message, and returns the status of the answer: the same for all but ourselves, so that strangers learn
    /// nothing.
    private func take(_ call: WebhookCall) async -> Int {
        let name = call.kind == .google ? "Google" : "Notion"
        var verdict = gate.judge(call)
        if verdict == .ignored(.unknownChannel) || verdict == .ignored(.wrongSignature), passed(since: &readAgain) {
            // A command of another process may have made it known.
            if let fresh = try? await webhooks.gate() {
                gate = fresh
                verdict = gate.judge(call)
            }
        }
        switch verdict {
        case .hint(let pairs):
            tell(.debug, "\(name) says that something changed.")
            hint(pairs)
        case .begun: tell(.debug, "\(name) begins to tell of changes.")
        case .tried:
            tell(.info, "A trial message arrived.")
            return 202
        case .learned(let channel, let resource):
            tell(.debug, "\(name) begins to tell of changes over a channel that it did not confirm.")
            do { try await webhooks.keeper().learn(channel, resource: resource) } catch { note(error) }
        case .handshake(let token):
            guard passed(since: &shookHands) else { break }
            do {
                try await webhooks.keepWaiting(token)
                tell(.warning, "Notion sent a verification token. `calsync webhook register` shows it.")
            } catch {
                note(error)
            }
        case .ignored(let reason):
            tell(.debug, "A message that claims to be from \(name) is ignored: \(reason.rawValue).")
        }
        return 204
    }

    /// Whether some seconds have passed since something was done last; then it is done now. Strangers may ask often.
    private func passed(since last: inout Double) -> Bool {
        guard Self.clock() - last >= 2 else { return false }
        last = Self.clock()
        return true
    }

    /// Sees to the channels; returns whether nothing failed.
    private func keep() async -> Bool {
        do {
            let outcome = try await webhooks.keep(webhooks.targets)
            gate = try await webhooks.gate()
            for channel in outcome.opened {
                tell(
                    .info, "Google tells of changes in \(channel.pair.text) now, until \(WebhookText.end(of: channel))."
                )
            }
            for trouble in outcome.troubles where !told.contains(trouble) {
                tell(.warning, "\(trouble.pair.text): \(trouble.error.sentence) Polling goes on.")
            }
            told = outcome.troubles
            return told.isEmpty
        } catch {
            note(error)
            return false
        }
    }

    /// Seconds of a clock that never jumps.
    private static let clock: @Sendable () -> Double = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    private func note(_ error: any Error) { tell(.warning, "\(Failure(error).sentence) Polling goes on.") }
}
