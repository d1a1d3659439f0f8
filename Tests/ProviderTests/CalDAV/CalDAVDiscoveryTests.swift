import ProviderKit
import SyncCore
import Testing

@testable import ProviderCalDAV

/// The way from an address to calendars (RFC 6764 §6, RFC 5397, RFC 4791 §6.2).
@Suite struct CalDAVDiscoveryTests {
    private typealias Server = LoopbackServer

    /// A server that has the principal `/p/` with these homes, and answers by path; what it isn't told is a 404.
    private func server(homes: [String], _ answers: [String: [Server.Step]]) throws -> Server {
        let hrefs = homes.map { "<d:href>\($0)</d:href>" }.joined()
        var answers = answers
        answers["/dav/"] = ScriptedDAV.multistatus(
            ScriptedDAV.response(
                "/dav/", "<d:current-user-principal><d:href>/p/</d:href></d:current-user-principal>"))
        answers["/p/"] = ScriptedDAV.multistatus(
            ScriptedDAV.response(
                "/p/",
                "<c:calendar-home-set>\(hrefs)</c:calendar-home-set><c:calendar-user-address-set>"
                    + "<d:href>mailto:Ann@Example.org</d:href></c:calendar-user-address-set>"))
        answers["/.well-known/caldav"] = [.answer(301, ["Location: /dav/"])]
        return try Server { [answers] request in
            request.method == "OPTIONS"
                ? [.answer(200, ["DAV: 1, calendar-access"])] : answers[request.target] ?? [.answer(404)]
        }
    }

    private func calendar(_ href: String, _ more: String = "") -> String {
        ScriptedDAV.response(href, "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>" + more)
    }

    @Test func `a redirect from the well-known address takes the question and the password along`() async throws {
        let server = try server(homes: ["/h/"], ["/h/": ScriptedDAV.multistatus(calendar("/h/work/"))])
        try await ScriptedDAV.with(server) { provider in
            let found = try await provider.found(at: [server.url("/.well-known/caldav"), server.url()])
            #expect(found.endpoint == server.url("/dav/"))
            #expect(found.1.map(\.id) == ["/h/work/"])
            let (first, second) = (server.seen[0], server.seen[1])
            #expect(first.method == "PROPFIND" && second.method == "PROPFIND" && second.target == "/dav/")
            #expect(first.body == second.body && !first.body.isEmpty)
            #expect(second.headers["authorization"] == first.headers["authorization"])
            #expect(second.headers["depth"] == "0" && second.headers["authorization"] != nil)
        }
    }

    @Test func `all homes are looked into, and one on a stranger's host gets no password`() async throws {
        let stranger = try Server { _ in ScriptedDAV.multistatus() }
        let server = try server(
            homes: ["/one/", "/two/", stranger.url("/three/")],
            [
                "/one/": ScriptedDAV.multistatus(ScriptedDAV.response("/one/", ""), calendar("/one/a/")),
                "/two/": ScriptedDAV.multistatus(calendar("/two/b/"), calendar("/one/a/")),
            ])
        try await ScriptedDAV.with(server) { provider in
            let found = try await provider.found(at: [server.url("/dav/")])
            #expect(found.1.map(\.id) == ["/one/a/", "/two/b/"])
            #expect(stranger.seen.isEmpty)
        }
    }

    @Test func `names, colours, rights and kinds are read, and lists of tasks left out`() async throws {
        func kinds(_ name: String) -> String {
            "<c:supported-calendar-component-set><c:comp name=\"\(name)\"/></c:supported-calendar-component-set>"
        }
        func rights(_ words: String...) -> String {
            let privileges = words.map { "<d:privilege><d:\($0)/></d:privilege>" }.joined()
            return "<d:current-user-privilege-set>\(privileges)</d:current-user-privilege-set>"
        }
        let server = try server(
            homes: ["/h/"],
            [
                "/h/": ScriptedDAV.multistatus(
                    calendar("/h/tasks/", kinds("VTODO")),
                    calendar(
                        "/h/hers/",
                        "<d:displayname>Hers &amp; mine</d:displayname>" + kinds("VEVENT") + rights("read")),
                    calendar(
                        "/h/work/",
                        "<i:calendar-color>#FF2968FF</i:calendar-color>" + rights("read", "write-content")),
                    ScriptedDAV.response("/h/inbox/", "<d:resourcetype><d:collection/></d:resourcetype>"))
            ])
        try await ScriptedDAV.with(server) { provider in
            let calendars = try await provider.found(at: [server.url("/dav/")]).1
            #expect(calendars.map(\.id) == ["/h/hers/", "/h/work/"])
            #expect(calendars.map(\.name) == ["Hers & mine", "work"])
            #expect(calendars.map(\.isWritable) == [false, true] && calendars.map(\.isPrimary) == [false, true])
            #expect(calendars[1].notes?[RemoteCalendar.CalDAVNote.colour] == "#FF2968")
            #expect(calendars.allSatisfy { $0.account == "ann@example.org" })
        }
    }

    @Test func `a refused password ends the search: no other address is shown it`() async throws {
        let server = try Server { _ in [.answer(401, ["WWW-Authenticate: Basic realm=\"x\""])] }
        try await ScriptedDAV.with(server) { provider in
            let error = await failure { () throws(ProviderError) in
                _ = try await provider.found(at: [server.url("/a/"), server.url("/b/")])
            }
            guard case .unauthorized? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(server.seen.map(\.target) == ["/a/"])
        }
    }

    @Test func `a server that sends on to a stranger's host is told with the address, and the password stays here`()
        async throws
    {
        let stranger = try Server { request in
            request.headers["authorization"] == nil ? [.answer(401)] : ScriptedDAV.multistatus()
        }
        let target = stranger.url("/dav/")
        let server = try Server { request in
            request.target == "/.well-known/caldav" ? [.answer(301, ["Location: \(target)"])] : [.answer(405)]
        }
        try await ScriptedDAV.with(server) { provider in
            let error = await failure { () throws(ProviderError) in
                _ = try await provider.found(at: [server.url("/.well-known/caldav"), server.url()])
            }
            guard case .rejected(let sentence)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(sentence.contains(target) && sentence.contains("your password did not go there"))
            #expect(stranger.seen.count == 1 && stranger.seen[0].headers["authorization"] == nil)
            #expect(server.seen.map(\.target) == ["/.well-known/caldav", "/"])
        }
    }
}
