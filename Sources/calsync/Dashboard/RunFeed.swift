import ICalendar
import SyncEngine

/// How far the run has come that this process has under way, for open pages.
final class RunFeed: Sendable {
    /// The run as JSON, and `null` after it; who is slow to read gets the newest alone.
    let notes: AsyncStream<[UInt8]>
    private let feed: AsyncStream<[UInt8]>.Continuation
    private let current = Locked<PageStatus.RunNote?>(nil)

    init() { (notes, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(1)) }

    /// The run under way; `nil` where none is.
    var run: PageStatus.RunNote? { current.withLock { $0 } }

    /// Takes how far a run has come; `nil` after its end.
    func take(_ step: RunProgress?) {
        let note = step.map { PageStatus.RunNote($0) }
        let before = current.withLock { current in
            defer { current = note }
            return current
        }
        guard note != nil || before != nil else { return }
        feed.yield((try? note.map { try JSONText.encode($0) }) ?? Array("null".utf8))
    }
}

extension PageStatus.RunNote {
    /// What a step of a run is in words.
    fileprivate init(_ step: RunProgress) {
        switch step {
        case .reading(let pair): self.init(pair: pair.text, words: "Looking at \(pair)")
        case .writing(let done, let total, _):
            self.init(done: done, total: total, words: "Syncing: \(done) of \(total) written")
        }
    }
}
