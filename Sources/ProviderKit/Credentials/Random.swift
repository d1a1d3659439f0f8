/// Random bytes of the system.
package enum Random {
    /// Returns `count` bytes that nobody can guess (getrandom(2)).
    package static let bytes: @Sendable (Int) -> [UInt8] = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
