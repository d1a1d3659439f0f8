import CCurl
import CShims
import Glibc

/// A URL as libcurl itself reads it, so that the host that is checked is the host that is asked.
///
/// libcurl must have been loaded (``CurlLoop/init(_:)``).
struct HTTPAddress: Sendable, Hashable {
    /// Why a URL is not asked, as a sentence.
    struct Refusal: Error, Hashable { var sentence: String }

    /// The URL as it is asked: normalised, without fragment.
    let text: String
    /// `http` or `https`.
    let scheme: String
    /// The host in lower case; an IPv6 address is in brackets.
    let host: String
    /// The port, also where the URL leaves it out.
    let port: String

    /// The bounds within which credentials stay.
    var origin: String { "\(scheme)://\(host):\(port)" }

    /// Reads `url`, which must be absolute.
    init(_ url: String) throws(Refusal) { try self.init(url, against: nil) }

    /// Returns the address that `reference` names when it stands in an answer of this one (RFC 3986 §5).
    func resolving(_ reference: String) throws(Refusal) -> HTTPAddress {
        try HTTPAddress(reference, against: text)
    }

    private init(_ url: String, against base: String?) throws(Refusal) {
        // A NUL would end the text for C, and so change which host is meant.
        guard !url.utf8.contains(0) else { throw Refusal(sentence: "The URL has a NUL in it. Remove it.") }
        guard let parsed = cs_curl_url() else { throw Refusal(sentence: "There is no memory to read a URL.") }
        defer { cs_curl_url_free(parsed) }
        if let base { _ = cs_curl_url_set(parsed, CURLUPART_URL.rawValue, base, 0) }
        // Spaces and what isn't ASCII are encoded; all else is taken as it stands.
        let flags = UInt32(CURLU_URLENCODE | CURLU_ALLOW_SPACE)
        switch CURLUcode(cs_curl_url_set(parsed, CURLUPART_URL.rawValue, url, flags)) {
        case CURLUE_OK: break
        case CURLUE_UNSUPPORTED_SCHEME:
            throw Refusal(sentence: "The URL's scheme is not https. Write a URL that begins with https://.")
        default:
            throw Refusal(sentence: "The URL can't be read. Write a whole one, such as https://host/path.")
        }

        let part = { (part: CURLUPart, flags: Int32) -> String? in
            var text: UnsafeMutablePointer<CChar>?
            guard cs_curl_url_get(parsed, part.rawValue, &text, UInt32(flags)) == CURLUE_OK.rawValue, let text else {
                return nil
            }
            defer { cs_curl_free(text) }
            return String(cString: text)
        }
        guard part(CURLUPART_USER, 0) == nil, part(CURLUPART_PASSWORD, 0) == nil else {
            throw Refusal(sentence: "The URL holds a user name or password. Write it without, and sign in instead.")
        }
        _ = cs_curl_url_set(parsed, CURLUPART_FRAGMENT.rawValue, nil, 0)
        guard let text = part(CURLUPART_URL, 0), let scheme = part(CURLUPART_SCHEME, 0),
            let host = part(CURLUPART_HOST, 0), let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT)
        else {
            throw Refusal(sentence: "The URL has no host. Write a whole one, such as https://host/path.")
        }
        (self.text, self.scheme, self.host, self.port) = (text, scheme, host.lowercased(), port)
        guard scheme == "https" || (scheme == "http" && isLoopback) else {
            throw Refusal(
                sentence: scheme == "http"
                    ? "Plain http is for this machine only: \(host) would see it unencrypted. Write https:// instead."
                    : "The URL's scheme is \(scheme). Write a URL that begins with https://.")
        }
    }

    /// Whether the host is this machine: `localhost`, which libcurl never looks up, 127.0.0.0/8 or ::1.
    private var isLoopback: Bool {
        if host == "localhost" { return true }
        var v4 = in_addr()
        if inet_pton(AF_INET, host, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
        var v6 = in6_addr()
        guard host.hasPrefix("["), inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &v6) == 1 else {
            return false
        }
        return withUnsafeBytes(of: v6) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }
}
