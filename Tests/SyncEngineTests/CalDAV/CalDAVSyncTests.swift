import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A folder and a real server, kept in step.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVSyncTests {
    @Test(arguments: RealServer.Kind.all)
    func `events go there, their edits come back, and rest is rest`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/a.ics", event("a", "LOCATION:Room 4"))
            try world.folder.write("home/s.ics", series("s", "EXDATE;TZID=Europe/Berlin:20260122T090000"))
            #expect(try await world.sync().words == "create-remote, create-remote")
            #expect(try world.titles() == ["a", "s"])
            try await world.expectIdle()

            try world.edit("SUMMARY:a", "SUMMARY:a", "SUMMARY:theirs")
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("home/a.ics") == event("a", title: "theirs", "LOCATION:Room 4"))
            try await world.expectIdle()

            try world.folder.edit("home/a.ics", "Room 4", "Room 5")
            #expect(try await world.sync().words == "edit-remote")
            #expect(view(try world.there.text(try world.path("UID:a@"))).master[.location] == .text("Room 5"))
            try await world.expectIdle()
        }
    }

    /// Some servers' ETags are digests of what they stand for: the old one is no proof of an old listing.
    @Test(arguments: RealServer.Kind.all)
    func `a title that goes back to what it was comes back`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            try world.edit("SUMMARY:e1", "SUMMARY:e1", "SUMMARY:there")
            #expect(try await world.sync().words == "edit-file")
            try world.edit("SUMMARY:there", "SUMMARY:there", "SUMMARY:e1")
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("home/e1.ics") == event("e1"))
            try await world.expectIdle()
        }
    }

    /// So does a deletion that is taken back: nothing but its being there tells the event from the one that was deleted.
    @Test(arguments: RealServer.Kind.all, ["", "again-"])
    func `an event that is put back as it was comes back`(_ kind: RealServer.Kind, _ prefix: String) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            let path = try world.path("SUMMARY:e1")
            let text = try world.there.text(path)
            try world.there.send("DELETE", path)
            #expect(try await world.sync().words == "delete-file")
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            try world.there.put(text, at: path.replacing(name, with: prefix + name))
            #expect(try await world.sync().words == "create-file")
            #expect(world.folder.read("home/e1.ics") == event("e1"))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a pair whose calendar is another one by now goes on with neither`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            let other = try world.addPair("other")
            world.folder.setups[0].calendar = other.path
            world.folder.setups.removeLast()
            try world.folder.edit("home/e1.ics", "SUMMARY:e1", "SUMMARY:new")
            #expect(try await world.sync().words == "trouble")
            #expect(try other.paths() == [])
            #expect(try world.titles() == ["e1", "e2"])
        }
    }

    /// Cyrus takes a UID once in all of a user's calendars.
    @Test(arguments: RealServer.Kind.all.filter { $0 != .cyrus })
    func `a pair that was removed and added anew syncs with its new calendar`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            let other = try world.addPair("other")
            world.folder.setups[0].calendar = other.path
            world.folder.setups.removeLast()
            let session = try world.folder.open()
            try await session.forget(PairID("home"))
            try await session.close()
            try world.edit("SUMMARY:e1", "SUMMARY:e1", "SUMMARY:theirs")
            #expect(try await world.sync().words == "create-remote, create-remote")
            #expect(try other.paths().count == 2)
            #expect(try world.titles() == ["e2", "theirs"])
            #expect(world.folder.read("home/e1.ics") == event("e1"))
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `one edit costs three requests, and nothing to do costs one`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 3)
            try await world.sync()
            try await world.sync()
            world.proxy.reset()
            try await world.sync()
            #expect(world.proxy.seen.map(\.method) == ["REPORT"])
            world.proxy.reset()
            try world.folder.edit("home/e2.ics", "SUMMARY:e2", "SUMMARY:ours")
            try await world.sync()
            #expect(world.proxy.seen.map(\.method) == ["REPORT", "PUT", "REPORT"])
        }
    }

    @Test(arguments: RealServer.Kind.all, [1, 3])
    func `new events are stored without a search for them: the account of changes has told`(
        _ kind: RealServer.Kind, count: Int
    ) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 1)
            try await world.sync()
            try await world.sync()
            world.proxy.reset()
            let searches = Locked(0)
            world.proxy.inject(
                .request { request in
                    searches.withLock { $0 += 1 }
                    return request
                }, into: "REPORT", times: .max,
                where: { String(decoding: $0.body, as: UTF8.self).contains("calendar-query") })
            for number in 1...count { try world.folder.write("home/n\(number).ics", event("n\(number)")) }
            try await world.sync()
            #expect(try world.titles().count == count + 1)
            // What changed, the events, what the server made of them, and whether another program made them too.
            let puts = Array(repeating: "PUT", count: count)
            #expect(world.proxy.seen.map(\.method) == ["REPORT"] + puts + ["REPORT", "REPORT"])
            #expect(searches.withLock { $0 } == 0)
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `what the server respells never reaches the file`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            let text = file([
                "UID:odd@test", "dtstart;tzid=\"Europe/Berlin\":20260115T090000", "Summary:odd",
                "RRULE:WKST=MO;COUNT=3;FREQ=WEEKLY", "X-Mine;b=2;a=\"1\":kept", "DURATION:PT1H",
                "ATTENDEE;CN=\"Ann\";ROLE=REQ-PARTICIPANT:MAILTO:Ann@Example.com", "CATEGORIES:one,two",
                "BEGIN:VALARM", "TRIGGER;RELATED=START:-PT15M", "ACTION:DISPLAY", "DESCRIPTION:soon", "END:VALARM",
            ])
            try world.folder.write("home/odd.ics", text)
            try await world.sync()
            let written = try #require(world.folder.read("home/odd.ics"))
            #expect(written.replacing("DTSTAMP:20260115T000000Z\n", with: "") == text)
            try await world.expectIdle()
            // DAViCal keeps our spelling, the others have theirs.
            try world.there.edit(try world.path("odd@")) { $0.replacing(#/(?i)summary:odd/#, with: "SUMMARY:theirs") }
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read("home/odd.ics") == written.replacing("Summary:odd", with: "Summary:theirs"))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `what others put there survives our writes, and a new event of theirs is a file`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            try world.add(
                "Theirs-1.ics",
                series(
                    "t", "X-THEIRS:1", "X-APPLE-CREATOR-IDENTITY:com.apple.calendar", "PRIORITY:3",
                    others: [
                        [
                            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000",
                            "DTSTART;TZID=Europe/Berlin:20260122T110000", "DTEND;TZID=Europe/Berlin:20260122T120000",
                            "SUMMARY:moved",
                        ]
                    ]))
            #expect(try await world.sync().words == "create-file")
            let path = try #require(world.folder.eventFiles.first)
            let made = view(try #require(world.folder.read(path)))
            #expect(made.exceptions.count == 1)
            #expect(made.master[.priority] == .text("3"))
            try await world.expectIdle()
            try world.folder.edit(path, "SUMMARY:t", "SUMMARY:ours")
            #expect(try await world.sync().words == "edit-remote")
            let text = try world.there.text(world.calendar + "Theirs-1.ics")
            #expect(text.contains("X-APPLE-CREATOR-IDENTITY:com.apple.calendar"))
            #expect(text.contains("SUMMARY:moved") && text.contains("SUMMARY:ours") && text.contains("X-THEIRS:1"))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `edits of different fields on both sides go both ways`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/a.ics", event("a", "LOCATION:Room 4", "DESCRIPTION:x"))
            try await world.sync()
            try world.edit("UID:a@", "Room 4", "Room 5")
            try world.folder.edit("home/a.ics", "SUMMARY:a", "SUMMARY:ours")
            #expect(try await world.sync().words == "edit-file, edit-remote")
            let both = event("a", title: "ours", "LOCATION:Room 5", "DESCRIPTION:x")
            #expect(world.folder.read("home/a.ics") == both)
            #expect(view(try world.there.text(try world.path("UID:a@"))).matches(view(both)))
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a deletion goes over, each way, and an edit beats it`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 4)
            try await world.sync()
            try world.folder.remove("home/e1.ics")
            let second = try world.path("UID:e2@")
            try world.there.send("DELETE", second)
            try world.folder.remove("home/e3.ics")
            try world.edit("UID:e3@", "SUMMARY:e3", "SUMMARY:theirs")
            #expect(try await world.sync().words == "create-file, delete-file, delete-remote")
            #expect(try world.titles() == ["e4", "theirs"])
            #expect(world.folder.eventFiles.count == 2)
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a deleted event that comes back is made anew`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/a.ics", event("a"))
            try await world.sync()
            try world.folder.remove("home/a.ics")
            try await world.sync()
            #expect(try world.titles().isEmpty)
            try world.folder.write("home/a.ics", event("a"))
            #expect(try await world.sync().words == "create-remote")
            #expect(try world.titles() == ["a"])
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `two full calendars with the same events agree without a write`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            for name in ["a", "b"] { try world.add("\(name).ics", event(name)) }
            for name in ["a", "b"] { try world.folder.write("home/\(name).ics", event(name)) }
            #expect(try await world.sync().words == "adopt, adopt")
            #expect(world.proxy.writes == 0)
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `what is new after a series' exceptions is one text`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            let moved = [
                "RECURRENCE-ID;TZID=Europe/Berlin:20260129T090000", "DTSTART;TZID=Europe/Berlin:20260129T120000",
                "DTEND;TZID=Europe/Berlin:20260129T130000",
            ]
            try world.folder.write("home/s.ics", series("s", others: [moved + ["SUMMARY:later"]]))
            try await world.sync()
            #expect(world.proxy.writes == 1)
            try await world.expectIdle()
            try world.folder.edit("home/s.ics", "SUMMARY:later", "SUMMARY:latest")
            try world.folder.edit("home/s.ics", "SUMMARY:s", "SUMMARY:all")
            try await world.sync()
            #expect(
                view(try world.there.text(try world.path("UID:s@")))
                    .matches(view(try #require(world.folder.read("home/s.ics")))))
            try await world.expectIdle()
        }
    }
}
