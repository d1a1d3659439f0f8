import ProviderKit
import Testing

/// No server, slow or vast, gets more time or memory than it was given.
struct HTTPBoundsTests {
    private let client = HTTPClient()

    @Test func `an answer may be as large as the limit and no larger`() async throws {
        let server = try LoopbackServer { _ in [.answer(200, [], [UInt8](repeating: 1, count: 5000))] }
        var request = HTTPRequest(url: server.url())
        request.responseLimit = 5000
        #expect(try await client.send(request).body.count == 5000)
        request.responseLimit = 4999
        #expect(await failure(of: request, by: client) == .tooLarge(limit: 4999))
    }

    @Test func `a bomb is counted as it unpacks`() async throws {
        let server = try LoopbackServer { _ in [.answer(200, ["Content-Encoding: gzip, gzip"], Compressed.bomb)] }
        var request = HTTPRequest(url: server.url())
        request.responseLimit = 1 << 20
        #expect(await failure(of: request, by: client) == .tooLarge(limit: 1 << 20))
        request.responseLimit = 10_000_000
        #expect(try await client.send(request).body.count == 10_000_000)
    }

    @Test func `a flood of header lines is cut off`() async throws {
        let server = try LoopbackServer { _ in
            [.text("HTTP/1.1 200 OK\r\n"), .flood(Array("X: 0123456789\r\n".utf8))]
        }
        let error = await failure(of: HTTPRequest(url: server.url()), by: client)
        #expect(error == .tooLarge(limit: 256 << 10))
    }

    @Test func `a flood of interim answers is cut off`() async throws {
        let server = try LoopbackServer { _ in [.flood(Array("HTTP/1.1 103 Early Hints\r\n\r\n".utf8))] }
        // libcurl 7.88 may take the half line at the end of a packet for HTTP/0.9 before the limit is reached.
        switch await failure(of: HTTPRequest(url: server.url()), by: client) {
        case .tooLarge(limit: 256 << 10), .uncertain: break
        case let error: throw Unexpected(error)
        }
    }

    @Test func `a flood of content is cut off`() async throws {
        let server = try LoopbackServer { _ in
            [.text("HTTP/1.1 200 OK\r\n\r\n"), .flood([UInt8](repeating: 0, count: 65536))]
        }
        #expect(await failure(of: HTTPRequest(url: server.url()), by: client) == .tooLarge(limit: 64 << 20))
    }

    @Test func `no answer in time leaves it uncertain`() async throws {
        let server = try LoopbackServer { _ in [.hold] }
        let error = try await timeout(of: HTTPRequest(method: "POST", url: server.url(), body: [1])) {
            !server.seen.isEmpty
        }
        guard case .uncertain(let sentence) = error else { throw Unexpected(error) }
        #expect(sentence.hasPrefix("127.0.0.1: no answer within "))
        await server.wasLeft(1)
    }

    @Test func `time runs over redirects`() async throws {
        let server = try LoopbackServer { $0.target == "/" ? [.answer(307, ["Location: /next"])] : [.drip] }
        let error = try await timeout(of: HTTPRequest(url: server.url())) {
            server.seen.contains { $0.target == "/next" }
        }
        guard case .uncertain = error else { throw Unexpected(error) }
    }

    @Test func `time runs in line, and no more than the limit are under way`() async throws {
        let server = try LoopbackServer { _ in [.hold] }
        var options = HTTPClient.Options()
        options.maxConnectionsPerHost = 2
        let client = HTTPClient(options)
        let held = (0..<2).map { _ in Task { await failure(of: HTTPRequest(url: server.url()), by: client) } }
        await server.hasSeen(2)
        var late = HTTPRequest(method: "POST", url: server.url(), body: [1])
        late.timeout = .milliseconds(200)
        let error = await failure(of: late, by: client)
        #expect(error == .unreachable("127.0.0.1: no answer within 0.2 seconds."))
        #expect(server.seen.count == 2)
        for task in held {
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }

    @Test func `one host's line holds no other up`() async throws {
        let stuck = try LoopbackServer { _ in [.hold] }
        let quick = try LoopbackServer { _ in [.answer(200)] }
        var options = HTTPClient.Options()
        options.maxConnectionsPerHost = 1
        let client = HTTPClient(options)
        let held = (0..<3).map { _ in Task { await failure(of: HTTPRequest(url: stuck.url()), by: client) } }
        await stuck.hasSeen(1)
        #expect(try await client.send(HTTPRequest(url: quick.url())).status == 200)
        await client.close()
        for task in held { #expect(await task.value == .cancelled) }
        #expect(stuck.seen.count == 1)
    }

    @Test func `a handshake that never ends is unreachable`() async throws {
        let server = try LoopbackServer { _ in [.hold] }
        var request = HTTPRequest(method: "POST", url: "https://127.0.0.1:\(server.port)/", body: [1])
        request.connectTimeout = .milliseconds(200)
        guard case .unreachable = await failure(of: request, by: client) else { throw Unexpected(nil) }
    }

    @Test(arguments: [[.hold], [.text("HTTP/1.1 200 OK\r\n\r\n"), .drip]] as [[LoopbackServer.Step]])
    func `an exchange that crawls is given up`(_ steps: [LoopbackServer.Step]) async throws {
        let server = try LoopbackServer { _ in steps }
        var request = HTTPRequest(url: server.url())
        request.stallTimeout = .seconds(1)
        guard case .uncertain(let sentence) = await failure(of: request, by: client) else { throw Unexpected(nil) }
        #expect(sentence.contains("too slow"))
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func `no time at all is a timeout, not a wait`(_ timeout: Duration) async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        var request = HTTPRequest(url: server.url())
        request.timeout = timeout
        guard case .unreachable = await failure(of: request, by: client) else { throw Unexpected(nil) }
        #expect(server.seen.isEmpty)
    }

    @Test func `endless durations are understood`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        var request = HTTPRequest(url: server.url())
        (request.timeout, request.connectTimeout) = (.seconds(Int64.max), .seconds(Int64.max))
        (request.stallTimeout, request.responseLimit) = (.seconds(Int64.max), .max)
        #expect(try await client.send(request).status == 200)
    }

    /// Returns how `request` ends with ever more time, the first time it got as far as `isThere` says.
    private func timeout(of request: HTTPRequest, once isThere: () -> Bool) async throws -> HTTPError? {
        for time in [Duration.milliseconds(200), .seconds(1), .seconds(5), .seconds(25)] {
            var request = request
            request.timeout = time
            let error = await failure(of: request, by: client)
            if isThere() { return error }
        }
        throw Unexpected(nil)
    }
}
