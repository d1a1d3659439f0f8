/// One request, with the bounds that its whole exchange keeps.
package struct HTTPRequest: Sendable, Hashable {
    /// The method as it goes on the wire: `GET`, `PUT`, `PROPFIND` …
    package var method: String
    /// An absolute `https` URL, or an `http` URL of a loopback host. It carries no user name or password.
    package var url: String
    /// Sent as given. `Content-Length`, `Transfer-Encoding` and `Expect` are left out: libcurl frames the body.
    package var headers: [HTTPHeader]
    /// The content; `HEAD` sends none. Without one `POST`, `PUT` and `PATCH` say `Content-Length: 0`.
    package var body: [UInt8]?
    /// The time for name, connection, proxy and TLS together.
    package var connectTimeout: Duration = .seconds(15)
    /// The time for the whole exchange: its wait in the queue and every redirect included.
    package var timeout: Duration = .seconds(60)
    /// The time after which a crawling exchange (under 64 bytes a second) is given up; in whole seconds, rounded up.
    package var stallTimeout: Duration = .seconds(30)
    /// The time after which a connection is given up whose other end acknowledges nothing.
    package var lossTimeout: Duration = .seconds(10)
    /// The most bytes of content, after decompression, that are taken in.
    package var responseLimit = 64 << 20
    /// The headers, in lower case, that never go to another scheme, host or port than the first.
    package var credentialHeaders: Set<String> = ["authorization", "cookie", "proxy-authorization"]
    /// Whether the content is a credential: then no redirect is followed at all.
    package var hasSecretBody = false

    /// Describes a request with the ordinary bounds.
    package init(method: String = "GET", url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest {
    /// What makes the request unfit for the wire, or nil: a method, a name or a value that could end its own line.
    var flaw: String? {
        guard Self.isToken(method) else { return "The method '\(method)' is not an HTTP method. Write letters only." }
        for header in headers {
            guard Self.isToken(header.name) else {
                return "The header name '\(header.name)' is not an HTTP token. Write letters, digits and hyphens only."
            }
            // RFC 9110 §5.5: a field value has no control but the tab. The value may be a secret: it isn't repeated here.
            guard header.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
                return "The header \(header.name) has a control character in its value. Remove it."
            }
        }
        return nil
    }

    /// Whether a second sending changes nothing at the server (RFC 9110 §9.2.1, RFC 4918 §9.1, RFC 3253 §3.6).
    var isSafe: Bool { ["GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT"].contains(method) }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
