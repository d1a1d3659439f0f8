import ProviderKit
import SyncCore
import TestSupport
import Testing

/// What is concluded from what a server lists and shows (facts/caldav.md 6 and 7).
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVReadingTests {
    @Test(arguments: RealServer.Kind.all, ["404 Not Found", "403 Forbidden"])
    func `an event that a listing of tags tells and the server doesn't show is there, and is read the next time`(
        _ kind: RealServer.Kind, _ status: String
    ) async throws {
        try await CalDAVWorld.with(kind, hasSync: false) { world in
            try world.there.put(ScriptedDAV.event("a@x"), at: world.path("a.ics"))
            let first = try await world.provider.changes(in: world.calendar, since: nil)
            try world.there.edit(world.path("a.ics")) { $0.replacing("UID:a@x", with: "UID:a@x\r\nSUMMARY:new") }
            world.proxy.hideEvents(status)
            let second = try await world.provider.changes(in: world.calendar, since: first.cursor)
            #expect(second.items.isEmpty && second.present == ["a.ics"])
            world.proxy.reset()
            let third = try await world.provider.changes(in: world.calendar, since: second.cursor)
            #expect(third.items.count == 1)
        }
    }
}
