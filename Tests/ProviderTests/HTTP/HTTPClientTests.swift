import ProviderKit
import Testing

/// What an ordinary exchange looks like from both ends.
struct HTTPClientTests {
    private let client: HTTPClient = {
        var options = HTTPClient.Options()
        // However busy the machine is, a kept connection counts as young.
        options.secondsOfTrust = 3_600
        return HTTPClient(options)
    }()

    @Test func `an answer arrives whole`() async throws {
        let server = try LoopbackServer { _ in
            [.answer(200, ["ETag: \"a\"", "Link: one", "LINK:two  ", "X-Folded: a", "\tb"], Array("content".utf8))]
        }
        let response = try await client.send(HTTPRequest(url: server.url("/a?b=c#d")))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == "content")
        #expect(response.headers["etag"] == "\"a\"")
        #expect(response.headers["Missing"] == nil)
        #expect(response.headers.values(of: "lInK") == ["one", "two"])
        #expect(response.headers["x-folded"] == "a b")
        #expect(response.url == server.url("/a?b=c"))
        #expect(response.version == "1.1")
        #expect(server.seen.map(\.target) == ["/a?b=c"])
    }

    @Test func `a URL may be a little carelessly written`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        let response = try await client.send(HTTPRequest(url: server.url("/a b/é/%2F?q=c d")))
        #expect(server.seen.map(\.target) == ["/a%20b/%c3%a9/%2F?q=c+d"])
        #expect(response.url.hasSuffix("/a%20b/%c3%a9/%2F?q=c+d"))
    }

    @Test(arguments: ["PUT", "POST", "PATCH", "PROPFIND", "REPORT", "MKCALENDAR", "DELETE", "GET"])
    func `a method goes out with its body`(_ method: String) async throws {
        let server = try LoopbackServer { _ in [.answer(207)] }
        let body = [UInt8](repeating: 7, count: 2 << 20)
        let request = HTTPRequest(
            method: method, url: server.url(), headers: [HTTPHeader("Depth", "1"), HTTPHeader("X-Empty", "")],
            body: body)
        #expect(try await client.send(request).status == 207)
        let seen = try #require(server.seen.first)
        #expect(seen.method == method)
        #expect(seen.body == body)
        #expect(seen.headers["content-length"] == "\(body.count)")
        #expect(seen.headers["depth"] == "1")
        #expect(seen.headers["x-empty"] == "")
        #expect(seen.headers["user-agent"] == "calsync (gzip)")
        #expect(seen.headers["expect"] == nil)
        #expect(seen.headers["content-type"] == nil)
        #expect(seen.headers["transfer-encoding"] == nil)
    }

    @Test(arguments: [("POST", "0"), ("PUT", "0"), ("PATCH", "0"), ("GET", nil), ("DELETE", nil), ("PROPFIND", nil)])
    func `a missing body is declared where one is usual`(_ method: String, _ length: String?) async throws {
        let server = try LoopbackServer { _ in [.answer(204)] }
        _ = try await client.send(HTTPRequest(method: method, url: server.url()))
        #expect(server.seen.map { $0.headers["content-length"] } == [length])
    }

    @Test func `framing is libcurl's, whatever the headers say`() async throws {
        let server = try LoopbackServer { _ in [.answer(204)] }
        let headers = [
            HTTPHeader("content-length", "99"), HTTPHeader("Transfer-Encoding", "chunked"),
            HTTPHeader("Content-Type", "text/calendar"),
        ]
        _ = try await client.send(HTTPRequest(method: "PUT", url: server.url(), headers: headers, body: [1, 2]))
        let seen = try #require(server.seen.first)
        #expect(seen.headers["content-length"] == "2")
        #expect(seen.headers["transfer-encoding"] == nil)
        #expect(seen.headers["content-type"] == "text/calendar")
    }

    @Test func `HEAD has no content`() async throws {
        let server = try LoopbackServer { _ in [.text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")] }
        let response = try await client.send(HTTPRequest(method: "HEAD", url: server.url()))
        #expect(response.headers["content-length"] == "5")
        #expect(response.body.isEmpty)
    }

    @Test(arguments: [304, 400, 401, 404, 412, 429, 500, 503])
    func `every status is an answer`(_ status: Int) async throws {
        let server = try LoopbackServer { _ in [.answer(status, ["WWW-Authenticate: Basic", "Retry-After: 3"])] }
        let response = try await client.send(HTTPRequest(url: server.url()))
        #expect(response.status == status)
        #expect(response.headers["retry-after"] == "3")
    }

    @Test func `interim answers and trailers are no headers`() async throws {
        let server = try LoopbackServer { _ in
            [
                .text("HTTP/1.1 103 Early Hints\r\nEarly: 1\r\n\r\n"),
                .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nReal: 1\r\n\r\n"),
                .text("3\r\nabc\r\n2\r\nde\r\n0\r\nLate: 1\r\n\r\n"),
            ]
        }
        let response = try await client.send(HTTPRequest(url: server.url()))
        #expect(response.headers.map(\.name) == ["Transfer-Encoding", "Real"])
        #expect(response.body == Array("abcde".utf8))
    }

    @Test func `a connection is kept`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        for method in ["GET", "POST", "PUT"] {
            _ = try await client.send(HTTPRequest(method: method, url: server.url(), body: [1]))
        }
        #expect(server.seen.map(\.connection) == [1, 1, 1])
    }

    @Test(arguments: [("gzip", Compressed.gzip), ("br", Compressed.brotli)])
    func `compressed content is unpacked`(_ encoding: String, _ bytes: [UInt8]) async throws {
        let server = try LoopbackServer { _ in [.answer(200, ["Content-Encoding: \(encoding)"], bytes)] }
        let response = try await client.send(HTTPRequest(url: server.url()))
        #expect(String(decoding: response.body, as: UTF8.self) == Compressed.content)
        #expect(try #require(server.seen.first?.headers["accept-encoding"]).contains(encoding))
    }

    @Test func `two hundred requests at once are all answered`() async throws {
        let server = try LoopbackServer { seen in [.answer(200, [], Array(seen.target.utf8))] }
        let client = client
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let response = try await client.send(HTTPRequest(url: server.url("/\(number)")))
                    return String(decoding: response.body, as: UTF8.self) == "/\(number)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.seen.count == 200)
        #expect(Set(server.seen.map(\.connection)).count <= 6)
    }
}

