import ProviderCalDAV
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// One folder between two real servers and a service that holds less.
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVTriangleTests {
    @Test func `a change anywhere is everywhere after one sync, and then rest is rest`() async throws {
        try await CalDAVFolder.with(.radicale) { world in
            let other = try CalDAVFolder(.xandikos)
            let phone = MemoryProvider(options: .with { $0.fields = [.title, .when] })
            world.folder.setups += [
                PairSetup(
                    id: PairID("second"), folder: "home", account: "second", calendar: other.calendar, policy: Policy(),
                    provider: other.provider),
                .make("phone", phone, folder: "home"),
            ]
            try world.folder.write("home/a.ics", event("a", "LOCATION:Room 4", "X-MINE:1"))
            try await world.sync()
            #expect(try world.titles() == ["a"] && other.titles() == ["a"])
            try await world.expectIdle()

            try other.edit("UID:a@", "Room 4", "Room 5")
            try await world.sync()
            let there = view(try world.there.text(try world.path("UID:a@")))
            #expect(there.master[.location] == .text("Room 5"))
            #expect(world.folder.read("home/a.ics") == event("a", "LOCATION:Room 5", "X-MINE:1"))
            try await world.expectIdle()

            let id = try #require(phone.events().first?.id)
            phone.edit(id) { $0.master[.title] = .text("phoned") }
            try await world.sync()
            #expect(try world.titles() == ["phoned"] && other.titles() == ["phoned"])
            #expect(view(try other.there.text(try other.path("UID:a@"))).master[.other] == .set(["X-MINE:1"]))
            try await world.expectIdle()

            try world.there.send("DELETE", try world.path("UID:a@"))
            try await world.sync()
            #expect(try other.titles().isEmpty && phone.events().isEmpty && world.folder.eventFiles.isEmpty)
            try await world.expectIdle()
            await other.provider.close()
            other.proxy.stop()
        }
    }

    @Test(arguments: RealServer.Kind.all)
    func `a file that moves to another pair's folder takes its event along in one request`(_ kind: RealServer.Kind)
        async throws
    {
        try await CalDAVFolder.with(kind) { world in
            _ = try world.addPair("away")
            try world.write(count: 5)
            try await world.sync()
            world.proxy.reset()
            try world.folder.move("home/e1.ics", to: "away/e1.ics")
            #expect(try await world.sync().words == "move-remote")
            #expect(world.proxy.seen.count { $0.method == "MOVE" } == 1)
            #expect(world.proxy.writes == 1)
            #expect(try world.titles() == ["e2", "e3", "e4", "e5"])
            try await world.expectIdle()
        }
    }

    // Cyrus holds a UID once an account, and does move events.
    @Test(arguments: RealServer.Kind.all.filter { $0 != .cyrus }, [403, 409, 501, 502])
    func `an event that a server won't move is made there and deleted here, and then rest is rest`(
        _ kind: RealServer.Kind, status: Int
    ) async throws {
        try await CalDAVFolder.with(kind) { world in
            let second = try world.addPair("away")
            try world.write(count: 5)
            try await world.sync()
            try world.folder.move("home/e1.ics", to: "away/e1.ics")
            world.proxy.inject(.refusal(RawHTTP.Message(first: "HTTP/1.1 \(status) No")), into: "MOVE", times: .max)
            #expect(try await world.sync().words == "create-remote, delete-remote")
            #expect(try world.titles() == ["e2", "e3", "e4", "e5"] && second.paths().count == 1)
            try await world.expectIdle()
        }
    }

    @Test(arguments: RealServer.Kind.all, [true, false])
    func `a move whose answer is lost, or a proxy's, is found out, and made once`(
        _ kind: RealServer.Kind, isLost: Bool
    ) async throws {
        try await CalDAVFolder.with(kind) { world in
            let second = try world.addPair("away")
            try world.write(count: 5)
            try await world.sync()
            try world.folder.move("home/e1.ics", to: "away/e1.ics")
            let answer = RawHTTP.Message(first: "HTTP/1.1 502 Bad Gateway")
            world.proxy.inject(isLost ? .answerLost : .answer { _ in answer }, into: "MOVE")
            #expect(try await world.sync().words == "move-remote")
            #expect(world.proxy.seen.count { $0.method == "MOVE" } == 1)
            #expect(try world.titles() == ["e2", "e3", "e4", "e5"] && second.paths().count == 1)
            try await world.expectIdle()
        }
    }
}
