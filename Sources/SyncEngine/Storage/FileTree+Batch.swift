import CShims
import Glibc
import SyncCore

extension FileTree {
    /// Some files of the tree, as many as one thread looks at in one go.
    ///
    /// `@unchecked`: one thread at a time has it (``FileTree``).
    final class Batch: @unchecked Sendable {
        private static let size = 256
        private static let few = 32

        /// Relative paths, each ended by NUL.
        private var names: [UInt8] = []
        /// Where each path begins; one more at the end.
        private var starts: [Int] = [0]
        private var looks: [cs_stat] = []

        init() {
            names.reserveCapacity(Self.size * 48)
            starts.reserveCapacity(Self.size + 1)
        }

        /// How many files there are.
        var count: Int { starts.count - 1 }

        /// Whether it is time for the next batch.
        var isFull: Bool { count == Self.size }

        /// Adds the file `name` of `folder`, which is empty or ends with a slash.
        func add(_ folder: [UInt8], _ name: UnsafeRawBufferPointer) {
            names.append(contentsOf: folder)
            names.append(contentsOf: name)
            names.append(0)
            starts.append(names.count)
        }

        /// Takes the files' stamps.
        ///
        /// - Parameter root: The folder that the paths are relative to.
        func look(in root: Int32) {
            // A file that went since it was listed keeps a link count of 0.
            looks = [cs_stat](repeating: cs_stat(), count: count)
            names.withUnsafeBytes { bytes in
                guard let first = bytes.baseAddress else { return }
                for index in looks.indices {
                    let path = (first + starts[index]).assumingMemoryBound(to: CChar.self)
                    if cs_lstat_at(root, path, &looks[index]) != 0 { looks[index] = cs_stat() }
                }
            }
        }

        /// Calls `body` with the paths and the stamps of the files that are still there, a few at a time.
        func forEachFew(
            _ body: (UnsafeBufferPointer<UnsafeRawBufferPointer>, UnsafeBufferPointer<Stamp>) -> Void
        ) {
            names.withUnsafeBytes { bytes in
                withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: Self.few) { paths in
                    withUnsafeTemporaryAllocation(of: Stamp.self, capacity: Self.few) { stamps in
                        var found = 0
                        for (index, look) in looks.enumerated() where look.links > 0 {
                            paths[found] = UnsafeRawBufferPointer(
                                rebasing: bytes[starts[index]..<starts[index + 1] - 1])
                            stamps[found] = Stamp(look)
                            found += 1
                            guard found == Self.few else { continue }
                            body(UnsafeBufferPointer(paths), UnsafeBufferPointer(stamps))
                            found = 0
                        }
                        body(
                            UnsafeBufferPointer(rebasing: paths[..<found]),
                            UnsafeBufferPointer(rebasing: stamps[..<found]))
                    }
                }
            }
        }
    }
}
