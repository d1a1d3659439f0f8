import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A UID that is there already, as five kinds of servers say so (facts/caldav.md 2 and 6).
@Suite(.enabled(if: RealServer.isThere)) struct CalDAVUIDTests {
    /// One way to refuse it.
    struct Spelling: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var body: String

        /// - Parameter error: What is in the `DAV:error`.
        init(_ name: String, _ status: Int, _ error: String) {
            (testDescription, self.status) = (name, status)
            body =
                "<d:error xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\" xmlns:s=\"http://sabredav.org/ns\">"
                + "\(error)</d:error>"
        }

        static let all = [
            Spelling("Radicale", 409, "<c:no-uid-conflict/>"),
            Spelling("new Nextcloud", 409, "<c:no-uid-conflict><d:href>/x/theirs.ics</d:href></c:no-uid-conflict>"),
            Spelling("Xandikos, iCloud", 412, "<c:no-uid-conflict/>"),
            Spelling(
                "Cyrus, Fastmail", 403,
                "<c:unique-scheduling-object-resource><d:href>/x/theirs.ics</d:href></c:unique-scheduling-object-resource>"
            ),
            Spelling(
                "old Nextcloud", 400,
                "<s:message>Calendar object with uid already exists in this calendar collection.</s:message>"),
        ]

        var fault: FaultProxy.Fault {
            .refusal(
                RawHTTP.Message(
                    first: "HTTP/1.1 \(status) No", headers: ["Content-Type: application/xml"], body: Array(body.utf8)))
        }
    }

    /// Whether a request stores the event `name`.
    private static func stores(_ name: String) -> @Sendable (RawHTTP.Message) -> Bool {
        { String(decoding: $0.body, as: UTF8.self).contains("UID:\(name)@") }
    }

    @Test(arguments: Spelling.all)
    func `one that another client stored meanwhile is met: a conflict, no double and no loss`(_ spelling: Spelling)
        async throws
    {
        try await CalDAVFolder.with(.radicale) { world in
            try world.write(count: 3)
            let session = try world.folder.open()
            let planned = try await session.plan(SyncRequest())
            try world.add("theirs.ics", event("e1", title: "theirs"))
            world.proxy.inject(spelling.fault, into: "PUT", times: .max, where: Self.stores("e1"))
            let report = try await session.carryOut(planned)
            try await session.close()
            #expect(report.conflicts.map(\.key.uid.text) == ["e1@test"] && report.queued.isEmpty)
            #expect(try world.titles() == ["e2", "e3", "theirs"])
            #expect(world.folder.read("home/e1.ics")?.contains("SUMMARY:e1") == true)
        }
    }

    @Test(arguments: Spelling.all)
    func `one in another calendar of the account is told, stops no other event, and goes once it is free`(
        _ spelling: Spelling
    ) async throws {
        try await CalDAVFolder.with(.radicale) { world in
            try world.write(count: 5)
            for name in ["e1", "e2"] {
                world.proxy.inject(spelling.fault, into: "PUT", times: .max, where: Self.stores(name))
            }
            let report = try await world.sync()
            #expect(report.queued.count == 2 && report.queued.allSatisfy(\.isParked))
            #expect(report.queued.allSatisfy { $0.error.contains("in another calendar of the account") })
            #expect(try world.titles() == ["e3", "e4", "e5"])
            world.proxy.reset()
            try await world.sync(SyncRequest(retriesNow: true))
            #expect(try world.titles() == ["e1", "e2", "e3", "e4", "e5"])
            try await world.expectIdle()
        }
    }

    @Test(arguments: [true, false])
    func `a copy that waits for its UID is moved once the first file is gone, and forgotten once it is gone itself`(
        goesFirst: Bool
    ) async throws {
        try await CalDAVFolder.with(.radicale) { world in
            let away = try world.addPair("away")
            try world.write(count: 5)
            try await world.sync()
            try world.folder.write("away/e1.ics", try #require(world.folder.read("home/e1.ics")))
            world.proxy.inject(Spelling.all[3].fault, into: "PUT", times: .max)
            #expect(try await world.sync().words == "parked")
            #expect(try await world.sync().words == "held retry")
            try world.folder.remove(goesFirst ? "home/e1.ics" : "away/e1.ics")
            #expect(try await world.sync().words == (goesFirst ? "move-remote" : "nothing"))
            #expect(try world.paths().count == (goesFirst ? 4 : 5) && away.paths().count == (goesFirst ? 1 : 0))
            let session = try world.folder.open(writes: false)
            #expect(await session.manifest.pairs[PairID("away")]?.retries == nil)
            try await world.expectIdle()
        }
    }
}
