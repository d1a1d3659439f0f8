import ICalendar
import ProviderCalDAV
import ProviderKit
import SyncCore
import Testing

/// What is asked of a server, and how (RFC 4791, RFC 6578).
@Suite struct CalDAVWireTests {
    private typealias Server = LoopbackServer

    /// One page of an account of changes; one that is not the last says so (RFC 6578 §3.6).
    private static func page(_ names: [String], next: String, isLast: Bool) -> [Server.Step] {
        let more = "<d:response><d:href>/c/</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>"
        return ScriptedDAV.multistatus(
            names.map { ScriptedDAV.response("/c/\($0)", "<d:getetag>\"1\"</d:getetag>") }.joined(), isLast ? "" : more,
            "<d:sync-token>\(next)</d:sync-token>")
    }

    @Test func `an account of changes in pages is read to its end, and no limit is ever sent`() async throws {
        let server = try Server { request in
            let text = ScriptedDAV.text(of: request)
            if text.contains("multiget") { return ScriptedDAV.events(askedBy: request) }
            if text.contains(">t1<") { return Self.page(["c.ics"], next: "t2", isLast: true) }
            return Self.page(["a.ics", "b.ics"], next: "t1", isLast: false)
        }
        try await ScriptedDAV.with(server) { provider in
            let set = try await provider.changes(in: ScriptedDAV.calendar, since: nil)
            #expect(set.isComplete && set.present == ["a.ics", "b.ics", "c.ics"] && set.items.count == 3)
            _ = try await provider.changes(in: ScriptedDAV.calendar, since: set.cursor)
            let bodies = server.seen.map { ScriptedDAV.text(of: $0) }
            #expect(bodies.contains { $0.contains("<d:sync-token>t2</d:sync-token>") })
            #expect(bodies.allSatisfy { !$0.contains("limit") && !$0.contains("nresults") })
            #expect(
                server.seen.filter { ScriptedDAV.text(of: $0).contains("sync-collection") }.allSatisfy {
                    $0.headers["depth"] == "0"
                })
        }
    }

    @Test func `pages that never end are an answer that makes no sense`() async throws {
        let server = try Server { _ in Self.page(["a.ics"], next: "t1", isLast: false) }
        try await ScriptedDAV.with(server) { provider in
            let error = await failure { () throws(ProviderError) in
                _ = try await provider.changes(in: ScriptedDAV.calendar, since: nil)
            }
            guard case .unreadable? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(server.seen.count == 2)
        }
    }

    @Test func `events are read fifty to a hundred at a time, each once`() async throws {
        let names = (0..<250).map { "e\($0).ics" }
        let server = try Server { request in
            ScriptedDAV.text(of: request).contains("multiget")
                ? ScriptedDAV.events(askedBy: request) : Self.page(names, next: "t", isLast: true)
        }
        try await ScriptedDAV.with(server) { provider in
            let set = try await provider.changes(in: ScriptedDAV.calendar, since: nil)
            #expect(set.items.count == 250)
            let asked = server.seen.map { ScriptedDAV.hrefs(in: $0) }.filter { !$0.isEmpty }
            #expect(asked.flatMap { $0 }.sorted() == names.map { "/c/\($0)" }.sorted())
            let sizes = asked.map(\.count)
            #expect(sizes.allSatisfy { $0 <= 100 } && sizes.count { $0 >= 50 } == sizes.count - 1)
        }
    }

    @Test func `each write names what it replaces, and declines nothing`() async throws {
        let server = try Server { request in
            switch request.method {
            case "REPORT":
                let hrefs = ScriptedDAV.hrefs(in: request).map { href in
                    ScriptedDAV.response(
                        href,
                        "<d:getetag>\"tag &amp; 1\"</d:getetag><c:calendar-data>\(ScriptedDAV.event("a@x"))</c:calendar-data>"
                    )
                }
                return ScriptedDAV.multistatus(hrefs.joined())
            default: return [.answer(204, ["ETag: \"tag & 1\""])]
            }
        }
        try await ScriptedDAV.with(server) { provider in
            let (uid, calendar) = (try sample("a@x"), ScriptedDAV.calendar)
            let draft = Draft(uid: uid, view: View(), file: Array(ScriptedDAV.event("a@x").utf8), operation: "test")
            let made = try await provider.create(draft, in: calendar)
            _ = try await provider.create(draft, in: calendar)
            var view = made.view
            view.master[.title] = .text("Ours")
            let edit = Edit(changes: made.view.changes(to: view), target: view, file: [])
            _ = try await provider.update(edit, replacing: made, in: calendar)
            try await provider.delete(made, in: calendar)

            let writes = server.seen.filter { $0.method != "REPORT" }
            #expect(writes.map(\.method) == ["PUT", "PUT", "PUT", "DELETE"])
            #expect(Set(writes.map(\.target)) == ["/c/\(made.id)"])
            #expect(made.id.wholeMatch(of: #/[0-9a-f]{32}\.ics/#) != nil)
            #expect(writes.map { $0.headers["if-none-match"] } == ["*", "*", nil, nil])
            #expect(writes.map { $0.headers["if-match"] } == [nil, nil, "\"tag & 1\"", "\"tag & 1\""])
            #expect(writes[3].headers["schedule-reply"] == "F")
            #expect(writes.allSatisfy { $0.headers["expect"] == nil && $0.headers["transfer-encoding"] == nil })
            #expect(writes.prefix(3).allSatisfy { $0.headers["content-type"] == "text/calendar; charset=utf-8" })
        }
    }
}
