/// The eleven colours that an event can have at Google, and the names of RFC 7986 for them.
///
/// Google knows ids, a file knows CSS3 names (RFC 7986 §5.9). A name goes to the nearest colour; a colour comes as the
/// one name in the table, which leads back to it. So a file keeps the name that a person chose while Google's colour
/// stays.
struct GoogleColour: Hashable, Sendable {
    /// `1` to `11`.
    var id: String

    /// The colour with an id; `nil` for one that isn't in the palette.
    init?(id: String) {
        guard Self.palette.contains(where: { $0.id == id }) else { return nil }
        self.id = id
    }

    /// The colour nearest to a CSS3 name, in any case; `nil` for a name that CSS3 doesn't know.
    init?(name: String) {
        let name = name.lowercased()
        if let own = Self.palette.first(where: { $0.name == name }) {
            id = own.id
            return
        }
        guard let wanted = CSSColours.named[name] else { return nil }
        let nearest = Self.palette.min { $0.rgb.distance(to: wanted) < $1.rgb.distance(to: wanted) }
        guard let nearest else { return nil }
        id = nearest.id
    }

    /// The name that a file gets.
    var name: String { Self.palette.first { $0.id == id }?.name ?? "" }

    /// `colors.get`, the event palette (facts/google-calendar.md 2.9, from a real answer), and for each colour a CSS3
    /// name close to it that leads back to it.
    private static let palette: [(id: String, rgb: RGB, name: String)] = [
        ("1", RGB(0xA4BDFC), "lightsteelblue"), ("2", RGB(0x7AE7BF), "aquamarine"), ("3", RGB(0xDBADFF), "plum"),
        ("4", RGB(0xFF887C), "salmon"), ("5", RGB(0xFBD75B), "gold"), ("6", RGB(0xFFB878), "sandybrown"),
        ("7", RGB(0x46D6DB), "mediumturquoise"), ("8", RGB(0xE1E1E1), "gainsboro"),
        ("9", RGB(0x5484ED), "cornflowerblue"), ("10", RGB(0x51B749), "limegreen"), ("11", RGB(0xDC2127), "crimson"),
    ]
}

/// A colour by its parts.
struct RGB: Hashable, Sendable {
    private let red, green, blue: Int

    /// Reads `0xRRGGBB`.
    init(_ code: Int) { (red, green, blue) = (code >> 16 & 255, code >> 8 & 255, code & 255) }

    /// How different two colours look: the squares of the differences, weighted as the eye does ('redmean').
    func distance(to other: RGB) -> Int {
        let mean = (red + other.red) / 2
        let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
        return (512 + mean) * r * r / 256 + 4 * g * g + (767 - mean) * b * b / 256
    }
}
