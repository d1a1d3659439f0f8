import Glibc
import ICalendar

/// Pieces of work that one thread hands out and two carry out.
///
/// `@unchecked` for the semaphore; all else is under the lock.
final class WorkQueue<Piece: Sendable>: @unchecked Sendable {
    private let state = Locked(State())
    /// Counts the pieces that nobody claimed, and one more when there will be no other.
    private let waiting = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    private struct State: Sendable {
        var pieces: [Piece] = []
        /// The first piece that nobody claimed.
        var next = 0
    }

    init() { sem_init(waiting, 0, 0) }

    deinit {
        sem_destroy(waiting)
        waiting.deallocate()
    }

    /// Hands out a piece.
    func add(_ piece: Piece) {
        state.withLock { $0.pieces.append(piece) }
        sem_post(waiting)
    }

    /// Says that there will be no more pieces.
    func close() { sem_post(waiting) }

    /// The next piece; waits for one. `nil` when there is none left.
    func claim() -> Piece? {
        while sem_wait(waiting) != 0 {}
        let piece = state.withLock { state -> Piece? in
            guard state.next < state.pieces.count else { return nil }
            defer { state.next += 1 }
            return state.pieces[state.next]
        }
        // The end is for the other thread as well.
        if piece == nil { sem_post(waiting) }
        return piece
    }

    /// All pieces that were handed out.
    var pieces: [Piece] { state.withLock { $0.pieces } }
}
