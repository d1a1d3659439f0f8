import Dispatch
import ICalendar
import SyncEngine
import TestSupport
import Testing

/// What is looked up after a run that died in the middle of a wave.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVRecoveryTests {
    /// Two requests that are to be under way at the same time: the first goes on when the second has come.
    private final class Meeting: Sendable {
        private let second = DispatchSemaphore(value: 0)
        private let state = Locked((count: 0, isAlone: false))

        /// How many came.
        var count: Int { state.withLock { $0.count } }
        /// Whether the first waited for the second in vain.
        var isAlone: Bool { state.withLock { $0.isAlone } }

        func join() {
            let number = state.withLock { state in
                state.count += 1
                return state.count
            }
            if number == 2 { second.signal() }
            if number == 1, second.wait(timeout: .now() + 10) == .timedOut { state.withLock { $0.isAlone = true } }
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `what a killed wave left open is looked up several at a time, each once`(_ kind: RealServer.Kind) async throws
    {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 12)
            await #expect(throws: Crash.self) {
                try await world.folder.sync { if $0 == "answered" { throw Crash() } }
            }
            #expect(try world.paths().count == 12)
            world.proxy.reset()
            let meeting = Meeting()
            world.proxy.inject(
                .request { request in
                    meeting.join()
                    return request
                }, into: "REPORT", times: .max,
                where: { String(decoding: $0.body, as: UTF8.self).split(separator: "<d:href>").count == 2 })
            let report = try await world.sync()
            #expect(report.conflicts.isEmpty && world.proxy.writes == 0)
            #expect(meeting.count == 12 && !meeting.isAlone)
            try await world.expectIdle()
        }
    }
}
