import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import Testing

@testable import ProviderGoogle

/// The traps of facts/google-calendar.md 8 that a provider can fall into, against the strict stand-in.
@Suite struct GoogleTrapTests {
    @Test func `calendars have zone, rights and reminders`() async throws {
        try await GoogleWorld.with { google in
            google.sandbox.addCalendar(
                id: "nl.dutch#holiday@group.v.calendar.google.com", summary: "Holidays", timeZone: "Europe/Amsterdam",
                accessRole: "reader", defaultReminders: [["method": "email", "minutes": 60]])
            let calendars = try await google.provider.calendars()
            #expect(calendars.map(\.isPrimary) == [true, false, false])
            let holidays = try #require(calendars.first { $0.name == "Holidays" })
            #expect(!holidays.isWritable)
            #expect(holidays.timeZone == "Europe/Amsterdam")
            #expect(holidays.defaultAlarms == [Alarm(action: "EMAIL", trigger: .start(-3600))])
            #expect(google.calendar.isWritable)
            // Trap 12: '#' and '@' in a path.
            let set = try await google.provider.changes(in: holidays, since: nil)
            #expect(set.isComplete && set.items.isEmpty)
            let draft = Draft(uid: try sample("h"), view: .meeting, file: [], operation: "1")
            let error = await failure { () throws(ProviderError) in
                try await google.provider.create(draft, in: holidays)
            }
            guard case .forbidden? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `ids and tokens are encoded`() {
        let api = GoogleAPI(
            endpoint: "https://h/v3/", http: HTTPClient(), token: { () async throws(ProviderError) in "t" },
            notify: .none,
            now: { 0 })
        #expect(
            api.url(["calendars", "nl.dutch#holiday@group.v", "events"], [("syncToken", "CP+/a==&x"), ("q", "ä b")])
                == "https://h/v3/calendars/nl.dutch%23holiday%40group.v/events?syncToken=CP%2B%2Fa%3D%3D%26x&q=%C3%A4%20b"
        )
    }

    @Test func `guests are never mailed, and the request says so`() async throws {
        try await GoogleWorld.with { google in
            try google.sandbox.putEvent(
                [
                    "id": "party", "summary": "Party", "start": ["date": "2026-03-01"], "end": ["date": "2026-03-02"],
                    "attendees": [["email": "guest@example.com"]],
                ], in: google.calendar.id)
            let event = try await google.read("party")
            var target = event.view
            target.master[.title] = .text("Big party")
            let edit = Edit(changes: event.view.changes(to: target), target: target, file: [])
            let updated = try await google.provider.update(edit, replacing: event, in: google.calendar)
            try await google.provider.delete(updated, in: google.calendar)
            let writes = google.sandbox.log.filter(\.wrote)
            #expect(writes.map(\.method) == ["PATCH", "DELETE"])
            #expect(writes.allSatisfy { $0.query["sendUpdates"] == "none" })
            // Traps 22 and 23: neither guests nor the sequence are sent.
            #expect(writes.first?.body == ["summary": "Big party"])
            #expect(writes.allSatisfy { $0.headers["if-match"] != nil })
        }
    }

    @Test func `a listing of empty pages goes on to the last`() async throws {
        try await GoogleWorld.with { options in
            options.emptyPages = 2
            options.pageLimit = 2
        } _: { google in
            for number in 1...5 {
                try google.sandbox.putEvent(
                    ["summary": .string("\(number)"), "start": ["date": "2026-03-01"], "end": ["date": "2026-03-02"]],
                    in: google.calendar.id)
            }
            let set = try await google.provider.changes(in: google.calendar, since: nil)
            #expect(set.items.count == 5)
            #expect(set.isComplete)
            let nothing = try await google.provider.changes(in: google.calendar, since: set.cursor)
            #expect(nothing.items.isEmpty)
            #expect(nothing.cursor != nil)
        }
    }

    @Test func `a listing that breaks off says nothing`() async throws {
        try await GoogleWorld.with {
            $0.pageLimit = 1
        } _: { google in
            for _ in 1...3 {
                try google.sandbox.putEvent(
                    ["start": ["date": "2026-03-01"], "end": ["date": "2026-03-02"]], in: google.calendar.id)
            }
            for fault in [Fault.status(500, reason: "backendError"), .dropConnection, .truncatedBody] {
                // libcurl asks once more where a kept connection dies: that is no answer either.
                google.sandbox.inject(fault, matching: Matcher(operation: "events.list"), times: 3, skip: 1)
                defer { google.sandbox.clearFaults() }
                let error = await failure { () throws(ProviderError) in
                    try await google.provider.changes(in: google.calendar, since: nil)
                }
                guard case .unavailable? = error else {
                    Issue.record("\(fault): \(String(describing: error))")
                    return
                }
            }
            google.sandbox.inject(.garbageBody, matching: Matcher(operation: "events.list"))
            let error = await failure { () throws(ProviderError) in
                try await google.provider.changes(in: google.calendar, since: nil)
            }
            guard case .unreadable? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a change of reminders alone is seen by its etag`() async throws {
        try await GoogleWorld.with { google in
            let created = try await google.create("r@example.com", .meeting)
            let cursor = try await google.provider.changes(in: google.calendar, since: nil).cursor
            try google.sandbox.editEvent(
                created.id, in: google.calendar.id,
                ["reminders": ["useDefault": false, "overrides": [["method": "popup", "minutes": 5]]]])
            let delta = try await google.provider.changes(in: google.calendar, since: cursor)
            guard case .event(let seen)? = delta.items.first else {
                Issue.record("\(delta)")
                return
            }
            #expect(seen.revision != created.revision)
            #expect(seen.view.changes(to: created.view).map(\.field) == [.alarms])
        }
    }

    @Test func `an all-day event's reminders don't echo`() async throws {
        try await GoogleWorld.with { google in
            let view = View(master: Part([.title: .text("Trip"), .when: .schedule(.days)]))
            let created = try await google.create("day@example.com", view)
            #expect(created.view == view)
            let resource = try #require(google.sandbox.event(created.id, in: google.calendar.id))
            #expect(resource["reminders"]?["useDefault"]?.bool == false)
            #expect(try await google.read(created.id) == created)
        }
    }

    @Test func `a UID that is burned gets an id of ours and its marker`() async throws {
        try await GoogleWorld.with { google in
            let created = try await google.create("burned@example.com", .meeting)
            try await google.provider.delete(created, in: google.calendar)
            let held = await failure { () throws(ProviderError) in
                try await google.create("burned@example.com", .meeting)
            }
            guard case .alreadyExists? = held else {
                Issue.record("\(String(describing: held))")
                return
            }
            google.sandbox.purgeTombstones(in: google.calendar.id)
            let again = try await google.create("burned@example.com", .meeting)
            #expect(again.id != created.id)
            #expect(again.uid == created.uid)
            #expect(try await google.provider.find(created.uid, in: google.calendar) == [.live(again)])
            // After a lost answer it is found, not made once more.
            let repeated = await failure { () throws(ProviderError) in
                try await google.create("burned@example.com", .meeting)
            }
            guard case .alreadyExists? = repeated else {
                Issue.record("\(String(describing: repeated))")
                return
            }
            #expect(google.sandbox.events(in: google.calendar.id).count == 1)
        }
    }

    @Test func `a UID too long for an import keeps it in the marker`() async throws {
        try await GoogleWorld.with { google in
            let uid = String(repeating: "u", count: 700)
            let created = try await google.create(uid, .series)
            #expect(created.uid.text == uid)
            #expect(!created.id.hasPrefix("_"))
            #expect(try await google.read(created.id) == created)
            #expect(try await google.provider.find(created.uid, in: google.calendar) == [.live(created)])
            #expect(try await google.create(uid, .series) == created)
        }
    }

    @Test func `events of other kinds can be read and not written`() async throws {
        try await GoogleWorld.with { google in
            try google.sandbox.putEvent(
                [
                    "id": "away", "summary": "Away", "eventType": "outOfOffice",
                    "start": ["dateTime": "2026-03-01T09:00:00Z"],
                    "end": ["dateTime": "2026-03-01T17:00:00Z"],
                ], in: google.calendar.id)
            let event = try await google.read("away")
            #expect(event.readOnly?.contains("an absence") == true)
            #expect(event.view.title == "Away")
        }
    }

    @Test func `a time without length is widened, never refused`() async throws {
        try await GoogleWorld.with { google in
            let start = EventTime.local("20260115T093000")
            let view = View(master: Part([.title: .text("Now"), .when: .schedule(Schedule(start: start, end: start))]))
            let created = try await google.create("now@example.com", view)
            #expect(created.view.schedule?.end == .local("20260115T093100"))
        }
    }

    @Test func `an instance that the series hasn't got is refused for good`() async throws {
        try await GoogleWorld.with { google in
            let created = try await google.create("s@example.com", .series)
            let key = InstanceKey("20260113T100000")
            var target = created.view
            target.exceptions[key] = .changed(.moved)
            let edit = Edit(changes: created.view.changes(to: target), target: target, file: [])
            let error = await failure { () throws(ProviderError) in
                try await google.provider.update(edit, replacing: created, in: google.calendar)
            }
            guard case .rejected? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            // Leaving out what isn't there needs nothing.
            target.exceptions[key] = .excluded
            let exclusion = Edit(changes: created.view.changes(to: target), target: target, file: [])
            let same = try await google.provider.update(exclusion, replacing: created, in: google.calendar)
            #expect(same == created)
        }
    }

    @Test func `a change that can't be read back is uncertain`() async throws {
        try await GoogleWorld.with { google in
            let created = try await google.create("s@example.com", .series)
            var target = created.view
            var days = Schedule.days
            days.rules = ["RRULE:FREQ=YEARLY"]
            target.master[.when] = .schedule(days)
            google.sandbox.inject(.status(500, reason: "backendError"), matching: Matcher(method: "GET"))
            let edit = Edit(changes: created.view.changes(to: target), target: target, file: [])
            let error = await failure { () throws(ProviderError) in
                try await google.provider.update(edit, replacing: created, in: google.calendar)
            }
            guard case .uncertain? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await google.read(created.id).view.schedule == days)
        }
    }

    @Test func `a refused sign-in asks for another`() async throws {
        try await GoogleWorld.with { google in
            google.sandbox.inject(.expiredToken)
            let error = await failure { () throws(ProviderError) in try await google.provider.calendars() }
            guard case .unauthorized? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `looking at a series and its exceptions takes two requests, a pass without news one`() async throws {
        try await GoogleWorld.with { google in
            let created = try await google.create("s@example.com", .series)
            let cursor = try await google.provider.changes(in: google.calendar, since: nil).cursor
            google.sandbox.resetLog()
            _ = try await google.provider.changes(in: google.calendar, since: cursor)
            #expect(google.sandbox.log.count == 1)
            _ = try await google.read(created.id)
            #expect(google.sandbox.log.count == 3)
        }
    }
}

extension GoogleWorld {
    /// Creates an event.
    func create(_ uid: String, _ view: View) async throws(ProviderError) -> RemoteEvent {
        guard let uid = UID(uid) else { throw .rejected("no UID") }
        let seen = provider.lens(for: calendar).view(Event(uid: uid, content: view))
        return try await provider.create(Draft(uid: uid, view: seen, file: [], operation: "test"), in: calendar)
    }

    /// Reads a live event.
    func read(_ id: String) async throws -> RemoteEvent {
        guard case .live(let event) = try await provider.event(id, in: calendar) else {
            throw ContractWorld.Missing(id: id)
        }
        return event
    }
}
