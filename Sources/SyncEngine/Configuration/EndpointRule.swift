import Glibc

/// Which URLs an account may name: https, or plain http to this machine.
///
/// This is the early word, with file and line; what is asked in the end is for the HTTP client to judge.
enum EndpointRule {
    /// Why a URL is refused.
    struct Refusal: Hashable {
        let sentence: String
        let remedy: String
    }

    /// Returns what is wrong with `url`; nil when nothing is.
    static func refusal(of url: String) -> Refusal? {
        let whole = "Write a whole one, such as https://host/path."
        guard url.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            return Refusal(sentence: "The URL has a character in it that no URL has.", remedy: whole)
        }
        guard let colon = url.firstRange(of: "://") else {
            return Refusal(sentence: "The URL can't be read.", remedy: whole)
        }
        let scheme = url[..<colon.lowerBound].lowercased()
        let authority = url[colon.upperBound...].prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else {
            return Refusal(
                sentence: "The URL holds a user name or password.", remedy: "Write it without, and sign in instead.")
        }
        guard !url.contains("#") else {
            return Refusal(sentence: "The URL has a fragment.", remedy: "Remove the # and all behind it.")
        }
        guard let host = host(of: authority) else {
            return Refusal(sentence: "The URL has no readable host.", remedy: whole)
        }
        switch scheme {
        case "https": return nil
        case "http" where isLoopback(host): return nil
        case "http":
            return Refusal(
                sentence: "Plain http is for this machine only; \(host) would see it unencrypted.",
                remedy: "Write https:// instead.")
        default:
            return Refusal(sentence: "The URL's scheme is \(scheme).", remedy: "Write a URL that begins with https://.")
        }
    }

    /// The host in lower case, an IPv6 address without its brackets; nil where it or the port is malformed.
    private static func host(of authority: Substring) -> String? {
        let name: Substring
        let port: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            var address = in6_addr()
            guard inet_pton(AF_INET6, String(name), &address) == 1 else { return nil }
        } else {
            name = authority.prefix { $0 != ":" }
            port = authority[name.endIndex...]
            let isReadable = name.utf8.allSatisfy { byte in
                Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".utf8).contains(byte)
            }
            guard isReadable, !name.isEmpty else { return nil }
        }
        guard port.isEmpty || (port.hasPrefix(":") && (UInt16(port.dropFirst()) ?? 0) > 0) else { return nil }
        return name.lowercased()
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" { return true }
        var v4 = in_addr()
        if inet_pton(AF_INET, host, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, host, &v6) == 1 else { return false }
        return withUnsafeBytes(of: v6) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }
}
