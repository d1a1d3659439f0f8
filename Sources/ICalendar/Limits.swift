/// What a file may grow to before it is held instead of read, so that no stranger's file can keep calsync busy.
package enum Limits {
    /// The bytes of a file: 10 MB.
    package static let fileBytes = 10_000_000
    /// The bytes of an unfolded line: 1 MB.
    package static let lineBytes = 1_000_000
    /// The logical lines of a file.
    package static let lines = 100_000
    /// The bytes of a file of many events that is to be split: 100 MB.
    package static let exportBytes = 100_000_000
    /// The logical lines of such a file.
    package static let exportLines = 2_000_000
    /// How deep components may stand in each other.
    package static let nesting = 32
}
