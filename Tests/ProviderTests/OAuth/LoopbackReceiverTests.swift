import Foundation
import Glibc
import ProviderKit
import Testing

@Suite struct LoopbackReceiverTests {
    private let state = Secret("the-state")

    /// Sends bytes to the receiver as a browser might, and returns what comes back.
    private func send(_ text: String, to receiver: LoopbackReceiver) async -> String {
        await Offload.run {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(receiver.port)).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else { return "" }
            _ = Array(text.utf8).withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            var (answer, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
            while true {
                let count = recv(socket, &chunk, chunk.count, 0)
                guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
                answer += chunk.prefix(count)
            }
        }
    }

    private func get(_ target: String, _ receiver: LoopbackReceiver, host: String? = nil) async -> String {
        await send("GET \(target) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(receiver.port)")\r\n\r\n", to: receiver)
    }

    @Test func `the answer with the right state is taken, and the browser is told to go back`() async throws {
        let receiver = try LoopbackReceiver()
        async let answer = receiver.answer(to: state, within: .seconds(60))
        let page = await get("/?state=the-state&code=4%2Fabc&scope=x", receiver)
        #expect(page.hasPrefix("HTTP/1.1 200 ") && page.contains("close this tab") && !page.contains("abc"))
        #expect(page.contains("Referrer-Policy: no-referrer") && page.contains("Cache-Control: no-store"))
        #expect(try await answer == .code(Secret("4/abc")))
    }

    @Test func `a refusal in the browser is an answer too`() async throws {
        let receiver = try LoopbackReceiver()
        async let answer = receiver.answer(to: state, within: .seconds(60))
        let page = await get("/?error=access_denied&state=the-state", receiver)
        #expect(page.contains("Nothing was granted"))
        #expect(try await answer == .refused("access_denied"))
    }

    @Test func `whatever else knocks changes nothing`() async throws {
        let receiver = try LoopbackReceiver()
        async let answer = receiver.answer(to: state, within: .seconds(60))
        for (target, status) in [
            ("/favicon.ico", 404), ("/other?state=the-state&code=x", 404), ("/", 400), ("/?code=x", 400),
            ("/?state=the-stat&code=x", 400), ("/?state=the-statf&code=x", 400), ("/?state=the-state", 400),
            ("/?state=the-state&state=the-state&code=x", 400), ("/?state=the-state&code=x&code=y", 400),
        ] {
            let page = await get(target, receiver)
            #expect(page.hasPrefix("HTTP/1.1 \(status) "), "\(target): \(page.prefix(30))")
        }
        let elsewhere = await get("/?state=the-state&code=x", receiver, host: "evil.example:\(receiver.port)")
        #expect(elsewhere.hasPrefix("HTTP/1.1 421 "))
        let here = "127.0.0.1:\(receiver.port)"
        let posted = await send("POST /?state=the-state&code=x HTTP/1.1\r\nHost: \(here)\r\n\r\n", to: receiver)
        #expect(posted.hasPrefix("HTTP/1.1 405 "))
        #expect(await send("nonsense\r\n\r\n", to: receiver).hasPrefix("HTTP/1.1 400 "))
        let long = String(repeating: "x", count: 20_000)
        _ = await send("GET /?\(long) HTTP/1.1\r\n", to: receiver)
        _ = await get("/?state=the-state&code=right", receiver)
        #expect(try await answer == .code(Secret("right")))
    }

    @Test func `a pasted address does as well, and what is none is told`() async throws {
        let receiver = try LoopbackReceiver()
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let text = "hello\n\nhttp://127.0.0.1:1/?state=wrong&code=y\nhttp://127.0.0.1:1/?state=the-state&code=x#\n"
        write(ends[1], text, text.utf8.count)
        let (notes, noted) = AsyncStream<String>.makeStream()
        let answer = try await receiver.answer(to: state, within: .seconds(60), pasted: ends[0]) { noted.yield($0) }
        noted.finish()
        #expect(answer == .code(Secret("x")))
        var told: [String] = []
        for await note in notes { told.append(note) }
        #expect(told == ["hello", "http://127.0.0.1:1/?state=wrong&code=y"])
    }

    @Test func `it ends when its time is up or its task is cancelled`() async throws {
        let receiver = try LoopbackReceiver()
        await #expect(throws: OAuthError.timedOut) { try await receiver.answer(to: state, within: .milliseconds(1)) }
        let waiting = Task { try await receiver.answer(to: Secret("s"), within: .seconds(600)) }
        waiting.cancel()
        await #expect(throws: OAuthError.cancelled) { try await waiting.value }
    }

    @Test func `a port that is taken is told`() throws {
        let first = try LoopbackReceiver()
        #expect(throws: LoopbackReceiver.Failure(port: first.port, code: EADDRINUSE)) {
            try LoopbackReceiver(port: first.port)
        }
        withExtendedLifetime(first) {}
    }
}
