import ProviderKit
import Testing

/// Every task is answered, once, however its request ends.
struct HTTPCancellationTests {
    @Test func `a cancelled request ends, and its connection too`() async throws {
        let server = try LoopbackServer { _ in [.hold] }
        let client = HTTPClient()
        let task = Task { await failure(of: HTTPRequest(method: "POST", url: server.url(), body: [1]), by: client) }
        await server.hasSeen(1)
        task.cancel()
        #expect(await task.value == .cancelled)
        await server.wasLeft(1)
    }

    @Test func `a request of a cancelled task never goes out`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        let client = HTTPClient()
        for _ in 0..<20 {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure(of: HTTPRequest(url: server.url()), by: client)
            }
            #expect(await task.value == .cancelled)
        }
        #expect(server.seen.isEmpty)
    }

    @Test func `a request in line can be cancelled`() async throws {
        let server = try LoopbackServer { _ in [.hold] }
        var options = HTTPClient.Options()
        options.maxConnectionsPerHost = 1
        let client = HTTPClient(options)
        let first = Task { await failure(of: HTTPRequest(url: server.url()), by: client) }
        await server.hasSeen(1)
        let second = Task { await failure(of: HTTPRequest(url: server.url()), by: client) }
        second.cancel()
        #expect(await second.value == .cancelled)
        first.cancel()
        #expect(await first.value == .cancelled)
        #expect(server.seen.count == 1)
    }

    @Test func `two hundred requests, half of them cancelled, all end`() async throws {
        let server = try LoopbackServer { seen in seen.target == "/held" ? [.hold] : [.answer(200)] }
        let client = HTTPClient()
        // Each task that is cancelled holds its place until then: the others wait in line behind it.
        let tasks = (0..<200).map { number in
            let request = HTTPRequest(url: server.url(number % 2 == 0 ? "/held" : "/"))
            return Task { await failure(of: request, by: client) }
        }
        for task in tasks.enumerated() where task.offset % 2 == 0 { task.element.cancel() }
        for (number, task) in tasks.enumerated() {
            #expect(await task.value == (number % 2 == 0 ? .cancelled : nil))
        }
    }

    @Test func `closing cancels what is under way and in line, and refuses the rest`() async throws {
        let server = try LoopbackServer { _ in [.hold] }
        let client = HTTPClient()
        let tasks = (0..<20).map { _ in Task { await failure(of: HTTPRequest(url: server.url()), by: client) } }
        await server.hasSeen(6)
        async let twice: Void = client.close()
        await client.close()
        await twice
        for task in tasks {
            let error = await task.value
            #expect(error == .cancelled || error == .unavailable("The HTTP client is closed."))
        }
        await server.wasLeft(6)
        let error = await failure(of: HTTPRequest(url: server.url()), by: client)
        #expect(error == .unavailable("The HTTP client is closed."))
        await client.close()
    }

    @Test func `a client that was never used can be closed`() async {
        let client = HTTPClient()
        await client.close()
        await client.close()
    }

    @Test func `a client that is let go of hangs up`() async throws {
        let server = try LoopbackServer { _ in [.answer(200)] }
        _ = try await HTTPClient().send(HTTPRequest(url: server.url()))
        await server.wasLeft(1)
    }

    @Test func `a library that can't be loaded is tried again and can be closed`() async throws {
        var options = HTTPClient.Options()
        options.library = "libcurl-that-is-not-there.so.4"
        let client = HTTPClient(options)
        for _ in 0..<3 {
            let error = await failure(of: HTTPRequest(url: "https://example.com/"), by: client)
            guard case .unavailable = error else { throw Unexpected(error) }
        }
        await client.close()
    }
}
