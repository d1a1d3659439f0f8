import ProviderKit
import Testing

/// Whose certificate is believed.
@Suite struct HTTPTrustTests {
    /// What asking `server` under a name comes to, with its certificate as an authority or without.
    private func ask(_ server: TLSServer, as host: String = "localhost", isTrusted: Bool) async -> HTTPError? {
        var options = HTTPClient.Options()
        if isTrusted { options.caFile = server.authority }
        let request = HTTPRequest(
            url: "https://\(host):\(server.port)/", headers: [HTTPHeader("Authorization", "Bearer secret")])
        return await failure(of: request, by: HTTPClient(options))
    }

    @Test func `a certificate of an authority that is trusted is believed`() async throws {
        let server = try TLSServer()
        #expect(await ask(server, isTrusted: true) == nil)
        #expect(await ask(server, as: "127.0.0.1", isTrusted: true) == nil)
    }

    @Test func `a certificate that nobody vouches for is refused`() async throws {
        let error = await ask(try TLSServer(), isTrusted: false)
        guard case .tls(let sentence) = error else { throw Unexpected(error) }
        #expect(sentence.hasPrefix("localhost: "))
    }

    @Test func `a certificate for another host is refused`() async throws {
        let error = await ask(try TLSServer(.init(names: "DNS:calendar.example")), isTrusted: true)
        guard case .tls = error else { throw Unexpected(error) }
    }

    @Test func `a certificate that has ended is refused`() async throws {
        let error = await ask(try TLSServer(.init(until: "20200201000000Z")), isTrusted: true)
        guard case .tls = error else { throw Unexpected(error) }
    }
}
