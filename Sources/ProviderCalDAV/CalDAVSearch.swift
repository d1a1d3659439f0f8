import ProviderKit

/// Where the account of a person's words is looked for: by the service's name, by DNS, and by well-known addresses
/// (RFC 6764 §6).
package struct CalDAVSearch: Hashable, Sendable {
    /// The addresses to try, the likeliest first; empty for words that name no server.
    package private(set) var endpoints: [String]
    /// An address on another domain's host, which only DNS names.
    ///
    /// DNS can be forged, and then the password would go to whoever forged it (RFC 6764 §8): a person must say so first.
    package private(set) var foreign: String?

    /// Looks where to look. Asks `resolver` only for a mail address or a host that is no known service's.
    package init(for words: String, asking resolver: DNSResolver) async {
        endpoints = CalDAVProfile.endpoints(for: words)
        let domain = words.split(separator: "@").last.map { $0.lowercased() } ?? ""
        guard CalDAVProfile(for: words) == nil, !words.hasPrefix("http"), domain.contains("."), !endpoints.isEmpty,
            !domain.contains(where: { "/:".contains($0) })
        else { return }
        // Only the service over TLS: a password goes over no other.
        let name = "_caldavs._tcp." + domain
        guard let service = await resolver.records(.service, of: name)?.services.first, !service.target.isEmpty,
            service.port > 0
        else { return }
        let paths = await resolver.records(.text, of: name)?.texts.filter { $0.lowercased().hasPrefix("path=/") } ?? []
        let origin = "https://" + service.target + (service.port == 443 ? "" : ":\(service.port)")
        let places = paths.prefix(1).map { origin + $0.dropFirst(5) } + [origin + "/.well-known/caldav"]
        let found = places.compactMap { DAVLocation($0)?.url }
        if service.target == domain || service.target.hasSuffix("." + domain) {
            endpoints = found + endpoints.filter { !found.contains($0) }
        } else {
            foreign = found.first
        }
    }

    /// The host of ``foreign``.
    package var foreignHost: String? { foreign.flatMap { DAVLocation($0)?.host } }

    /// Takes the foreign address as the first to try.
    package mutating func trustForeign() {
        if let foreign { endpoints.insert(foreign, at: 0) }
        foreign = nil
    }
}
