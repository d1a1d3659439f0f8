import CShims
import Glibc
import SyncCore

/// The stamps in a manifest's text, found by path, without a string or a dictionary being made.
///
/// Filled by one thread with ``read()`` and only then used by another: `@unchecked` for that reason.
final class KnownStamps: @unchecked Sendable {
    /// What was wrong with the manifest.
    private(set) var error: StateError?
    /// The manifest's header.
    private(set) var header: ManifestHeader?
    /// Whether every path stands in the text as it is; otherwise nothing here is of use.
    private(set) var isPlain = true
    /// How many files wait for a person.
    private(set) var paused = 0

    private let text: MappedFile
    private var rows: [Row] = []
    /// Open addressing; 0 is free, else the row's index + 1.
    private var table: [UInt32] = []

    /// What is needed of a line; small, because a hundred thousand are looked at in no order.
    private struct Row {
        let path: Range<Int>
        let stamp: Stamp
        let hash: Int
    }

    init(_ text: MappedFile) { self.text = text }

    /// How many files the manifest has.
    var count: Int { rows.count }

    /// Reads the manifest; afterwards `error` or `header` is set.
    func read() {
        do throws(StateError) {
            var scan = try ManifestScan(text.bytes)
            rows.reserveCapacity(text.bytes.count / 300)
            while let file = try scan.nextFile() {
                if text.bytes[file.path].contains(UInt8(ascii: "\\")) { isPlain = false }
                if file.state == UInt8(ascii: "p") { paused += 1 }
                rows.append(Row(path: file.path, stamp: file.stamp, hash: file.hash.lowerBound))
            }
            fillTable()
            header = scan.header
        } catch {
            self.error = error
        }
    }

    /// Calls `body` with the number of each of `paths` (bytes, relative) and its file's row; `nil` for none.
    ///
    /// A few paths at a time: rows and paths lie in no order, and what one waits for in memory is fetched while the next
    /// is looked up.
    func forEachRow(of paths: UnsafeBufferPointer<UnsafeRawBufferPointer>, _ body: (Int, Int?) -> Void) {
        withUnsafeTemporaryAllocation(of: Guess.self, capacity: paths.count) { guesses in
            let mask = table.count - 1
            for index in paths.indices {
                let slot = mask < 0 ? 0 : Self.hash(paths[index]) & mask
                guesses[index] = Guess(slot: slot, row: mask < 0 ? -1 : Int(table[slot]) - 1, start: 0)
            }
            for index in paths.indices where guesses[index].row >= 0 {
                let path = rows[guesses[index].row].path
                // Of another length, it is another path.
                guesses[index].start = path.count == paths[index].count ? path.lowerBound : -1
            }
            for index in paths.indices {
                let guess = guesses[index]
                guard guess.row >= 0 else {
                    body(index, nil)
                    continue
                }
                body(index, isPath(paths[index], at: guess.start) ? guess.row : find(paths[index], after: guess.slot))
            }
        }
    }

    /// Where a path may be found.
    private struct Guess {
        /// The first place in the table.
        var slot: Int
        /// The row there; -1 for none.
        var row: Int
        /// Where that row's path begins; -1 where it is another.
        var start: Int
    }

    private func isPath(_ path: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start >= 0, let text = text.bytes.baseAddress, let bytes = path.baseAddress else { return false }
        return memcmp(text + start, bytes, path.count) == 0
    }

    /// The row of the file at `path`, from the place after `slot` on.
    private func find(_ path: UnsafeRawBufferPointer, after slot: Int) -> Int? {
        let mask = table.count - 1
        var slot = (slot + 1) & mask
        while table[slot] != 0 {
            let row = Int(table[slot]) - 1
            let range = rows[row].path
            if range.count == path.count, isPath(path, at: range.lowerBound) { return row }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Whether the file of `row` is as it was; one whose stamp is too young to say is read.
    func isUnchanged(_ row: Int, _ stamp: Stamp, root: String) -> Bool {
        guard let header else { return false }
        return StampCheck(text: text.bytes, stampedAt: header.stampedAt, root: root)
            .isUnchanged(rows[row].path, known: rows[row].stamp, found: stamp, hash: rows[row].hash)
    }

    private func fillTable() {
        var size = 16
        while size < rows.count * 2 { size *= 2 }
        table = [UInt32](repeating: 0, count: size)
        for (index, row) in rows.enumerated() {
            var slot = Self.hash(UnsafeRawBufferPointer(rebasing: text.bytes[row.path])) & (size - 1)
            while table[slot] != 0 { slot = (slot + 1) & (size - 1) }
            table[slot] = UInt32(index + 1)
        }
    }

    private static func hash(_ path: UnsafeRawBufferPointer) -> Int {
        Int(cs_crc32c(0, path.baseAddress, path.count))
    }
}
