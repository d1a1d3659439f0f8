import Foundation
import ProviderKit
import Testing

/// Proxies are the environment's. Each test has a process of its own to set it in.
struct HTTPProxyTests {
    @Test func `http_proxy is asked in place of the host`() async {
        await #expect(processExitsWith: .success) {
            let proxy = try LoopbackServer { _ in [.answer(200, ["Via: proxy"])] }
            setenv("http_proxy", proxy.url(), 1)
            unsetenv("no_proxy")
            let response = try await HTTPClient().send(HTTPRequest(url: "http://127.0.0.1:1/path"))
            try #require(response.headers["via"] == "proxy")
            try #require(proxy.seen.map(\.target) == ["http://127.0.0.1:1/path"])
        }
    }

    @Test func `no_proxy is obeyed`() async {
        await #expect(processExitsWith: .success) {
            let server = try LoopbackServer { _ in [.answer(200)] }
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            setenv("no_proxy", "example.com,127.0.0.1", 1)
            try #require(try await HTTPClient().send(HTTPRequest(url: server.url("/path"))).status == 200)
            try #require(server.seen.map(\.target) == ["/path"])
        }
    }

    @Test func `https goes through a tunnel, and a tunnel that is refused sent nothing`() async {
        await #expect(processExitsWith: .success) {
            let proxy = try LoopbackServer { _ in [.answer(407)] }
            setenv("https_proxy", proxy.url(), 1)
            unsetenv("no_proxy")
            let headers = [HTTPHeader("Authorization", "Bearer a")]
            let request = HTTPRequest(method: "POST", url: "https://calendar.example/", headers: headers, body: [1])
            guard case .unreachable(let sentence) = await failure(of: request) else { throw Unexpected(nil) }
            try #require(sentence.contains("407"))
            try #require(proxy.seen.map { "\($0.method) \($0.target)" } == ["CONNECT calendar.example:443"])
            try #require(proxy.seen[0].headers["authorization"] == nil)
        }
    }
}
