import ICalendar
import Testing

@testable import ProviderKit

/// What follows a redirect, and what doesn't go with it.
struct HTTPRedirectTests {
    private let client = HTTPClient()

    @Test(arguments: [301, 302, 303, 307, 308], ["GET", "HEAD", "POST", "PUT", "DELETE", "PROPFIND", "REPORT"])
    func `method and body survive every redirect but 303`(_ status: Int, _ method: String) async throws {
        let server = try LoopbackServer { seen in
            seen.target == "/" ? [.answer(status, ["Location: /next"])] : [.answer(200)]
        }
        let headers = [HTTPHeader("Content-Type", "text/xml"), HTTPHeader("Depth", "0"), HTTPHeader("Cookie", "a=b")]
        let request = HTTPRequest(method: method, url: server.url(), headers: headers, body: [1, 2, 3])
        let response = try await client.send(request)
        #expect(response.url == server.url("/next"))
        let second = try #require(server.seen.last)
        #expect(second.target == "/next")
        #expect(second.headers["depth"] == "0")
        #expect(second.headers["cookie"] == "a=b")
        if status == 303 {
            #expect(second.method == (method == "HEAD" ? "HEAD" : "GET"))
            #expect(second.body.isEmpty)
            #expect(second.headers["content-type"] == nil)
            #expect(second.headers["content-length"] == nil)
        } else {
            #expect(second.method == method)
            #expect(second.body == (method == "HEAD" ? [] : [1, 2, 3]))
            #expect(second.headers["content-type"] == "text/xml")
        }
    }

