/// Breaks a text into rows, between characters as a person sees them.
///
/// A character that is wider than a row, such as a long emoji sequence, is broken between its scalars.
struct LineBreaks {
    /// What has no row yet.
    var rest: Substring

    /// Takes the next row of at most `room` octets and returns its size; nil at the end of the text.
    ///
    /// A row doesn't end in a space if it can be helped: an editor that trims rows would change the value.
    mutating func next(room: Int) -> Int? {
        guard !rest.isEmpty else { return nil }
        var row = rest.prefix(octets: room)
        if row.endIndex < rest.endIndex {
            let unspaced = row.dropLast(while: { $0 == " " || $0 == "\t" })
            if !unspaced.isEmpty { row = unspaced }
        }
        rest = rest[row.endIndex...]
        return row.utf8.count
    }
}

extension Substring {
    /// The longest prefix of whole characters in `room` octets; else of whole scalars; at least one scalar.
    fileprivate func prefix(octets room: Int) -> Substring {
        var size = 0
        var end = startIndex
        for index in indices {
            let next = self.index(after: index)
            size += self[index..<next].utf8.count
            if size > room { break }
            end = next
        }
        if end > startIndex { return self[..<end] }
        size = 0
        for index in unicodeScalars.indices {
            size += self.unicodeScalars[index].utf8.count
            if size > room, end > startIndex { break }
            end = unicodeScalars.index(after: index)
        }
        return self[..<end]
    }

    fileprivate func dropLast(while isDropped: (Character) -> Bool) -> Substring {
        var row = self
        while let last = row.last, isDropped(last) { row.removeLast() }
        return row
    }
}
