/// A small generator: a seed draws the same everywhere (SplitMix64).
package struct Chance: Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    /// A number from 0, less than `bound`.
    package mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(bound, 1)))
    }

    /// Whether it is this time, of so many.
    package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    /// One of several.
    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
