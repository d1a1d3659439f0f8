import ProviderCalDAV
import ProviderKit
import TestSupport
import Testing

/// What name servers say of a domain's calendars (RFC 2782, RFC 6764).
@Suite struct DNSTests {
    private func answer(_ records: NameServer.Record...) -> [UInt8] {
        let question: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + NameServer.name("_caldavs._tcp.example.org")
        return NameServer.answer(question + [0, UInt8(records[0].type), 0, 1], ["_caldavs._tcp.example.org": records])
    }

    /// Where the search for `words` begins, with these records.
    private func search(_ words: String, _ records: [String: [NameServer.Record]]) async throws -> CalDAVSearch {
        let server = try NameServer(records)
        defer { server.stop() }
        return await CalDAVSearch(for: words, asking: DNSResolver(server: "127.0.0.1", port: server.port))
    }

    @Test func `services are read in the order in which they want to be asked`() throws {
        let found = try #require(
            DNSAnswer(
                answer(
                    .service("c.example.org", port: 8443, priority: 20),
                    .service("A.Example.org", port: 443, weight: 1),
                    .service("b.example.org", port: 443, weight: 9), .service(".", port: 0, priority: 30))))
        #expect(found.services.map(\.target) == ["b.example.org", "a.example.org", "c.example.org", ""])
        #expect(found.services.map(\.port) == [443, 443, 8443, 0])
        #expect(DNSAnswer(answer(.text("a=b", "path=/dav/")))?.texts == ["a=b", "path=/dav/"])
    }

    @Test func `a broken answer is none, wherever it is cut or changed`() {
        let whole = answer(
            .service("b.example.org", port: 443), .text("path=/dav/"), .service("a.example.org", port: 1))
        for length in 0..<whole.count { #expect(DNSAnswer(Array(whole.prefix(length))) == nil, "\(length) bytes") }
        for index in whole.indices {
            for value in [0, 0x3F, 0x40, 0xC0, 0xFF] as [UInt8] {
                var changed = whole
                changed[index] = value
                let found = DNSAnswer(changed)
                #expect(found?.services.allSatisfy { $0.target.utf8.count <= 255 } ?? true)
            }
        }
    }

    @Test func `a name that leads to itself, or is no host's, is refused`() {
        let start = answer(.service("b", port: 443))
        let place = start.count - 3
        for name in [[0xC0, UInt8(place)], [1, 0x2F, 0], [1, 0x40, 0]] as [[UInt8]] {
            var message = Array(start.prefix(place)) + name
            message[place - 7] = UInt8(6 + name.count)
            #expect(DNSAnswer(message) == nil, "\(name)")
        }
    }

    @Test func `a mail address leads to the host and the path that its domain names`() async throws {
        let found = try await search(
            "ann@example.org",
            [
                "_caldavs._tcp.example.org": [
                    .service("dav.example.org", port: 8443), .text("path=/caldav/"),
                ]
            ])
        #expect(
            found.endpoints == [
                "https://dav.example.org:8443/caldav/", "https://dav.example.org:8443/.well-known/caldav",
                "https://example.org/.well-known/caldav", "https://example.org/",
            ])
        #expect(found.foreign == nil)
    }

    @Test func `a host of another domain gets no password unless the person says so`() async throws {
        for target in ["dav.hoster.example", "evilexample.org", "example.org.evil.example"] {
            var found = try await search(
                "ann@example.org", ["_caldavs._tcp.example.org": [.service(target, port: 443)]])
            #expect(found.endpoints == ["https://example.org/.well-known/caldav", "https://example.org/"])
            #expect(found.foreign == "https://\(target)/.well-known/caldav")
            #expect(found.foreignHost == target)
            found.trustForeign()
            #expect(found.endpoints.first == "https://\(target)/.well-known/caldav")
            #expect(found.foreign == nil)
        }
    }

    @Test func `without a record, without TLS and without a server the domain itself is asked`() async throws {
        let usual = ["https://example.org/.well-known/caldav", "https://example.org/"]
        let plain = try await search(
            "ann@example.org", ["_caldav._tcp.example.org": [.service("example.org", port: 80)]])
        #expect(plain.endpoints == usual)
        let none = try await search("ann@example.org", ["_caldavs._tcp.example.org": [.service(".", port: 0)]])
        #expect(none.endpoints == usual)
        let server = try NameServer([:])
        server.stop()
        let nobody = await CalDAVSearch(
            for: "ann@example.org", asking: DNSResolver(server: "127.0.0.1", port: server.port))
        #expect(nobody.endpoints == usual)
    }

    @Test func `who names a service or a URL needs no DNS`() async throws {
        let records = ["_caldavs._tcp.icloud.com": [NameServer.Record.service("evil.icloud.com", port: 443)]]
        #expect(try await search("ann@icloud.com", records).endpoints == ["https://caldav.icloud.com/"])
        let url = try await search("https://dav.example.org/x", ["_caldavs._tcp.dav.example.org": []])
        #expect(url.endpoints.first == "https://dav.example.org/x")
    }
}
