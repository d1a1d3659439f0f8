import SyncCore

/// Waits until files that are being written have settled: many saves in a row are one look, and no half-written file is
/// looked at.
///
/// One for the whole folder: a file that goes from one pair's folder to another's is seen as a move only when both are
/// looked at together. Times are seconds of a clock that never jumps.
package struct Settling: Hashable, Sendable {
    /// Seconds of quiet after which a written file is taken for whole, and a vanished one for gone: some editors move the
    /// old file away before they write the new one.
    package static let (written, vanished) = (0.12, 0.3)
    /// The longest that a burst of writing may put off a look, in seconds.
    package static let patience = 2.0

    private var pairs: Set<PairID> = []
    private var since = 0.0

    /// When everything touched so far has settled; `nil` when nothing was touched.
    package private(set) var due: Double?

    package init() {}

    /// Notices that files of these pairs were touched, and that `quiet` seconds must pass without another touch.
    package mutating func touched(_ touched: some Sequence<PairID>, quiet: Double, at now: Double) {
        let touched = Set(touched)
        guard !touched.isEmpty else { return }
        if due == nil { since = now }
        pairs.formUnion(touched)
        due = min(max(now + quiet, due ?? 0), since + Self.patience)
    }

    /// Returns the pairs whose files have settled, once; none while something is still being written.
    package mutating func settled(at now: Double) -> Set<PairID> {
        guard let due, due <= now else { return [] }
        defer { self = Settling() }
        return pairs
    }
}
