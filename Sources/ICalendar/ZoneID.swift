/// The name of a time zone as a TZID parameter spells it; what it means is for ``Zone`` to say.
package struct ZoneID: Hashable, Sendable {
    /// The name, exactly as written.
    package let text: String

    /// Keeps `text` as it is.
    package init(_ text: String) { self.text = text }
}
