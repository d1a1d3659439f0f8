import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Dashboard

/// Events over the API: what is written, and what is refused.
@Suite struct EventAPITests {
    private static let tea = [
        "UID:tea@x", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20261201T100000",
        "DTEND;TZID=Europe/Berlin:20261201T110000", "SUMMARY:Tea", "X-KEPT:as it was",
    ]

    private func withTea(_ body: (PageWorld) async throws -> Void) async throws {
        try await PageWorld.with { world in
            try world.write(
                "work/tea.ics", Self.tea[0], Self.tea[1], Self.tea[2], Self.tea[3], Self.tea[4], Self.tea[5])
            try await body(world)
        }
    }

    @Test func `a new event is a file of its own`() async throws {
        try await PageWorld.with { world in
            let answer = try await world.ask(
                "POST", "/api/events",
                """
                {"title": "Dentist, \\"the\\" one; really", "startDateTime": "2026-12-01T14:30:00Z", "duration": 45,
                 "type": "Health", "priority": "high", "location": "Upstairs", "description": "Two\\nlines",
                 "url": "https://dentist.example/", "integrationId": "family"}
                """)
            #expect(answer.status == 201, "\(answer.text)")
            let uid = try #require(answer.json["uid"]?.string)
            #expect(answer["Location"] == "/api/events/\(uid)")
            #expect(try world.eventFiles() == ["family/2026-12-01-dentist-the-one-really.ics"])
            let text = try world.read("family/2026-12-01-dentist-the-one-really.ics")
            let lines = [
                #"SUMMARY:Dentist\, "the" one\; really"#, "DTSTART;TZID=Europe/Berlin:20261201T153000",
                "DTEND;TZID=Europe/Berlin:20261201T161500", "CATEGORIES:Health", "PRIORITY:1", "LOCATION:Upstairs",
                #"DESCRIPTION:Two\nlines"#, "URL:https://dentist.example/", "UID:\(uid)",
            ]
            for line in lines { #expect(text.contains(line + "\n"), "\(line)") }
            let sync = try #require(answer.json["sync"]?.array?.first)
            #expect(sync["status"]?.string == "PENDING")
            #expect(sync["provider"]?.string == "google")
        }
    }

    @Test func `nothing is made or said of events where the calendar folder is not mounted`() async throws {
        try await withTea { world in
            try FileManager.default.removeItem(atPath: world.root + "/calsync.toml")
            let answer = try await world.ask(
                "POST", "/api/events", #"{"title": "Lost", "startDateTime": "2026-12-24", "pair": "work"}"#)
            #expect(answer.status == 503, "\(answer.text)")
            #expect(answer.json["remedy"] == "Mount it, or restore it; then all goes on.")
            #expect(try world.eventFiles() == ["work/tea.ics"])
            for path in ["?from=2026-12-01&to=2026-12-02", "/tea@x"] {
                #expect(try await world.ask("GET", "/api/events" + path).status == 503, "\(path)")
            }
        }
    }

    @Test func `whole days, floating times and rules are written as they are meant`() async throws {
        try await PageWorld.with { world in
            let cases = [
                (#""startDateTime": "2026-12-24""#, ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225"]),
                (
                    #""startDateTime": "2026-12-24T18:00", "allDay": true"#,
                    ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225"]
                ),
                (
                    #""startDateTime": "2026-12-24", "endDateTime": "2026-12-27""#,
                    ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"]
                ),
                (
                    #""startDateTime": "2026-12-24T09:00", "timeZone": null"#,
                    ["DTSTART:20261224T090000", "DTEND:20261224T100000"]
                ),
                (
                    #""startDateTime": "2026-12-24T09:00", "timeZone": "America/New_York""#,
                    ["DTSTART;TZID=America/New_York:20261224T090000"]
                ),
                (
                    #""startDateTime": "2026-12-24T09:00:00+01:00", "timeZone": "UTC""#,
                    ["DTSTART:20261224T080000Z"]
                ),
                (
                    #""startDateTime": "2026-12-24T09:00", "rule": "FREQ=WEEKLY;COUNT=3""#,
                    ["RRULE:FREQ=WEEKLY;COUNT=3"]
                ),
            ]
            for (fields, lines) in cases {
                let answer = try await world.ask("POST", "/api/events", #"{"title": "x", "pair": "work", \#(fields)}"#)
                #expect(answer.status == 201, "\(answer.text)")
                let text = try world.read(try #require(answer.json["path"]?.string))
                for line in lines { #expect(text.contains(line + "\n"), "\(fields): \(text)") }
            }
        }
    }

    @Test(arguments: [
        ("{}", "title"), (#"{"title": "x"}"#, "startDateTime"),
        (#"{"title": " ", "startDateTime": "2026-12-01"}"#, "title"),
        (#"{"title": null, "startDateTime": "2026-12-01"}"#, "title"), (#"{"title": 1}"#, "title"), ("[]", "body"),
        ("{", "JSON"), (#"{"titel": "x"}"#, "titel"),
        (#"{"title": "x", "startDateTime": "tomorrow"}"#, "tomorrow"),
        (#"{"title": "x", "startDateTime": "2026-02-30T10:00:00Z"}"#, "startDateTime"),
        (#"{"title": "x", "startDateTime": "2026-12-01T25:00:00Z"}"#, "startDateTime"),
        (#"{"title": "x", "startDateTime": "2026-12-01T"}"#, "startDateTime"),
        (#"{"title": "x", "startDateTime": "2026-12-01T.5"}"#, "startDateTime"),
        (#"{"title": "x", "startDateTime": "2026-12-01T10:00", "endDateTime": "2026-12-01T09:00"}"#, "before"),
        (#"{"title": "x", "startDateTime": "2026-12-01T10:00", "endDateTime": "2026-12-02"}"#, "day"),
        (
            #"{"title": "x", "startDateTime": "2026-12-01T10:00", "endDateTime": "2026-12-01T11:00", "duration": 30}"#,
            "duration"
        ),
        (#"{"title": "x", "startDateTime": "2026-12-01T10:00", "duration": -1}"#, "duration"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "duration": 30}"#, "duration"),
        (#"{"title": "x", "startDateTime": "2026-12-01T10:00", "timeZone": "Mars/Base"}"#, "Mars"),
        (#"{"title": "x", "startDateTime": "2027-03-28T02:30", "timeZone": "Europe/Berlin"}"#, "skip"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "rule": "FREQ=NEVER"}"#, "FREQ"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "rule": "FREQ=DAILY\nATTENDEE:mailto:a@x"}"#, "rule"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "url": "https://x\nATTENDEE:mailto:a@x"}"#, "url"),
        (#"{"title": "x\u0000", "startDateTime": "2026-12-01"}"#, "title"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "status": "MAYBE"}"#, "status"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "priority": "urgent"}"#, "priority"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "pair": "nobody"}"#, "nobody"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "pair": "work", "integrationId": "family"}"#, "pair"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "folder": "../../etc"}"#, "folder"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "folder": "work/.hidden"}"#, "folder"),
        (#"{"title": "x", "startDateTime": "2026-12-01", "folder": "other"}"#, "folder"),
        (#"{"title": "x", "startDateTime": "2026-12-01"}"#, "calendar"),
    ])
    func `what can't be meant is refused in words`(body: String, word: String) async throws {
        try await PageWorld.with { world in
            let answer = try await world.ask("POST", "/api/events", body)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.json["detail"]?.string?.contains(word) == true, "\(answer.text)")
            #expect(try world.eventFiles() == [])
        }
    }

    @Test func `an edit changes the lines it must`() async throws {
        try await withTea { world in
            let before = try world.read("work/tea.ics")
            let answer = try await world.ask("PATCH", "/api/events/tea@x", #"{"title": "Black tea"}"#)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try world.read("work/tea.ics") == before.replacing("SUMMARY:Tea", with: "SUMMARY:Black tea"))
            #expect(answer.json["title"]?.string == "Black tea")
            let trash = try #require(
                try FileManager.default.subpathsOfDirectory(atPath: world.root + "/.calsync/trash")
                    .first { $0.hasSuffix("tea.ics") })
            #expect(try world.read(".calsync/trash/" + trash) == before)
        }
    }

    @Test func `a new start keeps the length and the zone`() async throws {
        try await withTea { world in
            _ = try await world.ask("PATCH", "/api/events/tea@x", #"{"startDateTime": "2026-12-02T08:15:00Z"}"#)
            let text = try world.read("work/tea.ics")
            #expect(text.contains("DTSTART;TZID=Europe/Berlin:20261202T091500\n"))
            #expect(text.contains("DTEND;TZID=Europe/Berlin:20261202T101500\n"))
        }
    }

    @Test func `a file that was saved meanwhile is not written over`() async throws {
        try await withTea { world in
            let first = try await world.ask("GET", "/api/events/tea@x")
            let tag = try #require(first["ETag"])
            try world.write("work/tea.ics", Self.tea[0], Self.tea[1], Self.tea[2], "SUMMARY:By hand")
            let before = try world.read("work/tea.ics")
            for (method, body) in [("PATCH", #"{"title": "Page"}"#), ("DELETE", nil)] {
                let answer = try await world.ask(method, "/api/events/tea@x", body, ["If-Match: \(tag)"])
                #expect(answer.status == 412)
                #expect(try world.read("work/tea.ics") == before)
            }
        }
    }

    @Test func `an event moves to another calendar's folder`() async throws {
        try await withTea { world in
            try world.write("family/tea.ics", "UID:other@x", Self.tea[1], Self.tea[2], "SUMMARY:Other")
            let answer = try await world.ask("PATCH", "/api/events/tea@x", #"{"pair": "family"}"#)
            #expect(answer.json["path"]?.string == "family/tea-2.ics")
            #expect(try world.eventFiles() == ["family/tea-2.ics", "family/tea.ics"])
            #expect(answer.json["pairs"]?.array?.compactMap(\.string) == ["family"])
        }
    }

    @Test func `a deleted event lies in the trash`() async throws {
        try await withTea { world in
            let before = try world.read("work/tea.ics")
            #expect(try await world.ask("DELETE", "/api/events/tea@x").status == 204)
            #expect(try world.eventFiles() == [])
            let trash = try FileManager.default.subpathsOfDirectory(atPath: world.root + "/.calsync/trash")
            let path = try #require(trash.first { $0.hasSuffix("work/tea.ics") })
            #expect(try world.read(".calsync/trash/" + path) == before)
            #expect(try await world.ask("GET", "/api/events/tea@x").status == 404)
            #expect(try await world.ask("DELETE", "/api/events/tea@x").status == 404)
        }
    }

    @Test func `one occurrence is changed, and another left out`() async throws {
        try await PageWorld.with { world in
            try world.write(
                "work/run.ics", "UID:run@x", "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20261201T070000",
                "DTEND;TZID=Europe/Berlin:20261201T080000", "RRULE:FREQ=DAILY;COUNT=4", "SUMMARY:Run")
            let changed = try await world.ask(
                "PATCH", "/api/events/run@x?occurrence=20261202T070000",
                #"{"title": "Long run", "startDateTime": "2026-12-02T06:00:00+01:00"}"#)
            #expect(changed.status == 200, "\(changed.text)")
            #expect(try await world.ask("DELETE", "/api/events/run@x?occurrence=20261203T070000").status == 204)
            let list = try await world.ask("GET", "/api/events?from=2026-12-01&to=2026-12-31")
            let events = try #require(list.json["events"]?.array)
            #expect(events.map { $0["title"]?.string } == ["Run", "Long run", "Run"])
            #expect(
                events.map { $0["startDateTime"]?.string } == [
                    "2026-12-01T07:00:00+01:00", "2026-12-02T06:00:00+01:00", "2026-12-04T07:00:00+01:00",
                ])
            #expect(
                events.map { $0["occurrence"]?.string } == ["20261201T070000", "20261202T070000", "20261204T070000"])
            let none = try await world.ask("DELETE", "/api/events/run@x?occurrence=20261225T070000")
            #expect(none.status == 404)
        }
    }

    @Test func `words of strangers are told as they are`() async throws {
        try await PageWorld.with { world in
            let title = "<script>alert(1)</script> \u{202E}tfel" + String(repeating: "x", count: 10_000)
            let body = JSON.object(["title": .string(title), "startDateTime": "2026-12-01", "pair": "work"])
            let made = try await world.ask("POST", "/api/events", String(decoding: body.bytes(), as: UTF8.self))
            #expect(made.status == 201)
            let uid = try #require(made.json["uid"]?.string)
            let again = try await world.ask("GET", "/api/events/\(uid)")
            #expect(again.json["title"]?.string == title)
            #expect(again["Content-Type"] == "application/json")
        }
    }

    @Test func `a list is asked for by days, words and pair`() async throws {
        try await withTea { world in
            try world.write(
                "family/party.ics", "UID:party@x", Self.tea[1], "DTSTART;VALUE=DATE:20261201", "SUMMARY:Party",
                "LOCATION:At the Tearoom")
            func titles(_ query: String) async throws -> [String?] {
                let answer = try await world.ask("GET", "/api/events?from=2026-12-01&to=2026-12-02" + query)
                return answer.json["events"]?.array?.map { $0["title"]?.string } ?? []
            }
            #expect(try await titles("") == ["Party", "Tea"])
            #expect(try await titles("&pair=family") == ["Party"])
            #expect(try await titles("&q=tea+room") == ["Party"])
            #expect(try await titles("&q=TEA") == ["Party", "Tea"])
            for query in [
                "", "?from=2026-12-01", "?from=x&to=y", "?from=2026-12-02&to=2026-12-01",
                "?from=2026-12-01&to=2026-12-02&pair=nobody", "?from=0001-01-01&to=9999-12-31",
            ] {
                #expect(try await world.ask("GET", "/api/events" + query).status == 400, "\(query)")
            }
        }
    }

    @Test func `an event that two files have is nobody's to change here`() async throws {
        try await withTea { world in
            try world.write("work/copy.ics", Self.tea[0], Self.tea[1], Self.tea[2], "SUMMARY:Copy")
            let answer = try await world.ask("PATCH", "/api/events/tea@x", #"{"title": "Which?"}"#)
            #expect(answer.status == 409)
            #expect(answer.json["detail"]?.string?.contains("work/copy.ics, work/tea.ics") == true)
        }
    }
}
