import Foundation
import ICalendar
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Servers that do what others of their kind don't (facts/caldav.md 2, 6 and 7): real ones, with their answers bent.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVOddityTests {
    /// An answer with its text changed.
    private func answer(_ change: @escaping @Sendable (String) -> String) -> FaultProxy.Fault {
        .answer { answer in
            var answer = answer
            answer.body = Array(change(String(decoding: answer.body, as: UTF8.self)).utf8)
            return answer
        }
    }

    // Radicale tells of what is gone even then.
    @Test(arguments: RealServer.Kind.all.filter { $0 != .radicale })
    func `a deletion that the token's account leaves out is seen by the weekly listing`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            // Not ours: what we wrote and a server doesn't mention is looked at in any case.
            for number in 1...5 { try world.add("theirs\(number).ics", event("e\(number)")) }
            try await world.sync()
            try await world.sync()
            try world.there.send("DELETE", try world.path("UID:e2@"))
            // DAViCal's way: a token that it doesn't know is answered with all there is, and nothing that is gone.
            world.proxy.inject(
                .request { request in
                    var request = request
                    request.body = Array(
                        String(decoding: request.body, as: UTF8.self)
                            .replacing(#/<d:sync-token>.*?</d:sync-token>/#, with: "<d:sync-token></d:sync-token>").utf8
                    )
                    return request
                }, into: "REPORT", times: .max)
            #expect(try await world.sync().words == "nothing")
            #expect(world.folder.eventFiles.count == 5)
            world.clock.withLock { $0 += 8 * 86_400 }
            #expect(try await world.sync().words == "delete-file")
            #expect(world.folder.eventFiles.allSatisfy { world.folder.read($0)?.contains("UID:e2@") == false })
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a token that is answered as gone leads to a whole listing, and a calendar that is gone still is`(
        _ kind: RealServer.Kind
    ) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            try world.edit("UID:e1@", "SUMMARY:e1", "SUMMARY:theirs")
            let gone = RawHTTP.Message(first: "HTTP/1.1 410 Gone")
            world.proxy.inject(.refusal(gone), into: "REPORT")
            #expect(try await world.sync().words == "edit-file")
            try await world.expectIdle()
            world.proxy.inject(.refusal(gone), into: "REPORT", times: .max)
            #expect(try await world.sync().words == "trouble")
            #expect(world.folder.eventFiles.count == 2)
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a written event that the server doesn't show yet is no conflict, no loss and no double`(
        _ kind: RealServer.Kind
    ) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 3)
            // iCloud shows what was stored a moment later.
            world.proxy.inject(
                answer {
                    $0.replacing(
                        #/<([A-Za-z0-9]*:)?response>.*</([A-Za-z0-9]*:)?response>/#.dotMatchesNewlines(), with: "")
                },
                into: "REPORT", where: { String(decoding: $0.body, as: UTF8.self).contains("multiget") })
            let report = try await world.sync()
            #expect(report.conflicts.isEmpty && report.held.isEmpty)
            #expect(try world.titles() == ["e1", "e2", "e3"])
            #expect(try await world.sync().conflicts.isEmpty)
            #expect(try world.titles() == ["e1", "e2", "e3"])
            try await world.expectIdle()
        }
    }

    @Test(arguments: ["", "ETag: W/\"weak\""])
    func `a write that is answered without a strong tag is read back`(_ header: String) async throws {
        try await CalDAVFolder.with(.radicale) { world in
            world.proxy.inject(
                .answer { answer in
                    var answer = answer
                    answer.headers.removeAll { $0.lowercased().hasPrefix("etag:") }
                    if !header.isEmpty { answer.headers.append(header) }
                    return answer
                }, into: "PUT", times: .max)
            try world.write(count: 2)
            #expect(try await world.sync().words == "create-remote, create-remote")
            try world.folder.edit("home/e1.ics", "SUMMARY:e1", "SUMMARY:later")
            #expect(try await world.sync().words == "edit-remote")
            #expect(try world.titles() == ["e2", "later"])
            try await world.expectIdle()
        }
    }

    // DAViCal and sabre take both; the others refuse ours.
    @Test(arguments: RealServer.Kind.all)
    func `a UID that another client stored meanwhile under another name is met, and not doubled`(
        _ kind: RealServer.Kind
    ) async throws {
        for count in [1, 3] {
            try await CalDAVFolder.with(kind) { world in
                try world.write(count: count)
                let session = try world.folder.open()
                let planned = try await session.plan(SyncRequest())
                try world.add("theirs.ics", event("e1", title: "theirs"))
                let report = try await session.carryOut(planned)
                try await session.close()
                #expect(report.conflicts.map(\.title).count == 1)
                #expect(try world.paths().count == count)
                #expect(try world.titles().contains("theirs"))
            }
        }
    }

    @Test func `a calendar that one may only read is not written to, and says so`() async throws {
        try await CalDAVFolder.with(.radicale) { world in
            // Rights are asked for with the calendar's properties.
            world.proxy.inject(
                answer { $0.replacing(#/<(\w+:)?(all|write[a-z-]*|bind|unbind) ?/>/#, with: "") }, into: "PROPFIND",
                times: .max)
            try world.write(count: 1)
            let report = try await world.sync()
            #expect(report.words == "held service", "\(report.troubles)")
            #expect(report.held.first?.reason.contains("read-only") == true)
            #expect(world.proxy.writes == 0)
        }
    }

    @Test(
        arguments: ["ORGANIZER;CN=Me:/alice/", "ORGANIZER:/Alice", "ORGANIZER;CN=Me;EMAIL=Me@iCloud.com:urn:uuid:1"],
        [Policy.Notify.none, .all])
    func `a meeting of one's own is one's own under the server's name for it, and no decline when it is deleted`(
        _ organizer: String, _ notify: Policy.Notify
    ) async throws {
        var policy = Policy()
        policy.notify = notify
        try await CalDAVFolder.with(.radicale, policy: policy) { world in
            // iCloud mails guests, and has people stand in events as their principals.
            world.proxy.inject(
                .answer { answer in
                    var answer = answer
                    answer.headers.append("DAV: calendar-auto-schedule")
                    return answer
                }, into: "OPTIONS", times: .max)
            world.proxy.inject(
                answer {
                    $0.replacing(#/(calendar-user-address-set>)(<(\w+:)?href>)/#) {
                        $0.1 + "<href xmlns=\"DAV:\">mailto:me@icloud.com</href>" + $0.2
                    }
                }, into: "PROPFIND", times: .max)
            for number in 1...4 { try world.add("e\(number).ics", event("e\(number)")) }
            try world.add("m.ics", event("m", organizer, "ATTENDEE:mailto:bob@example.org"))
            try await world.sync()
            let path = try #require(world.folder.eventFiles.first { world.folder.read($0)?.contains("UID:m@") == true })
            try world.folder.remove(path)
            let report = try await world.sync()
            #expect(report.words == (notify == .none ? "held service" : "delete-remote"))
            #expect(report.held.allSatisfy { !$0.remedy.contains("PARTSTAT") && $0.reason.contains("would mail") })
            #expect(try world.titles().contains("m") == (notify == .none))
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a server that has no room, or asks for fewer requests, is left in peace, and nothing is lost`(
        _ kind: RealServer.Kind
    ) async throws {
        for status in [507, 429, 503] {
            try await CalDAVFolder.with(kind) { world in
                try world.write(count: 20)
                let refusal = RawHTTP.Message(first: "HTTP/1.1 \(status) No", headers: ["Retry-After: 3600"])
                world.proxy.inject(.refusal(refusal), into: "PUT", skips: 6, times: .max)
                let report = try await world.sync()
                #expect(report.done.count == 6)
                #expect(report.queued.count == 14)
                #expect(report.queued.allSatisfy { !$0.isParked })
                world.proxy.reset()
                world.folder.advance(by: 7_200)
                try await world.sync()
                #expect(try world.paths().count == 20)
                try await world.expectIdle()
            }
        }
    }
}
