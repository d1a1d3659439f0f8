/// A quick look at the bytes of an event file: whether anything of it can fall between two days.
///
/// A look says *perhaps* unless it is sure: for a series, for lines folded or grouped in unusual ways, for a time that is not
/// where it is looked for. It makes no strings, so that a folder of many thousand files is looked through in no time.
package struct EventGlance: Hashable, Sendable {
    /// The first and the last date that it names, as numbers; nil where it may be on any day.
    private let dates: ClosedRange<Int>?
    /// Whether it lasts until later than the dates tell.
    private let isOpenEnded: Bool
    /// Its UID; nil where it isn't written plainly, so that the file must be read.
    package let uid: String?

    /// Looks at the bytes of a file, as far as is needed to tell when it may take place.
    ///
    /// - Parameter findsUID: Whether it is looked at until the UID is found, too.
    package init(_ bytes: [UInt8], findsUID: Bool = false) {
        (dates, isOpenEnded, uid) = bytes.withUnsafeBufferPointer { buffer in
            var look = Look(bytes: buffer, findsUID: findsUID)
            look.run()
            let uid = look.uid.map { String(decoding: buffer[$0], as: UTF8.self) }
            guard !look.isUnsure, let earliest = look.earliest, let latest = look.latest else {
                return (nil, true, uid)
            }
            return (earliest...latest, look.hasDuration, uid)
        }
    }

    /// Returns whether the event may take place on the days `from` to `to`, both included, whatever its zone.
    package func mayFall(from: CalendarDate, to: CalendarDate) -> Bool {
        guard let dates else { return true }
        // A zone's clock is at most 26 hours from another's.
        let (first, last) = (Self.digits(from.adding(days: -2)), Self.digits(to.adding(days: 2)))
        return dates.lowerBound <= last && (dates.upperBound >= first || isOpenEnded)
    }

    /// A date as a number that sorts as dates do.
    private static func digits(_ date: CalendarDate) -> Int { (date.year * 100 + date.month) * 100 + date.day }

    private struct Look {
        let bytes: UnsafeBufferPointer<UInt8>
        let findsUID: Bool
        /// Where the UID stands.
        var uid: Range<Int>?
        var earliest: Int?
        var latest: Int?
        var hasDuration = false
        var isUnsure = false
        private var zoneDepth = 0
        private var hasColon = true

        init(bytes: UnsafeBufferPointer<UInt8>, findsUID: Bool) { (self.bytes, self.findsUID) = (bytes, findsUID) }

        mutating func run() {
            var start = 0
            while start < bytes.count, !isUnsure || findsUID && uid == nil {
                let end = bytes.firstIndex(of: ASCII.lf, from: start) ?? bytes.count
                row(start..<end)
                start = end + 1
            }
        }

        private mutating func row(_ row: Range<Int>) {
            guard let first = row.first.map({ bytes[$0] }), first != ASCII.cr else { return }
            // A fold before the colon hides the name, one behind a date hides the date.
            if first.isFoldMark {
                if !hasColon { isUnsure = true }
                return
            }
            var at = row.lowerBound
            while at < row.upperBound, bytes[at] != ASCII.colon, bytes[at] != ASCII.semicolon {
                if bytes[at] == ASCII.dot { isUnsure = true }
                at += 1
            }
            let name = row.lowerBound..<at
            hasColon = bytes[at..<row.upperBound].contains(ASCII.colon)
            switch bytes[row.lowerBound] & 0xDF {
            case UInt8(ascii: "B") where has(name, "BEGIN"): if isZone(row) { zoneDepth += 1 }
            case UInt8(ascii: "E") where has(name, "END"): if isZone(row) { zoneDepth -= 1 }
            case UInt8(ascii: "D") where zoneDepth == 0:
                if has(name, "DURATION") { hasDuration = true }
                if has(name, "DTSTART") || has(name, "DTEND") { time(row) }
            case UInt8(ascii: "R") where zoneDepth == 0:
                if has(name, "RRULE") || has(name, "RDATE") || has(name, "RECURRENCE-ID") { isUnsure = true }
            case UInt8(ascii: "U") where findsUID && uid == nil && has(name, "UID"): identity(at..<row.upperBound)
            default: break
            }
        }

        /// Takes the UID from behind its name, where it is written without parameters, escapes and folds.
        private mutating func identity(_ rest: Range<Int>) {
            guard let first = rest.first, bytes[first] == ASCII.colon else { return }
            let end = rest.last.map { bytes[$0] == ASCII.cr ? $0 : $0 + 1 } ?? rest.upperBound
            let value = (first + 1)..<max(end, first + 1)
            let isFolded = rest.upperBound + 1 < bytes.count && bytes[rest.upperBound + 1].isFoldMark
            if !value.isEmpty, !isFolded, !bytes[value].contains(UInt8(ascii: "\\")) { uid = value }
        }

        /// The date that a line's value begins with.
        private mutating func time(_ row: Range<Int>) {
            guard let colon = row.last(where: { bytes[$0] == ASCII.colon }), colon + 9 <= row.upperBound else {
                isUnsure = true
                return
            }
            guard let date = Int(digits: bytes[(colon + 1)..<(colon + 9)]) else {
                isUnsure = true
                return
            }
            earliest = min(earliest ?? date, date)
            latest = max(latest ?? date, date)
        }

        private func isZone(_ row: Range<Int>) -> Bool {
            let word = row.drop { bytes[$0] != ASCII.colon }.dropFirst()
            return has(word.startIndex..<min(word.endIndex, word.startIndex + 9), "VTIMEZONE")
        }

        /// Whether the bytes in `range` are `word`, in any case.
        private func has(_ range: Range<Int>, _ word: StaticString) -> Bool {
            let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            guard word.count == range.count else { return false }
            return zip(range, word).allSatisfy { index, byte in
                bytes[index] == byte || bytes[index] & 0xDF == byte && byte != UInt8(ascii: "-")
            }
        }
    }
}
