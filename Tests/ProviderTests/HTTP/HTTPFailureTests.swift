import ProviderKit
import Testing

/// Which error a failure is: what the executor may do next hangs on it.
struct HTTPFailureTests {
    private let client: HTTPClient = {
        var options = HTTPClient.Options()
        // However busy the machine is, a kept connection counts as young.
        options.secondsOfTrust = 3_600
        return HTTPClient(options)
    }()

    @Test func `a missing libcurl is named with its remedy`() async throws {
        var options = HTTPClient.Options()
        options.library = "libcurl-that-is-not-there.so.4"
        let error = await failure(of: HTTPRequest(url: "https://example.com/"), by: HTTPClient(options))
        guard case .unavailable(let sentence) = error else { throw Unexpected(error) }
        #expect(sentence.contains("libcurl-that-is-not-there.so.4"))
        #expect(sentence.hasSuffix("Run: apt-get install libcurl4"))
    }

    @Test(arguments: [
        "", "/path", "example.com", "https://", "ftp://127.0.0.1/", "file:///etc/passwd", "http://example.com/",
        "http://128.0.0.1/", "http://127.0.0.1.example.com/", "http://localhost.example.com/", "http://[::2]/",
        "http://169.254.169.254/", "https://user:hunter2@example.com/", "https://user@example.com/",
        "http://127.0.0.1\0.example.com/", "https://exa mple.com/", "https://example.com/\r\nX: y", "http://0/",
        "http://localhost@example.com/",
    ])
    func `a URL that is not to be asked is refused`(_ url: String) async throws {
        let error = await failure(of: HTTPRequest(url: url))
        guard case .unavailable(let sentence) = error else { throw Unexpected(error) }
        #expect(!sentence.contains("hunter2"))
    }

    @Test(arguments: ["http://localhost", "http://LOCALHOST", "http://127.9.9.9", "http://[::1]", "http://0x7f.1"])
    func `plain http is for loopback`(_ origin: String) async throws {
        let error = await failure(of: HTTPRequest(url: "\(origin):1/"))
        guard case .unreachable = error else { throw Unexpected(error) }
    }

    @Test(arguments: [
        HTTPRequest(method: "GET / HTTP/1.1\r\nX:", url: ""), HTTPRequest(method: "", url: ""),
        HTTPRequest(url: "", headers: [HTTPHeader("X\r\nY", "a")]),
        HTTPRequest(url: "", headers: [HTTPHeader("X:", "a")]),
        HTTPRequest(url: "", headers: [HTTPHeader("Authorization", "Bearer secret\r\nX: y")]),
        HTTPRequest(url: "", headers: [HTTPHeader("X", "a\0b")]),
    ])
    func `a request that would write lines of its own is refused`(_ request: HTTPRequest) async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        var request = request
        request.url = server.url()
        let error = await failure(of: request)
        guard case .unavailable(let sentence) = error else { throw Unexpected(error) }
        #expect(!sentence.contains("secret"))
        #expect(server.seen.isEmpty)
    }

    @Test func `a closed port is unreachable`() async throws {
        let error = await failure(of: HTTPRequest(method: "POST", url: "http://127.0.0.1:1/secret?token=x", body: [1]))
        guard case .unreachable(let sentence) = error else { throw Unexpected(error) }
        #expect(sentence.hasPrefix("127.0.0.1: "))
        #expect(!sentence.contains("token"))
    }

    @Test func `a server that speaks no TLS is unreachable`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        let hangingUp = try LoopbackServer { _ in [.end] }
        for port in [server.port, hangingUp.port] {
            var request = HTTPRequest(method: "POST", url: "https://127.0.0.1:\(port)/", body: [1])
            // The server waits for an end of headers that doesn't come.
            request.connectTimeout = .milliseconds(300)
            let error = await failure(of: request)
            guard case .unreachable = error else { throw Unexpected(error) }
        }
    }

    @Test func `an authority file that can't be read is a matter of trust`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        var options = HTTPClient.Options()
        options.caFile = "/no/such/file.pem"
        let error = await failure(of: HTTPRequest(url: "https://127.0.0.1:\(server.port)/"), by: HTTPClient(options))
        guard case .tls = error else { throw Unexpected(error) }
    }

    @Test(
        arguments: [
            [.end],
            [.reset],
            [.text("HTTP/1.1 200 OK\r\nContent-Len"), .end],
            [.text("HTTP/1.1 200 OK\r\n"), .end],
            [.text("HTTP/1.1 2"), .end],
            [.text("HTTP/1.1 103 Early Hints\r\n\r\n"), .end],
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .end],
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .reset],
            [.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), .end],
            [.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), .end],
            [.text("220 this is no HTTP server\r\n"), .end],
            [.text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")],
        ] as [[LoopbackServer.Step]])
    func `an answer that is cut or broken leaves it uncertain`(_ steps: [LoopbackServer.Step]) async throws {
        let server = try LoopbackServer { _ in steps }
        let error = await failure(of: HTTPRequest(method: "POST", url: server.url(), body: [1]))
        guard case .uncertain(let sentence) = error else { throw Unexpected(error) }
        #expect(sentence.hasPrefix("127.0.0.1: "))
        #expect(server.seen.count == 1)
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "MOVE"])
    func `what may act goes out once when a kept connection dies`(_ method: String) async throws {
        let server = try LoopbackServer { $0.turn == 1 ? [.answer(200)] : [.end] }
        _ = try await client.send(HTTPRequest(url: server.url()))
        let error = await failure(of: HTTPRequest(method: method, url: server.url(), body: [1]), by: client)
        #expect(error == .uncertain("127.0.0.1: the connection was lost after the request went out."))
        #expect(server.seen.map(\.method) == ["GET", method])
    }

    @Test(arguments: ["GET", "PROPFIND", "REPORT"])
    func `what only reads goes out again when a kept connection dies`(_ method: String) async throws {
        let server = try LoopbackServer { $0.turn == 1 ? [.answer(200)] : [.end] }
        _ = try await client.send(HTTPRequest(url: server.url()))
        let response = try await client.send(HTTPRequest(method: method, url: server.url(), body: [1, 2]))
        #expect(response.status == 200)
        #expect(server.seen.map(\.method) == ["GET", method, method])
        #expect(server.seen.last?.body == [1, 2])
    }
}

/// An error that a test did not look for.
struct Unexpected: Error {
    let error: HTTPError?
    init(_ error: HTTPError?) { self.error = error }
}

/// Returns the error that `request` ends with, or nil when it is answered.
func failure(of request: HTTPRequest, by client: HTTPClient = HTTPClient()) async -> HTTPError? {
    do throws(HTTPError) {
        _ = try await client.send(request)
        return nil
    } catch {
        return error
    }
}
