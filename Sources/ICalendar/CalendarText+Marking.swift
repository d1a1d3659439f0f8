/// How git's conflict markers are written into a file.
package struct ConflictMarks: Hashable, Sendable {
    /// How many signs a marker has; seven unless somebody set `conflict-marker-size`.
    package let size: Int
    /// What stands behind the first marker.
    package let ours: String
    /// What stands behind the last one.
    package let theirs: String

    /// Keeps the names, which are text of one line.
    package init(size: Int = 7, ours: String = "ours", theirs: String = "theirs") {
        (self.size, self.ours, self.theirs) = (size, ours, theirs)
    }

    fileprivate func line(_ sign: Character, _ name: String = "") -> [UInt8] {
        Array((String(repeating: sign, count: size) + (name.isEmpty ? "" : " " + name)).utf8)
    }
}

extension CalendarText {
    /// Returns the bytes of this file with what `other` says differently beside it, between git's conflict markers.
    ///
    /// Marked are whole content lines: no marker comes to stand inside a folded one.
    ///
    /// - Parameter silent: The names of properties that nobody needs to decide: where only such lines differ, the
    ///   other's are taken.
    package func marking(
        differencesFrom other: CalendarText, as marks: ConflictMarks, silent: Set<String> = []
    ) -> [UInt8] {
        let difference = other.lines.map(\.raw).difference(from: lines.map(\.raw))
        var (removed, inserted) = (Set<Int>(), Set<Int>())
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var bytes = Array(prefix)
        var (mine, theirs) = (0, 0)
        while mine < lines.count || theirs < other.lines.count {
            let (from, fromTheirs) = (mine, theirs)
            while removed.contains(mine) { mine += 1 }
            while inserted.contains(theirs) { theirs += 1 }
            guard mine > from || theirs > fromTheirs else {
                bytes += lines[mine].raw
                (mine, theirs) = (mine + 1, theirs + 1)
                continue
            }
            let differing = lines[from..<mine] + other.lines[fromTheirs..<theirs]
            if differing.allSatisfy({ silent.contains($0.name) }) {
                bytes += other.bytes(ofLines: fromTheirs..<theirs)
                continue
            }
            bytes += marks.line("<", marks.ours) + usualLineEnd + self.bytes(ofLines: from..<mine)
            bytes += marks.line("=") + usualLineEnd + other.bytes(ofLines: fromTheirs..<theirs)
            bytes += marks.line(">", marks.theirs) + usualLineEnd
        }
        return bytes
    }
}
