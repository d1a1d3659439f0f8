import Foundation
import ICalendar
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// Servers that list an event, or have stored one, and don't show it yet: iCloud for some seconds (facts/caldav.md 7).
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVLagTests {
    /// The ways in which an event isn't shown: it isn't there (yet), or can't be read now.
    private static let misses = ["404 Not Found", "403 Forbidden", "500 Internal Server Error"]

    @Test(arguments: RealServer.Kind.all, misses)
    func `what is listed and not shown is neither gone nor forgotten`(_ kind: RealServer.Kind, _ miss: String)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 3)
            try await world.sync()
            try await world.sync()
            try world.edit("UID:e1@", "SUMMARY:e1", "SUMMARY:theirs")
            try world.add("new.ics", event("new"))
            // A write of ours moves the cursor on.
            try world.folder.edit("home/e2.ics", "SUMMARY:e2", "SUMMARY:ours")
            world.proxy.hideEvents(miss, times: 1)
            #expect(try await world.sync().words == "edit-remote")
            world.proxy.hideEvents(miss, times: 1)
            #expect(try await world.sync().words == "nothing")
            #expect(world.folder.eventFiles.count == 3)
            world.proxy.reset()
            #expect(try await world.sync().words == "create-file, edit-file")
            #expect(world.folder.eventFiles.count == 4)
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all, misses)
    func `what the first listing doesn't show comes later`(_ kind: RealServer.Kind, _ miss: String) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.add("new.ics", event("new"))
            world.proxy.hideEvents(miss)
            #expect(try await world.sync().words == "nothing")
            world.proxy.reset()
            #expect(try await world.sync().words == "create-file")
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `what is shown as it was before it was listed is read again`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            let old = try world.there.send(
                "REPORT", world.calendar, headers: ["Depth: 1"],
                body: "<c:calendar-multiget xmlns=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><prop><getetag/>"
                    + "<c:calendar-data/></prop><href>\(try world.path("UID:e1@"))</href></c:calendar-multiget>")
            try world.edit("UID:e1@", "SUMMARY:e1", "SUMMARY:theirs")
            try world.folder.edit("home/e2.ics", "SUMMARY:e2", "SUMMARY:ours")
            world.proxy.inject(
                .answer { _ in old }, into: "REPORT",
                where: { String(decoding: $0.body, as: UTF8.self).contains("calendar-multiget") })
            #expect(try await world.sync().words == "edit-remote")
            #expect(try await world.sync().words == "edit-file")
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `an edit on both sides of what isn't shown waits, and both go through`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/a.ics", event("a", "LOCATION:here"))
            try await world.sync()
            try world.edit("UID:a@", "SUMMARY:a", "SUMMARY:theirs")
            try world.folder.edit("home/a.ics", "LOCATION:here", "LOCATION:ours")
            world.proxy.hideEvents("404 Not Found")
            let report = try await world.sync()
            #expect(report.queued.map(\.isParked) == [false] && report.conflicts.isEmpty && report.done.isEmpty)
            world.proxy.reset()
            #expect(try await world.sync(SyncRequest(retriesNow: true)).words == "edit-file, edit-remote")
            #expect(world.folder.read("home/a.ics") == event("a", title: "theirs", "LOCATION:ours"))
            try await world.expectIdle()
        }
    }

    /// Where its tag is an old one, an event is looked at by itself.
    @Test(arguments: RealServer.Kind.all)
    func `one look that misses what was just listed is no deletion`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            try world.edit("UID:e1@", "SUMMARY:e1", "SUMMARY:there")
            try await world.sync()
            try world.edit("UID:e1@", "SUMMARY:there", "SUMMARY:e1")
            world.proxy.hideEvents("404 Not Found", skips: 1)
            let report = try await world.sync()
            #expect(report.done.isEmpty && report.held.map(\.cause) == [.unread])
            #expect(world.folder.eventFiles.count == 2)
            world.proxy.reset()
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("home/e1.ics") == event("e1"))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all, [true, false])
    func `what we stored a moment ago isn't gone because it is neither told nor shown`(
        _ kind: RealServer.Kind, isBack: Bool
    ) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 1)
            let lag = {
                world.proxy.hideEvents("404 Not Found")
                world.proxy.inject(
                    .answer { answer in
                        var answer = answer
                        let text = String(decoding: answer.body, as: UTF8.self).replacing(
                            #/<([A-Za-z0-9]*:)?response>.*</([A-Za-z0-9]*:)?response>/#.dotMatchesNewlines(), with: "")
                        answer.body = Array(text.utf8)
                        return answer
                    }, into: "REPORT", times: .max)
                world.proxy.inject(.refusal(RawHTTP.Message(first: "HTTP/1.1 404 No")), into: "GET", times: .max)
            }
            lag()
            #expect(try await world.sync().words == "create-remote")
            #expect(try await world.sync().words == "nothing")
            #expect(world.folder.eventFiles.count == 1)
            if isBack {
                world.proxy.reset()
                #expect(try await world.sync().words == "nothing")
                lag()
            }
            world.clock.withLock { $0 += 600 }
            #expect(try await world.sync().words == (isBack ? "nothing" : "delete-file"))
            world.proxy.reset()
            // What was shown late after all comes back.
            if !isBack { try await world.sync(SyncRequest(isFull: true)) }
            #expect(world.folder.eventFiles.count == 1)
            try await world.expectIdle()
        }
    }
}