/// The same content, compressed by gzip 1.12 and brotli 1.0.9.
enum Compressed {
    static let content = #"{"kind":"calendar#events"}"#
    static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0xCA, 0xCE, 0xCC, 0x4B, 0x51, 0xB2,
        0x52, 0x4A, 0x4E, 0xCC, 0x49, 0xCD, 0x4B, 0x49, 0x2C, 0x52, 0x4E, 0x2D, 0x4B, 0xCD, 0x2B, 0x29, 0x56, 0xAA,
        0x05, 0x00, 0x43, 0x3D, 0xE7, 0xD2, 0x1A, 0x00, 0x00, 0x00,
    ]
    static let brotli: [UInt8] = [
        0x8F, 0x0C, 0x80, 0x7B, 0x22, 0x6B, 0x69, 0x6E, 0x64, 0x22, 0x3A, 0x22, 0x63, 0x61, 0x6C, 0x65, 0x6E, 0x64,
        0x61, 0x72, 0x23, 0x65, 0x76, 0x65, 0x6E, 0x74, 0x73, 0x22, 0x7D, 0x03,
    ]
    /// Ten million zero bytes, packed by gzip twice.
    static let bomb: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xD0, 0xB1, 0x0D, 0x82, 0x40, 0x00, 0x40,
        0xD1, 0x3B, 0x68, 0x88, 0x25, 0x0B, 0x58, 0x98, 0xB0, 0x84, 0x89, 0x09, 0x1B, 0xB8, 0x01, 0xAB, 0x5C, 0x62,
        0x49, 0x43, 0x65, 0x58, 0x80, 0x9A, 0xD2, 0xDA, 0xDA, 0x11, 0x6C, 0x1C, 0xC0, 0x38, 0x02, 0x20, 0x63, 0x40,
        0xDE, 0xAB, 0x7E, 0xFD, 0x8F, 0x6D, 0x11, 0x56, 0x59, 0xFE, 0x7D, 0xC6, 0xF8, 0x8F, 0xD4, 0x4D, 0xE3, 0xAF,
        0x38, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x60, 0xE3, 0xD2, 0xFB, 0x96, 0x97, 0x6B, 0xD4, 0x73,
        0xF3, 0x38, 0x5D, 0xA3, 0x23, 0x00, 0x3B, 0xF3, 0xA9, 0x5E, 0xC3, 0xF9, 0x92, 0xEE, 0x7D, 0x58, 0x00, 0x42,
        0xF5, 0x58, 0x76, 0x09, 0x26, 0x00, 0x00,
    ]
}
