import ProviderKit

/// A resource on a server: where it is, so that two spellings of one place compare equal.
///
/// Servers spell one path in many ways (facts/caldav.md 2), and hrefs are paths or whole URLs. Here the path is kept in
/// decoded segments.
struct DAVLocation: Hashable, Sendable {
    /// Scheme, host and port, in lower case and without the scheme's own port: `https://caldav.icloud.com`.
    let origin: String
    /// The segments of the path, percent-decoded.
    let segments: [String]
    /// Whether the path ends with a slash, as collections' do.
    let isCollection: Bool

    /// Reads an absolute URL of http or https; `nil` for anything else.
    init?(_ url: String) {
        let text = url.prefix { $0 != "#" && $0 != "?" }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        guard text.dropFirst(scheme.count).hasPrefix("://") else { return nil }
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        var host = rest[..<end].lowercased()
        let own = scheme == "https" ? ":443" : ":80"
        if host.hasSuffix(own) { host.removeLast(own.count) }
        guard !host.isEmpty, !host.contains("@") else { return nil }
        self.init(origin: "\(scheme)://\(host)", path: rest[end...])
    }

    private init(origin: String, path: some StringProtocol) {
        self.origin = origin
        isCollection = path.isEmpty || path.hasSuffix("/")
        segments = path.split(separator: "/").map { Self.decoded($0) }.filter { $0 != "." }
    }

    /// The resource that `href` names when it stands in an answer of this one (RFC 4918 §8.3); `nil` for no path.
    func resolving(_ href: String) -> DAVLocation? {
        if href.hasPrefix("http://") || href.hasPrefix("https://") { return DAVLocation(href) }
        if href.hasPrefix("//") { return DAVLocation(String(origin.prefix { $0 != ":" }) + ":" + href) }
        let path = href.prefix { $0 != "#" && $0 != "?" }
        guard !path.isEmpty else { return nil }
        if path.hasPrefix("/") { return DAVLocation(origin: origin, path: path) }
        let folder = isCollection ? segments : segments.dropLast()
        return DAVLocation(origin: origin, path: "/" + folder.map { FormText.encoded($0) + "/" }.joined() + path)
    }

    /// The member of this collection with that name.
    func appending(_ name: String) -> DAVLocation {
        DAVLocation(origin: origin, path: path + (isCollection ? "" : "/") + FormText.encoded(name))
    }

    /// The name of `member` in this collection; `nil` where it is this collection itself, or not directly in it.
    func name(of member: DAVLocation) -> String? {
        guard member.segments.count == segments.count + 1, member.segments.starts(with: segments),
            member.origin == origin || Self.areSiblings(member.origin, origin)
        else { return nil }
        return member.segments.last
    }

    /// The path, each segment encoded but for RFC 3986's unreserved characters and what servers leave alone.
    var path: String {
        "/" + segments.map { Self.encoded($0) }.joined(separator: "/") + (isCollection && !segments.isEmpty ? "/" : "")
    }

    /// The whole URL.
    var url: String { origin + path }

    /// Without port: what a certificate is for.
    var host: String {
        let authority = origin.drop { $0 != "/" }.drop { $0 == "/" }
        return String(authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" })
    }

    /// Whether a sign-in for `self` may be shown to `other`: the same host, or another of the same service.
    ///
    /// iCloud's calendars are on hosts such as `p42-caldav.icloud.com` (facts/caldav.md 7).
    func sharesSignIn(with other: DAVLocation) -> Bool {
        origin == other.origin || Self.areSiblings(origin, other.origin)
    }

    private static func areSiblings(_ a: String, _ b: String) -> Bool {
        let suffix = ".icloud.com"
        return [a, b].allSatisfy { $0.hasPrefix("https://") && $0.hasSuffix(suffix) }
    }

    /// RFC 3986 §3.3: `@`, `:`, `=`, `+` and the like may stand in a segment, and users' names hold them.
    private static func encoded(_ segment: String) -> String {
        segment.split(separator: "@", omittingEmptySubsequences: false).map { FormText.encoded(String($0)) }
            .joined(separator: "@")
    }

    /// The text of a segment; one whose bytes are no UTF-8 stays as it is spelled.
    private static func decoded(_ segment: some StringProtocol) -> String {
        guard segment.utf8.contains(UInt8(ascii: "%")) else { return String(segment) }
        return String(validating: FormText.bytes(ofSegment: segment), as: UTF8.self) ?? String(segment)
    }
}
