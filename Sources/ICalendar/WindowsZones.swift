/// What Windows and Outlook call time zones, by CLDR's table.
enum WindowsZones {
    /// Returns the IANA name for a Windows name, or for what Windows shows in its place; nil for any other name.
    ///
    /// Case, quotes and the ` 1` that Outlook appends to the second zone of a name don't matter.
    static func ianaName(for name: some StringProtocol) -> String? {
        var key = name.trimmed.lowercased()[...]
        if key.utf8.count > 1, key.first == "\"", key.last == "\"" { key = key.dropFirst().dropLast() }
        if let known = byLowerName[String(key)] { return known }
        let digits = key.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let stem = key.dropLast(digits)
        guard digits > 0, stem.last == " " else { return nil }
        return byLowerName[String(stem.trimmed)]
    }

    /// The IANA zones of the table, each once, in its order.
    static let ianaNames: [String] = {
        var seen: Set<String> = []
        return names.map(\.value).filter { seen.insert($0).inserted }
    }()

    private static let byLowerName = Dictionary(
        (Array(names) + Array(shownNames)).map { ($0.key.lowercased(), $0.value) },
        uniquingKeysWith: { first, _ in first })
}
