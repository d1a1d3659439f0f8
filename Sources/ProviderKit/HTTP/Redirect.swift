/// Where a redirect leads, by rules stricter than libcurl's own: it drops bodies that CalDAV needs.
struct Redirect {
    /// The redirects that one exchange follows.
    static let limit = 5

    /// What to send next.
    let request: HTTPRequest
    /// Where to.
    let address: HTTPAddress

    /// Reads the redirect in `response`, the answer of `address` to `request`; nil when it is no redirect.
    ///
    /// RFC 9110 §15.4. 301 and 302 keep the method like 307 and 308: a `PROPFIND`, a `PUT` or a `POST` turned into a `GET`
    /// would ask for something else.
    init?(in response: HTTPResponse, to request: HTTPRequest, from address: HTTPAddress) throws(HTTPError) {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["location"] else {
            return nil
        }
        guard !request.hasSecretBody else {
            throw .redirectRefused("\(address.host) redirects a request that holds a credential. It wasn't followed.")
        }
        let next: HTTPAddress
        do {
            next = try address.resolving(location)
        } catch {
            throw .redirectRefused("\(address.host) redirects to where calsync doesn't go. \(error.sentence)")
        }
        guard address.scheme == "http" || next.scheme == "https" else {
            throw .redirectRefused("\(address.host) redirects from https to http. Ask its operator to mend that.")
        }

        var request = request
        if response.status == 303 {
            if request.method != "HEAD" { request.method = "GET" }
            request.body = nil
            request.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        if next.origin != address.origin {
            // They stay away for good: a third hop back to the first host is the second host's idea.
            let dropped = Set(request.credentialHeaders.map { $0.lowercased() }).union(["host"])
            request.headers.removeAll { dropped.contains($0.name.lowercased()) }
        }
        self.request = request
        self.address = next
    }
}
