import Foundation
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import Testing

@testable import Dashboard

/// When pages are told, and how often anybody looks.
@Suite struct StatusHubTests {
    /// A desk whose looks end when they are let.
    private final class SlowDesk: Sendable {
        private let begun = Locked(0)
        private let gate: AsyncStream<Void>
        private let key: AsyncStream<Void>.Continuation

        init() { (gate, key) = AsyncStream.makeStream() }

        /// How many looks were begun.
        var looks: Int { begun.withLock { $0 } }

        /// Lets looks come to their end.
        func open(_ count: Int) { for _ in 0..<count { key.yield() } }

        var desk: Desk {
            Desk(
                carryOut: { _ in .init(code: .done, output: [], notes: "") },
                read: { _ in .init(code: .done, output: [], notes: "") },
                signIn: { _, _, _ in .init(code: .done, output: [], notes: "") },
                look: { [self] in
                    let number = begun.withLock { count in
                        count += 1
                        return count
                    }
                    for await _ in gate { break }
                    return Desk.Look(
                        standing: FolderStanding(
                            configuration: Configuration(pairs: []), accounts: Accounts([]), planned: PlannedRun(),
                            manifest: Manifest(folderID: ""), runs: [:]),
                        status: Array("{\"look\":\(number)}".utf8))
                },
                metrics: { "" }, runs: AsyncStream { $0.finish() })
        }

        /// Waits until so many looks were begun.
        func began(_ count: Int) async throws {
            while looks < count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private func text(_ look: Desk.Look) -> String { String(decoding: look.status, as: UTF8.self) }

    @Test func `what changed is told before anybody has looked`() async throws {
        let slow = SlowDesk()
        let hub = StatusHub(slow.desk)
        slow.open(1)
        var page = try await hub.messages().makeAsyncIterator()
        #expect(
            await page.next().map { String(decoding: $0, as: UTF8.self) } == "event: status\ndata: {\"look\":1}\n\n")
        let looking = Task { try await hub.lookAgain() }
        try await slow.began(2)
        await hub.note([.events, .plan])
        #expect(
            await page.next().map { String(decoding: $0, as: UTF8.self) }
                == "event: changed\ndata: {\"what\":[\"events\"]}\n\n")
        slow.open(1)
        #expect(text(try await looking.value) == "{\"look\":2}")
    }

    @Test func `who asks after a change gets a look that began after it`() async throws {
        let slow = SlowDesk()
        let hub = StatusHub(slow.desk)
        let first = Task { try await hub.look() }
        try await slow.began(1)
        await hub.note([.events])
        let second = Task { try await hub.look() }
        slow.open(2)
        #expect(text(try await first.value) == "{\"look\":1}")
        #expect(text(try await second.value) == "{\"look\":2}")
        #expect(text(try await hub.look()) == "{\"look\":2}")
        #expect(slow.looks == 2)
    }
}
