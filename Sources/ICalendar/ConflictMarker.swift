/// A line that git writes into a file which it could not merge.
enum ConflictMarker {
    case ours, base, theirs, end

    /// Knows a marker by its seven characters and what may follow them; nil for any other line.
    init?(_ line: ArraySlice<UInt8>) {
        let mark = line.prefix(7)
        guard mark.count == 7, let first = mark.first, mark.allSatisfy({ $0 == first }) else { return nil }
        let next = line.dropFirst(7).first
        switch first {
        case UInt8(ascii: "<") where next == ASCII.space || next == nil: self = .ours
        case UInt8(ascii: "|") where next == ASCII.space || next == nil: self = .base
        case UInt8(ascii: "="): self = .theirs
        case UInt8(ascii: ">") where next == ASCII.space || next == nil: self = .end
        default: return nil
        }
    }
}
