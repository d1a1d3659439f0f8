extension CalendarText {
    /// Returns the bytes of the lines at `indices`, in that order and as they stand in the file, folds and line ends included.
    ///
    /// Only a last line without an end is given one, so that something can stand behind it.
    package func bytes(ofLines indices: some Sequence<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in indices {
            bytes += lines[index].raw
            if lines[index].lineEnd.isEmpty { bytes += usualLineEnd }
        }
        return bytes
    }

    /// The line end that most lines have; LF where none has one.
    package var usualLineEnd: [UInt8] {
        let ended = lines.prefix(100).filter { !$0.lineEnd.isEmpty }
        return ended.count { $0.lineEnd.first == ASCII.cr } * 2 > ended.count ? [ASCII.cr, ASCII.lf] : [ASCII.lf]
    }
}
