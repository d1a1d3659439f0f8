import ProviderKit
import Sandbox
import SyncCore
import Testing

@testable import ProviderNotion

/// How many requests things take (issue 4, 'Speed'), and what a look tells.
@Suite struct NotionRequestTests {
    /// A world with so many pages.
    private func with(
        _ count: Int, _ settings: NotionSandbox.Options = .usual(),
        _ body: (NotionWorld) async throws -> Void
    ) async throws {
        try await NotionWorld.with(settings) { world in
            world.sandbox.setClock(1_768_464_000)
            for number in 0..<count {
                if number % 7 == 0 { world.sandbox.advanceClock(by: 60) }
                try world.sandbox.addRow(["Name": .title("p\(number)"), "Date": .date("2026-02-01")])
            }
            world.sandbox.advanceClock(by: 600)
            world.sandbox.resetLog()
            try await body(world)
        }
    }

    @Test func `a quiet look is one request, in a small table and in a large one`() async throws {
        for count in [3, 250] {
            try await with(count) { world in
                let first = try await world.provider.changes(in: world.calendar, since: nil)
                #expect(first.items.count == count)
                #expect(world.requests.count == (count + 99) / 100)
                let calendar = first.calendar ?? world.calendar
                for _ in 2...9 {
                    world.sandbox.resetLog()
                    let next = try await world.provider.changes(in: calendar, since: first.cursor)
                    #expect(world.requests == ["POST query"])
                    #expect(next.items.isEmpty || next.isComplete)
                    #expect(next.cursor == first.cursor)
                }
                // The tenth looks at the properties and at all ids as well.
                world.sandbox.resetLog()
                let tenth = try await world.provider.changes(in: calendar, since: first.cursor)
                #expect(world.requests.first == "GET data_sources")
                #expect(tenth.isComplete || tenth.present?.count == count)
            }
        }
    }

    @Test func `a listing goes on past the rows that one query tells`() async throws {
        try await with(260, .usual { $0.queryLimit = 100 }) { world in
            let set = try await world.provider.changes(in: world.calendar, since: nil)
            #expect(set.items.count == 260)
            #expect(set.isComplete)
            #expect(world.requests.count <= 4)
        }
    }

    @Test func `10,000 rows are read in at most 101 requests, and remembered in a few bytes each`() async throws {
        try await with(10_000, .usual { $0.checksAnswers = false }) { world in
            let set = try await world.provider.changes(in: world.calendar, since: nil)
            #expect(set.items.count == 10_000)
            #expect(world.requests.count <= 101)
            // The cursor is all that the provider keeps: digests of the rows of the last minutes.
            let cursor = try #require(set.cursor)
            #expect(cursor.token.utf8.count < 10_000)
            world.sandbox.resetLog()
            let next = try await world.provider.changes(in: set.calendar ?? world.calendar, since: cursor)
            #expect(world.requests == ["POST query"] && next.items.isEmpty)
        }
    }

    @Test func `what a row takes in the cursor is below 200 bytes`() throws {
        // The most there can be: all rows of a table were edited within the minutes that are read again.
        var cursor = NotionCursor()
        cursor.rows = 10_000
        let rows = (0..<10_000).map { number in
            let digits = String(number)
            let id = "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - digits.count) + digits
            return (minute: "2026-01-15T08:00", id: id, digest: "0123456789abcdef")
        }
        cursor.take(rows, all: false)
        #expect(cursor.seen.count == 10_000)
        #expect(cursor.text.utf8.count / 10_000 <= 200)
    }

    @Test func `the pace counts what is really sent`() async throws {
        try await NotionWorld.with { world in
            let pace = NotionProvider.pace
            let uid = try sample("a@example.com")
            let view = world.provider.lens(for: world.calendar).view(Event(uid: uid, content: .meeting))
            _ = try await world.provider.find(uid, in: world.calendar)
            let event = try await world.provider.create(
                Draft(uid: uid, view: view, file: [], operation: "1"), in: world.calendar)
            #expect(world.requests.count == pace.createUnits && pace.createUnits <= 3)
            world.sandbox.resetLog()
            var target = event.view
            target.master[.title] = .text("b")
            let edited = try await world.provider.update(
                Edit(changes: event.view.changes(to: target), target: target, file: []), replacing: event,
                in: world.calendar)
            #expect(world.requests.count == pace.updateUnits && pace.updateUnits <= 2)
            world.sandbox.resetLog()
            try await world.provider.delete(edited, in: world.calendar)
            #expect(world.requests.count == pace.deleteUnits)
        }
    }

