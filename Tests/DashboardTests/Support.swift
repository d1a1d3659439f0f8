import Foundation
import ICalendar
import ProviderGoogle
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import Testing

@testable import Dashboard

/// A listener, a stand-in for Google that calls it, and the channels between them.
final class PushWorld: Sendable {
    static let family = "family@group.calendar.google.com"
    let pair = PairID("family")
    let sandbox: GoogleSandbox
    let root: String
    let secret = WebhookSecret(Secret("a secret of this test"))
    /// Seconds since 1970, here and at the service.
    let clock = Locked(1_795_392_000.0)
    let http = HTTPClient()
    /// How often another access token was asked for.
    let renewals = Locked(0)
    let verdicts: AsyncStream<WebhookGate.Verdict>
    private let feed: AsyncStream<WebhookGate.Verdict>.Continuation
    private let notion = Locked<Secret?>(nil)
    private let state = Locked<(listener: WebhookListener?, endpoint: String, port: UInt16)>((nil, "", 0))

    private init(_ options: GoogleSandbox.Options) {
        var options = options
        options.now = { [clock] in Date(timeIntervalSince1970: clock.withLock { $0 }) }
        sandbox = GoogleSandbox(options: options)
        root = FileManager.default.temporaryDirectory.path + "/calsync-push-" + UUID().uuidString
        (verdicts, feed) = AsyncStream.makeStream()
    }

    /// Does `body` in a world of its own.
    static func with(
        limits: WebhookListener.Limits = .init(), options: GoogleSandbox.Options = .init(strict: true),
        _ body: (PushWorld) async throws -> Void
    ) async throws {
        let world = PushWorld(options)
        try FileManager.default.createDirectory(atPath: world.root, withIntermediateDirectories: true)
        let endpoint = try await world.sandbox.start() + "/calendar/v3"
        // A clock that stands still, so that no burst ends by itself.
        let listener = WebhookListener(
            limits: limits, now: { 0 },
            take: { [world] call in
                world.feed.yield(world.gate().judge(call))
                return 204
            })
        let port = try await listener.start(port: 0)
        world.state.withLock { $0 = (listener, endpoint, port) }
        let result: Result<Void, any Error>
        do { result = .success(try await body(world)) } catch { result = .failure(error) }
        await world.http.close()
        await world.sandbox.stop()
        await listener.stop()
        try? FileManager.default.removeItem(atPath: world.root)
        try result.get()
    }

    /// Where services call.
    var address: String { "http://127.0.0.1:\(state.withLock { $0.port })" }
    /// What the pair's channel is for.
    var target: ChannelBook.Target {
        .init(account: "google", calendar: Self.family, address: address + "/calsync/google")
    }
    var book: ChannelBook { ChannelKeeper.book(root: root, files: DiskFileStore()) }
    var keeper: ChannelKeeper {
        ChannelKeeper(
            root: root, files: DiskFileStore(), secret: secret, now: { [clock] in clock.withLock { $0 } },
            newID: { UUID().uuidString })
    }
    var provider: GoogleProvider {
        GoogleProvider(
            account: "google", endpoint: state.withLock { $0.endpoint }, http: http,
            token: { [sandbox] () async throws(ProviderError) in sandbox.token },
            renew: { [renewals] _ async throws(ProviderError) in
                renewals.withLock { $0 += 1 }
                return nil
            })
    }

    func gate() -> WebhookGate {
        WebhookGate(
            secret: secret, book: book, notion: notion.withLock { $0 }.map { [($0, Set([PairID("plans")]))] } ?? [])
    }

    func believe(_ token: Secret) { notion.withLock { $0 = token } }

    /// Sees to the channels, and returns what was done.
    @discardableResult
    func keep(_ isWanted: Bool = true, renewing: Set<PairID> = []) async throws -> ChannelKeeper.Outcome {
        try await keeper.keep(
            isWanted ? [pair: target] : [:], renewing: renewing, through: ["google": provider])
    }

    /// What the next messages amount to, in the order in which they come.
    func next(_ count: Int) async -> [WebhookGate.Verdict] {
        var found: [WebhookGate.Verdict] = []
        for await verdict in verdicts {
            found.append(verdict)
            if found.count == count { break }
        }
        return found
    }

    /// Sends a request to the listener, and returns the status of the answer.
    func post(
        _ path: String, _ headers: [(String, String)] = [], _ body: [UInt8] = [], method: String = "POST"
    ) async throws -> Int {
        let request = HTTPRequest(
            method: method, url: address + path, headers: headers.map { HTTPHeader($0.0, $0.1) }, body: body)
        return try await http.send(request).status
    }

    /// Makes an event at the service, as a phone does.
    func phone(_ title: String) throws {
        _ = try sandbox.putEvent(
            [
                "summary": .string(title), "start": ["dateTime": "2026-12-01T10:00:00+01:00"],
                "end": ["dateTime": "2026-12-01T11:00:00+01:00"],
            ], in: Self.family)
    }
}
