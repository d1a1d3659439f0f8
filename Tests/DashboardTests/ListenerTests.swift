import Glibc
import HummingbirdCore
import TestSupport
import Testing

@testable import Dashboard

@Suite struct ListenerTests {
    /// Where one was dropped that had come in a moment before, the process ended.
    @Test func `a listener that is stopped while connections come in lets none of them fall`() async throws {
        for _ in 1...20 {
            let listener = LoopbackListener(limits: .init()) { _, _ in Response(status: .noContent) }
            let port = Int(try await listener.start(port: 0))
            let peers = try (1...24).map { _ in try RawHTTP.connect(to: port) }
            await listener.stop()
            for peer in peers { close(peer) }
            #expect(throws: (any Error).self) { close(try RawHTTP.connect(to: port)) }
        }
    }
}
