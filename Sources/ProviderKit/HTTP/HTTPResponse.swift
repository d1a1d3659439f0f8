/// The answer to a request, whole.
package struct HTTPResponse: Sendable, Hashable {
    /// The status code. Every code is an answer: a 404 or a 503 is no ``HTTPError``.
    package var status: Int
    /// The header lines of this answer, without those of redirects, interim answers, proxies and trailers.
    package var headers: HTTPHeaders
    /// The content, decompressed. `Content-Encoding` and `Content-Length` still speak of what was on the wire.
    ///
    /// A content shorter than its framing is an error, but libcurl 7.88 takes a compressed stream that breaks off within
    /// whole framing for the end: readers insist on the end of their format (`}`, `</multistatus>`, `END:VCALENDAR`).
    package var body: [UInt8]
    /// The URL that answered, after redirects and without fragment.
    package var url: String
    /// The version of HTTP that was spoken: `1.0`, `1.1` or `2`.
    package var version: String

    /// Puts an answer together.
    package init(status: Int, headers: HTTPHeaders, body: [UInt8], url: String, version: String) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.version = version
    }
}