    @Test func `credentials and Host stay with the host they are for`() async throws {
        let other = try LoopbackServer { _ in [.answer(200)] }
        let elsewhere = other.url("/x")
        let server = try LoopbackServer { _ in [.answer(308, ["Location: \(elsewhere)"])] }
        let headers = [
            HTTPHeader("AUTHORIZATION", "Bearer a"), HTTPHeader("cookie", "b"), HTTPHeader("Proxy-Authorization", "c"),
            HTTPHeader("X-Api-Key", "d"), HTTPHeader("Host", "calendar.example"), HTTPHeader("Depth", "1"),
        ]
        var request = HTTPRequest(method: "PUT", url: server.url(), headers: headers, body: [9])
        request.credentialHeaders.insert("X-Api-Key")
        #expect(try await client.send(request).url == elsewhere)
        let (first, second) = (try #require(server.seen.first), try #require(other.seen.first))
        #expect(first.headers["authorization"] == "Bearer a")
        #expect(first.headers["host"] == "calendar.example")
        for name in ["authorization", "cookie", "proxy-authorization", "x-api-key"] {
            #expect(second.headers[name] == nil)
        }
        #expect(second.headers["host"] == "127.0.0.1:\(other.port)")
        #expect(second.headers["depth"] == "1")
        #expect(second.body == [9])
    }

    @Test func `credentials do not come back with the way back`() async throws {
        let ports = Locked<[Int]>([])
        let home = try LoopbackServer { seen in
            seen.target == "/home"
                ? [.answer(200)] : [.answer(307, ["Location: http://127.0.0.1:\(ports.withLock { $0[1] })/"])]
        }
        let away = try LoopbackServer { _ in
            [.answer(307, ["Location: http://127.0.0.1:\(ports.withLock { $0[0] })/home"])]
        }
        ports.withLock { $0 = [home.port, away.port] }
        let request = HTTPRequest(url: home.url(), headers: [HTTPHeader("Authorization", "a")])
        #expect(try await client.send(request).url == home.url("/home"))
        #expect(home.seen.map { $0.headers["authorization"] } == ["a", nil])
    }

    @Test func `a host by another name is another host`() async throws {
        let server = try LoopbackServer { seen in
            let port = seen.headers["host"]?.split(separator: ":").last ?? ""
            return seen.target == "/" ? [.answer(307, ["Location: http://localhost:\(port)/next"])] : [.answer(200)]
        }
        let request = HTTPRequest(url: server.url(), headers: [HTTPHeader("Authorization", "a")])
        _ = try await client.send(request)
        #expect(server.seen.map { $0.headers["authorization"] } == ["a", nil])
    }

    @Test func `five redirects are followed and six are not`() async throws {
        let server = try LoopbackServer { seen in
            let left = Int(seen.target.dropFirst()) ?? 0
            return left == 0 ? [.answer(200)] : [.answer(302, ["Location: \(left - 1)"])]
        }
        #expect(try await client.send(HTTPRequest(url: server.url("/5"))).status == 200)
        let error = await failure(of: HTTPRequest(url: server.url("/6")), by: client)
        #expect(error == .redirectRefused("127.0.0.1 redirects more than 5 times."))
    }

    @Test(arguments: [
        "http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
        "http://user:hunter2@127.0.0.1/", "//example.com/", "http://169.254.169.254/latest",
    ])
    func `a redirect to where calsync does not go is refused`(_ location: String) async throws {
        let server = try LoopbackServer { _ in [.answer(302, ["Location: \(location)"])] }
        let error = await failure(of: HTTPRequest(url: server.url()), by: client)
        guard case .redirectRefused(let sentence) = error else { throw Unexpected(error) }
        #expect(!sentence.contains("hunter2"))
    }

    @Test(arguments: [(300, ["Location: /a"]), (304, ["Location: /a"]), (301, []), (307, [])])
    func `what names no place to go is the answer`(_ status: Int, _ headers: [String]) async throws {
        let server = try LoopbackServer { _ in [.answer(status, headers)] }
        #expect(try await client.send(HTTPRequest(url: server.url())).status == status)
        #expect(server.seen.count == 1)
    }

    @Test func `what was done stays uncertain when its report can't be fetched`() async throws {
        let server = try LoopbackServer { seen in
            [.answer(seen.target == "/done" ? 303 : 307, ["Location: http://127.0.0.1:1/"])]
        }
        let done = HTTPRequest(method: "POST", url: server.url("/done"), body: [1])
        guard case .uncertain = await failure(of: done, by: client) else { throw Unexpected(nil) }
        let moved = HTTPRequest(method: "POST", url: server.url("/moved"), body: [1])
        guard case .unreachable = await failure(of: moved, by: client) else { throw Unexpected(nil) }
    }

    @Test(arguments: [
        // RFC 3986 §5.4, those that a server would send.
        ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"), ("?y", "/b/c/d;p?y"), ("g?y", "/b/c/g?y"),
        (";x", "/b/c/;x"), (".", "/b/c/"), ("..", "/b/"), ("../g", "/b/g"), ("../..", "/"), ("../../g", "/g"),
        ("../../../g", "/g"), ("/./g", "/g"), ("/../g", "/g"), ("g;x=1/../y", "/b/c/y"), ("g#s", "/b/c/g"),
        ("a b", "/b/c/a%20b"), ("%C3%A9", "/b/c/%C3%A9"),
    ])
    func `a relative location is resolved`(_ reference: String, _ path: String) throws {
        _ = try CurlLoop(HTTPClient.Options())
        let base = try HTTPAddress("https://a.example/b/c/d;p?q")
        #expect(try base.resolving(reference).text == "https://a.example\(path)")
    }

    @Test func `https never leads to http`() throws {
        _ = try CurlLoop(HTTPClient.Options())
        let address = try HTTPAddress("https://a.example/")
        let answer = { (location: String) in
            HTTPResponse(
                status: 302, headers: HTTPHeaders([HTTPHeader("Location", location)]), body: [], url: "", version: "2")
        }
        let request = HTTPRequest(url: address.text, headers: [HTTPHeader("Authorization", "a")])
        for location in ["http://a.example/", "http://localhost/"] {
            #expect(throws: HTTPError.self) { try Redirect(in: answer(location), to: request, from: address) }
        }
        let sameHost = try #require(try Redirect(in: answer("https://A.example:443/b"), to: request, from: address))
        #expect(sameHost.request.headers.count == 1)
        for location in ["https://a.example:444/", "https://b.a.example/", "https://a.example.org/", "//a.example."] {
            let redirect = try #require(try Redirect(in: answer(location), to: request, from: address))
            #expect(redirect.request.headers.isEmpty)
        }
    }
}
