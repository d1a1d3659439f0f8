/// The numbers of a BY list, -366 to 366, quick to look up.
struct NumberSet: Equatable, Sendable {
    private var words = SIMD16<UInt64>()
    /// Whether the list names nothing, which is a rule that doesn't limit.
    private(set) var isEmpty = true

    init(_ numbers: some Sequence<Int> = []) {
        for number in numbers where Self.range.contains(number) {
            words[(number + 512) >> 6] |= 1 << UInt64((number + 512) & 63)
            isEmpty = false
        }
    }

    /// Whether the list names the number.
    func contains(_ number: Int) -> Bool {
        Self.range.contains(number) && words[(number + 512) >> 6] & (1 << UInt64((number + 512) & 63)) != 0
    }

    /// Whether the list names nothing, or the number, be it counted from the start or from the end of `length`.
    func allows(_ number: Int, of length: Int) -> Bool {
        isEmpty || contains(number) || contains(number - length - 1)
    }

    private static let range = -512...511
}
