import Foundation
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// What must not happen when a server, the way to it or a file is broken (facts/caldav.md 5 and 6, cases.md 2.8).
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVFaultTests {
    private func answer(_ status: Int, _ body: String = "", _ headers: String...) -> FaultProxy.Fault {
        .refusal(RawHTTP.Message(first: "HTTP/1.1 \(status) No", headers: headers, body: Array(body.utf8)))
    }

    @Test(arguments: RealServer.Kind.all)
    func `a 500 on the fifth event leaves the others alone, and it goes the next time`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 8)
            world.proxy.inject(answer(500), into: "PUT", skips: 4, times: 1)
            let report = try await world.sync()
            #expect(report.conflicts.isEmpty)
            for _ in 0..<3 where try world.titles().count < 8 {
                world.folder.advance(by: 3_600)
                try await world.sync()
            }
            #expect(try world.titles().count == 8)
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a creation that is refused waits with its changed instances, and is told once`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            let moved = [
                "RECURRENCE-ID;TZID=Europe/Berlin:20260129T090000", "DTSTART;TZID=Europe/Berlin:20260129T120000",
                "DTEND;TZID=Europe/Berlin:20260129T130000", "SUMMARY:later",
            ]
            try world.folder.write("home/s.ics", series("s", others: [moved]))
            world.proxy.inject(answer(415), into: "PUT", times: .max)
            #expect(try await world.sync().words == "parked")
            #expect(try await world.sync().words == "held retry")
            world.proxy.reset()
            try await world.sync(SyncRequest(retriesNow: true))
            #expect(try world.titles() == ["s"])
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all, [404, 410, 409])
    func `an event that is refused as if its calendar were gone is parked alone`(
        _ kind: RealServer.Kind, _ status: Int
    ) async throws {
        for count in [1, 4] {
            try await CalDAVFolder.with(kind) { world in
                try world.write(count: count)
                try world.folder.write(
                    "home/short.ics", event("short").replacing(#/DTEND[^\n]*\n/#, with: ""))
                // iCloud's way with an event that has no end.
                world.proxy.inject(answer(status), into: "PUT", times: .max) {
                    String(decoding: $0.body, as: UTF8.self).contains("UID:short@")
                }
                let report = try await world.sync()
                #expect(report.troubles.isEmpty && report.queued.map(\.isParked) == [true])
                #expect(report.queued.first?.error.contains("DTEND") == true)
                #expect(try world.paths().count == count)
                #expect(try await world.sync().words == "held retry")
                world.proxy.reset()
                try world.folder.edit("home/short.ics", "END:VEVENT", "DURATION:PT1H\nEND:VEVENT")
                #expect(try await world.sync().words == "create-remote")
                try await world.expectIdle()
            }
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a calendar that is gone before its events are stored stops the pair`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            let session = try world.folder.open()
            let planned = try await session.plan(SyncRequest())
            try world.there.send("DELETE", world.calendar)
            let report = try await session.carryOut(planned)
            try await session.close()
            #expect(!report.troubles.isEmpty && report.queued.allSatisfy { !$0.isParked })
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a lost answer to a creation is one event, and an edit meanwhile no conflict`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            try world.folder.write("home/a.ics", event("a"))
            // The write is done; its answer and the looks after it are lost.
            world.proxy.inject(.answerLost, into: "PUT")
            world.proxy.inject(answer(503), into: "REPORT", skips: 1, times: 20)
            try await world.sync()
            world.proxy.reset()
            try world.folder.edit("home/a.ics", "SUMMARY:a", "SUMMARY:later")
            world.folder.advance(by: 3_600)
            let report = try await world.sync()
            #expect(report.conflicts.isEmpty)
            #expect(try world.titles() == ["later"])
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a lost answer to an update and to a deletion is found out`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 5)
            try await world.sync()
            try world.folder.edit("home/e1.ics", "SUMMARY:e1", "SUMMARY:ours")
            world.proxy.inject(.answerLost, into: "PUT")
            #expect(try await world.sync().words == "edit-remote")
            try world.folder.remove("home/e2.ics")
            world.proxy.inject(.answerLost, into: "DELETE")
            #expect(try await world.sync().words == "delete-remote")
            #expect(try world.titles() == ["e3", "e4", "e5", "ours"])
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a listing that is cut, empty or short deletes nothing`(_ kind: RealServer.Kind) async throws {
        let changes: [@Sendable (String) -> String] = [
            { String($0.prefix($0.count / 2)) },
            { _ in "<multistatus xmlns=\"DAV:\"/>" },
            { _ in "<multistatus xmlns=\"DAV:\"><sync-token>http://radicale.org/ns/sync/1</sync-token></multistatus>" },
            { text in
                // Every second response is missing.
                var parts = text.components(separatedBy: "response>")
                for index in stride(from: parts.count - 2, to: 0, by: -4) { parts.remove(at: index) }
                return parts.joined(separator: "response>")
            },
            { _ in "" }, { _ in "<html><body>Please log in.</body></html>" },
        ]
        for change in changes {
            try await CalDAVFolder.with(kind) { world in
                try world.write(count: 6)
                try await world.sync()
                world.proxy.inject(
                    .answer { answer in
                        var answer = answer
                        answer.body = Array(change(String(decoding: answer.body, as: UTF8.self)).utf8)
                        return answer
                    }, into: "REPORT")
                try await world.sync(SyncRequest(isFull: true))
                #expect(world.folder.eventFiles.count == 6)
                world.proxy.reset()
                try await world.sync()
                #expect(world.folder.eventFiles.count == 6)
                #expect(try world.titles().count == 6)
                try await world.expectIdle()
            }
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a calendar that is emptied is held`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 6)
            try await world.sync()
            for path in try world.paths() { try world.there.send("DELETE", path) }
            let report = try await world.sync()
            #expect(report.held.contains { $0.cause == .safety })
            #expect(world.folder.eventFiles.count == 6)
            #expect(try await world.sync(SyncRequest(allowsMassChange: true)).done.count == 6)
            #expect(world.folder.eventFiles.isEmpty)
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a calendar that is gone says nothing about its events`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 2)
            try await world.sync()
            try world.there.send("DELETE", world.calendar)
            let report = try await world.sync()
            #expect(report.words == "trouble")
            #expect(world.folder.eventFiles.count == 2)
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a first upload that is killed goes on without a conflict and without a double`(_ kind: RealServer.Kind)
        async throws
    {
        // Nothing of the wave has landed, a part of it, all of it, and all of the first wave and a part of the second.
        for (count, landed) in [(12, 0), (12, 5), (12, 12), (30, 20)] {
            try await CalDAVFolder.with(kind) { world in
                try world.write(count: count)
                world.proxy.inject(answer(503), into: "PUT", skips: landed, times: .max)
                let left = Locked(landed / 16 + 1)
                await #expect(throws: Crash.self) {
                    try await world.folder.sync { name in
                        guard name == "answered" else { return }
                        let isLast = left.withLock { count in
                            count -= 1
                            return count == 0
                        }
                        if isLast { throw Crash() }
                    }
                }
                #expect(try world.paths().count == landed)
                world.proxy.reset()
                let report = try await world.sync()
                #expect(report.conflicts.isEmpty)
                #expect(report.held.isEmpty)
                #expect(try world.titles().count == count)
                #expect(try world.paths().count == count)
                try await world.expectIdle()
            }
        }
    }

    @Test func `a wrong password stops at once, and says which`() async throws {
        try await CalDAVFolder.with(.radicale, password: "wrong") { world in
            try world.write(count: 2)
            let report = try await world.sync()
            #expect(report.words == "trouble")
            #expect(report.exitCode == .signIn)
            let sentence = report.troubles.first?.error.sentence ?? ""
            #expect(sentence.contains("127.0.0.1") && sentence.contains("password"))
            #expect(world.proxy.writes == 0)
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `broken files stay here, and their events stay there`(_ kind: RealServer.Kind) async throws {
        try await CalDAVFolder.with(kind) { world in
            try world.write(count: 3)
            try await world.sync()
            try world.folder.write(
                "home/e1.ics",
                event("e1").replacing(
                    "SUMMARY:e1", with: "<<<<<<< HEAD\nSUMMARY:e1\n=======\nSUMMARY:two\n>>>>>>> theirs"))
            try world.folder.write("home/e2.ics", "")
            try world.folder.write("home/copy.ics", event("e3"))
            var bytes = Array(event("latin").utf8)
            let place = try #require(String(decoding: bytes, as: UTF8.self).firstRange(of: "SUMMARY:latin")).upperBound
            bytes.insert(0xE9, at: place.utf16Offset(in: String(decoding: bytes, as: UTF8.self)))
            try world.folder.write("home/latin.ics", bytes)
            let report = try await world.sync()
            #expect(report.held.count { $0.cause == .paused } >= 2)
            #expect(try world.titles() == ["e1", "e2", "e3", "latiné"])
            #expect(try world.folder.files.read(world.folder.root + "/home/latin.ics", limit: 1 << 20) == bytes)
        }
    }

    @Test func `an occurrence without its series is pulled and not written, and its series takes its place`()
        async throws
    {
        // Xandikos takes an event without its series, as an account has it that is invited to one occurrence.
        try await CalDAVFolder.with(.xandikos) { world in
            try world.write(count: 1)
            let alone = ["UID:b@test", "DTSTAMP:20260101T000000Z", "DTSTART:20260108T120000Z", "SUMMARY:alone"]
            try world.add("alone.ics", file(alone + ["RECURRENCE-ID:20260108T100000Z"]))
            #expect(try await world.sync().words == "create-file, create-remote")
            let path = try #require(world.folder.eventFiles.first { world.folder.read($0)?.contains("alone") == true })
            #expect(world.folder.read(path)?.contains("UID:b@test") == true)
            #expect(world.folder.read(path)?.contains("RECURRENCE-ID") == false)
            try await world.expectIdle()
            try world.folder.edit(path, "SUMMARY:alone", "SUMMARY:mine")
            let report = try await world.sync()
            #expect(report.words == "held service")
            #expect(report.held.first.map { $0.reason.contains("one occurrence of a series") } == true)
            #expect(try world.there.text(try world.path("UID:b@test")).contains("SUMMARY:alone"))
            try world.folder.edit(path, "SUMMARY:mine", "SUMMARY:alone")
            try world.edit("UID:b@test", "RECURRENCE-ID:20260108T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
            #expect(try await world.sync().words == "edit-file")
            #expect(world.folder.read(path)?.contains("RRULE:FREQ=WEEKLY;COUNT=3") == true)
        }
    }

    @Test func `an event that a server holds broken is told, and nothing is done to it`() async throws {
        try await CalDAVFolder.with(.xandikos) { world in
            try world.write(count: 1)
            let one = ["UID:b@test", "DTSTAMP:20260101T000000Z", "DTSTART:20260108T120000Z", "SUMMARY:alone"]
            let two = ["UID:b@test", "DTSTAMP:20260101T000000Z", "DTSTART:20260115T120000Z", "SUMMARY:too"]
            try world.add(
                "broken.ics",
                file(one + ["RECURRENCE-ID:20260108T100000Z"])
                    .replacing(
                        "END:VCALENDAR",
                        with: "BEGIN:VEVENT\n" + (two + ["RECURRENCE-ID:20260115T100000Z"]).joined(separator: "\n")
                            + "\nEND:VEVENT\nEND:VCALENDAR"))
            let report = try await world.sync()
            #expect(report.words == "create-remote, held service")
            #expect(report.held.first.map { $0.reason.contains("without their series") } == true)
            #expect(world.folder.eventFiles.count == 1)
            // It holds up nothing: what is told again is asked for by its name, not with all the rest.
            let before = world.proxy.seen.count
            #expect(try await world.sync().words == "held service")
            #expect(world.proxy.seen.count - before <= 4)
        }
    }
}
