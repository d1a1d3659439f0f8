/// How much may be looked at before a series is given up: a step is a day, a time or a period.
struct StepBudget: Sendable {
    private var left: Int
    /// Whether something was to be looked at and no step was left.
    private(set) var isSpent = false

    init(_ steps: Int) { left = steps }

    /// Takes steps; false where fewer are left.
    mutating func spend(_ steps: Int) -> Bool {
        guard left >= steps else {
            isSpent = true
            return false
        }
        left -= steps
        return true
    }
}