    @Test func `a table whose rows are all of one minute past the limit proves nothing`() async throws {
        try await NotionWorld.with(.usual { $0.queryLimit = 50 }) { world in
            world.sandbox.setClock(1_768_464_000)
            for number in 0..<120 {
                try world.sandbox.addRow(["Name": .title("p\(number)"), "Date": .date("2026-02-01")])
            }
            let error = await failure { () throws(ProviderError) in
                try await world.provider.changes(in: world.calendar, since: nil)
            }
            guard case .unreadable? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `an update is two requests, a create one after its look-up, a deletion two`() async throws {
        try await NotionWorld.with { world in
            let uid = try sample("a@example.com")
            let view = world.provider.lens(for: world.calendar).view(Event(uid: uid, content: .meeting))
            let draft = Draft(uid: uid, view: view, file: [], operation: "1")
            let event = try await world.provider.create(draft, in: world.calendar)
            #expect(world.requests == ["POST pages"])
            world.sandbox.resetLog()
            var target = event.view
            target.master[.title] = .text("b")
            let edit = Edit(changes: event.view.changes(to: target), target: target, file: [])
            let edited = try await world.provider.update(edit, replacing: event, in: world.calendar)
            #expect(world.requests == ["GET pages", "PATCH pages"])
            world.sandbox.resetLog()
            _ = try await world.provider.find(uid, in: world.calendar)
            #expect(world.requests == ["POST query"])
            world.sandbox.resetLog()
            try await world.provider.delete(edited, in: world.calendar)
            #expect(world.requests == ["GET pages", "PATCH pages"])
        }
    }

    @Test func `a large table tells what was edited since, also twice in one minute`() async throws {
        try await with(150) { world in
            let first = try await world.provider.changes(in: world.calendar, since: nil)
            let id = try #require(world.sandbox.rows()[3]["id"]?.string)
            try world.sandbox.editRow(id, ["Name": .title("once")])
            let second = try await world.provider.changes(in: world.calendar, since: first.cursor)
            #expect(second.titles == ["once"])
            #expect(!second.isComplete)
            try world.sandbox.editRow(id, ["Name": .title("twice")])
            let third = try await world.provider.changes(in: world.calendar, since: second.cursor)
            #expect(third.titles == ["twice"])
            let fourth = try await world.provider.changes(in: world.calendar, since: third.cursor)
            #expect(fourth.items.isEmpty)
        }
    }

    @Test func `a token that may not write says what to change`() async throws {
        try await NotionWorld.with(.usual { $0.capabilities = [.read] }) { world in
            let uid = try sample("a@example.com")
            let view = world.provider.lens(for: world.calendar).view(Event(uid: uid, content: .meeting))
            let error = await failure { () throws(ProviderError) in
                try await world.provider.create(
                    Draft(uid: uid, view: view, file: [], operation: "1"), in: world.calendar)
            }
            guard case .forbidden(let sentence)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(sentence.contains("right to insert and update content"))
        }
    }

    @Test func `a block ends all requests for an hour`() async throws {
        try await NotionWorld.with { world in
            world.sandbox.inject(.status(429, reason: "public_api_request_blocked", retryAfter: 60))
            let error = await failure { () throws(ProviderError) in
                try await world.provider.changes(in: world.calendar, since: nil)
            }
            #expect(error?.retryAfter == 3_600)
        }
    }

    @Test func `a database is found by its link, its id and its data source`() async throws {
        try await NotionWorld.with { world in
            let plain = world.sandbox.database.filter { $0 != "-" }
            for id in [
                world.sandbox.database, plain.uppercased(), "https://www.notion.so/x/Plans-\(plain)?v=1",
                world.sandbox.dataSource,
            ] {
                let found = try await world.provider.calendar(id, known: nil, isOutdated: false)
                #expect(found?.id == world.sandbox.dataSource)
            }
            let listed = try await world.provider.calendars()
            #expect(listed.map(\.id) == [world.sandbox.dataSource])
            let error = await failure { () throws(ProviderError) in
                try await world.provider.calendar("primary", known: nil, isOutdated: false)
            }
            #expect(error?.sentence.contains("no Notion database") == true)
        }
    }
}

extension ChangeSet {
    /// The titles of its events.
    fileprivate var titles: [String] {
        items.compactMap { item in
            if case .event(let event) = item { event.view.title } else { nil }
        }
    }
}
