import CShims

/// Asks name servers where a domain's services are.
package struct DNSResolver: Sendable {
    /// The types of records, with their numbers (RFC 1035 §3.2.2, RFC 2782).
    package enum Kind: Int, Sendable {
        case text = 16
        case service = 33
    }

    /// A name server to ask on `port` of this IPv4 address; `nil` for those of the system.
    private let server: String?
    private let port: Int

    /// The name servers of the system (`/etc/resolv.conf`).
    package static let system = DNSResolver(server: nil, port: 53)

    package init(server: String?, port: Int) {
        self.server = server
        self.port = port
    }

    /// The records of a name; `nil` where there are none, or nobody answers.
    ///
    /// Nothing proves that the answer is true: DNS is not signed, or not checked here.
    package func records(_ kind: Kind, of name: String) async -> DNSAnswer? {
        guard name.utf8.count <= 253, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return await Offload.run {
            var bytes = [UInt8](repeating: 0, count: 1 << 14)
            let room = Int32(bytes.count)
            let length = cs_dns_query(name, Int32(kind.rawValue), server, Int32(port), &bytes, room)
            return length > 0 ? DNSAnswer(Array(bytes.prefix(Int(length)))) : nil
        }
    }
}
