import ICalendar
import Testing

struct LockedTests {
    private struct Refusal: Error {}

    @Test func `nothing is lost between threads`() async {
        let count = Locked(0)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { count.withLock { $0 += 1 } } }
            }
        }
        #expect(count.withLock { $0 } == 8000)
    }

    @Test func `an error passes and the lock is free again`() {
        let value = Locked(1)
        #expect(throws: Refusal.self) { try value.withLock { _ throws(Refusal) in throw Refusal() } }
        #expect(value.withLock { $0 } == 1)
    }
}
