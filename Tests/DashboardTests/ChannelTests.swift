import ProviderGoogle
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import Testing

/// Google's channels over real sockets: opened, renewed, closed, and what comes over them.
@Suite struct ChannelTests {
    @Test func `a change at Google is a hint for the pair of its calendar`() async throws {
        try await PushWorld.with { world in
            let outcome = try await world.keep()
            #expect(outcome.opened.map(\.pair) == [world.pair])
            #expect(world.sandbox.channels.map(\.calendar) == [PushWorld.family])
            // The first message may have come before the answer that it belongs to.
            let first = try #require(await world.next(1).first)
            #expect(
                first == .begun
                    || first == .learned(channel: outcome.opened[0].id, resource: world.sandbox.channels[0].resourceID))
            try world.phone("Film")
            #expect(await world.next(1) == [.hint([world.pair])])
            #expect(try await world.keep() == ChannelKeeper.Outcome())
        }
    }

    @Test func `a channel is renewed at four fifths of its life, the new one before the old one goes`() async throws {
        try await PushWorld.with { world in
            let first = try #require(try await world.keep().opened.first)
            world.clock.withLock { $0 += GoogleProvider.channelLife * 0.79 }
            #expect(try await world.keep() == ChannelKeeper.Outcome())
            world.clock.withLock { $0 += GoogleProvider.channelLife * 0.02 }
            let outcome = try await world.keep()
            #expect(outcome.opened.count == 1)
            #expect(outcome.closed.map(\.id) == [first.id])
            #expect(world.sandbox.channels.map(\.id) == outcome.opened.map(\.id))
            let operations = world.sandbox.log.compactMap(\.operation)
            #expect(operations == ["events.watch", "events.watch", "channels.stop"])
        }
    }

    @Test func `a channel whose answer was lost is closed once another is open`() async throws {
        try await PushWorld.with { world in
            world.sandbox.inject(.answerLost, matching: .init(operation: "events.watch"))
            let lost = try await world.keep()
            #expect(lost.opened.isEmpty)
            #expect(lost.troubles.count == 1)
            let orphan = try #require(world.book.channels.first)
            #expect(world.sandbox.channels.map(\.id) == [orphan.id])
            let outcome = try await world.keep()
            #expect(outcome.closed.map(\.id) == [orphan.id])
            #expect(world.sandbox.channels.map(\.id) == outcome.opened.map(\.id))
            #expect(world.book.channels.map(\.id) == outcome.opened.map(\.id))
        }
    }

    @Test func `what an orphan watches is learned from its first message`() async throws {
        try await PushWorld.with { world in
            world.sandbox.inject(.answerLost, matching: .init(operation: "events.watch"))
            try await world.keep()
            let orphan = try #require(world.book.channels.first)
            let resource = world.sandbox.channels[0].resourceID
            #expect(await world.next(1) == [.learned(channel: orphan.id, resource: resource)])
            try world.keeper.learn(orphan.id, resource: resource)
            // Nobody wants a channel any more; the orphan is closed all the same.
            #expect(try await world.keep(false).closed.map(\.id) == [orphan.id])
            #expect(world.sandbox.channels.isEmpty)
        }
    }

    @Test func `a channel without its pair is closed, one that Google has forgotten too`() async throws {
        try await PushWorld.with { world in
            let channel = try #require(try await world.keep().opened.first)
            try await world.provider.closeChannel(channel.id, resource: channel.resource ?? "")
            #expect(try await world.keep(false).closed.map(\.id) == [channel.id])
            #expect(world.book.channels.isEmpty)
        }
    }

    @Test func `a calendar that Google tells nothing of is asked for once, and again by hand`() async throws {
        var options = GoogleSandbox.Options(strict: true)
        options.unwatchable = [PushWorld.family]
        try await PushWorld.with(options: options) { world in
            let outcome = try await world.keep()
            #expect(
                outcome.troubles.map(\.error.sentence) == [
                    "Google tells nothing of changes in this calendar; it is polled."
                ])
            #expect(try await world.keep() == ChannelKeeper.Outcome())
            #expect(try await world.keep(renewing: [world.pair]).troubles.count == 1)
            world.clock.withLock { $0 += ChannelBook.refusalHolds + 1 }
            #expect(try await world.keep().troubles.count == 1)
            #expect(world.sandbox.log.count == 3)
            #expect(world.book.channels.isEmpty)
        }
    }

    @Test func `an address that Google doesn't trust is told, and no new access token is asked for`() async throws {
        var options = GoogleSandbox.Options(strict: true)
        options.unverifiedHosts = ["127.0.0.1"]
        try await PushWorld.with(options: options) { world in
            let trouble = try #require(try await world.keep().troubles.first)
            guard case .forbidden(let sentence) = trouble.error else {
                Issue.record("\(trouble)")
                return
            }
            #expect(sentence.contains("Search Console"))
            #expect(world.renewals.withLock { $0 } == 0)
            #expect(world.book.refusals["family"]?.reason == sentence)
        }
    }

    @Test func `while Google is out of order nothing is remembered but that no channel is open`() async throws {
        try await PushWorld.with { world in
            world.sandbox.inject(.status(503, reason: "backendError", retryAfter: nil), matching: .any)
            let refused = try await world.keep()
            #expect(refused.troubles.count == 1)
            #expect(world.book == ChannelBook())
            let outcome = try await world.keep()
            #expect(outcome.opened.count == 1)
        }
    }

    @Test func `of two that see to the channels at once one is told so`() async throws {
        try await PushWorld.with { world in
            try await world.keep()
            let lock = try #require(
                try DiskFileStore().lock(StateLayout(root: world.root).channelsLock, waiting: false))
            await #expect(throws: ChannelKeeper.Busy.self) { try await world.keep() }
            lock.release()
            try await world.keep()
        }
    }

    @Test func `a new public address gets new channels`() async throws {
        try await PushWorld.with { world in
            let first = try #require(try await world.keep().opened.first)
            var moved = world.target
            moved.address = world.address + "/elsewhere/google"
            let outcome = try await world.keeper.keep([world.pair: moved], through: ["google": world.provider])
            #expect(outcome.opened.map(\.target) == [moved])
            #expect(outcome.closed.map(\.id) == [first.id])
        }
    }
}
