/// What one period of a rule offers: every time of each base, or those at BYSETPOS.
///
/// It is never written out: with all hours, minutes and seconds of all days a year has 31 million.
struct PeriodSet: Sendable {
    private var bases: [Int] = []
    private var times: [Int] = []
    /// The places to take, ascending; nil for all.
    private var places: [Int]?
    private var index = 0

    /// The set of no period.
    init() {}

    /// Makes the set of `bases` and `times`, both ascending, of which those before `first` are passed over.
    ///
    /// - Parameter positions: BYSETPOS, counted in the whole set; empty where the rule has none.
    init(bases: [Int], times: [Int], positions: [Int], from first: Int) {
        self.bases = bases
        self.times = times
        if !positions.isEmpty {
            let size = bases.count * times.count
            places = Set(positions.map { $0 > 0 ? $0 - 1 : size + $0 }).filter { (0..<size).contains($0) }.sorted()
        }
        index = (0..<count).partitioningIndex { self[$0] >= first }
    }

    /// Returns the next reading, in seconds since 1970.
    mutating func next() -> Int? {
        guard index < count else { return nil }
        defer { index += 1 }
        return self[index]
    }

    private var count: Int { places?.count ?? bases.count * times.count }

    private subscript(index: Int) -> Int {
        let place = places?[index] ?? index
        return bases[place / times.count] + times[place % times.count]
    }
}
