import SyncCore
import Testing

@testable import SyncEngine

@Suite struct SettlingTests {
    private let work = PairID("work")
    private let home = PairID("home")

    @Test func `nothing settles where nothing was touched`() {
        var settling = Settling()
        #expect(settling.due == nil && settling.settled(at: 100).isEmpty)
    }

    @Test func `each touch puts it off, and then it is told once`() {
        var settling = Settling()
        settling.touched([work], quiet: 0.12, at: 10)
        settling.touched([work], quiet: 0.12, at: 10.1)
        #expect(settling.settled(at: 10.2).isEmpty)
        #expect(settling.settled(at: 10.25) == [work])
        #expect(settling.due == nil && settling.settled(at: 11).isEmpty)
    }

    @Test func `a file that vanished for a moment is waited for`() {
        var settling = Settling()
        settling.touched([work], quiet: Settling.vanished, at: 0)
        settling.touched([work], quiet: Settling.written, at: 0.01)
        #expect(settling.due == Settling.vanished)
    }

    @Test func `what is touched together settles together`() {
        var settling = Settling()
        settling.touched([work], quiet: 0.12, at: 0)
        settling.touched([home], quiet: 0.3, at: 0.1)
        #expect(settling.settled(at: 0.2).isEmpty)
        #expect(settling.settled(at: 0.5) == [work, home])
    }

    @Test func `writing without end is looked at all the same`() {
        var settling = Settling()
        for step in 0..<100 { settling.touched([work], quiet: 0.3, at: Double(step) / 10) }
        #expect(settling.due == Settling.patience)
    }
}
