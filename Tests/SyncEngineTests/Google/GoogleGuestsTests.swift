import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import Testing

/// Guests: the organizer's view, a guest's view, and who is e-mailed.
@Suite struct GoogleGuestsTests {
    private let ann = "ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED;X-NOTE=vegetarian:mailto:Ann@example.com"

    @Test func `an organizer's guests are created with the event, and nobody is mailed`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write(
                "work/a.ics", event("a", ann, "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:bob@example.com"))
            let plan = try await google.folder.plan().plan
            #expect(plan.operations.map(\.mails) == [0])
            try await google.sync()
            let guests = try #require(try google.remote()["attendees"]?.array)
            #expect(guests.compactMap { $0["email"]?.string } == ["ann@example.com", "bob@example.com"])
            // Nobody answers for somebody else.
            #expect(guests[0]["responseStatus"] == "needsAction")
            #expect(guests[1]["optional"] == true)
            #expect(google.sandbox.mails.isEmpty)
            #expect(google.sandbox.log.last { $0.wrote }?.operation == "events.import")
            #expect(try google.text().contains(ann))
            try await google.expectIdle()
        }
    }

    @Test func `with notify = all the plan says whom a write e-mails, and it does`() async throws {
        try await GoogleFolder.with(policy: Policy(notify: .all)) { google in
            try google.folder.write("work/a.ics", event("a", ann, "ATTENDEE:mailto:bob@example.com"))
            #expect(try await google.folder.plan().plan.operations.map(\.mails) == [2])
            try await google.sync()
            #expect(google.sandbox.mails.map(\.guests) == [["ann@example.com", "bob@example.com"]])
            try google.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:b")
            #expect(try await google.folder.plan().plan.operations.map(\.mails) == [2])
            try await google.sync()
            #expect(google.sandbox.mails.count == 2)
            // What is nobody else's business e-mails nobody.
            try google.folder.edit("work/a.ics", "SUMMARY:b", "SUMMARY:b\nCOLOR:red")
            #expect(try await google.folder.plan().plan.operations.map(\.mails) == [0])
            try await google.sync()
            #expect(google.sandbox.mails.count == 2)
            try google.folder.remove("work/a.ics")
            #expect(try await google.folder.plan().plan.operations.map(\.mails) == [2])
            try await google.sync()
            #expect(google.sandbox.mails.count == 3)
            try await google.expectIdle()
        }
    }

    @Test func `an edit of the guest list leaves all others as they are`() async throws {
        try await GoogleFolder.with { google in
            let id = try google.put([
                "attendees": [
                    [
                        "email": "ann@example.com", "responseStatus": "accepted", "comment": "late",
                        "additionalGuests": 2,
                    ],
                    ["email": "bob@example.com"],
                ]
            ])
            try await google.sync()
            let path = google.folder.eventFiles[0]
            try google.folder.edit(path, "ATTENDEE:mailto:bob@example.com", "ATTENDEE;CN=Cy:mailto:cy@example.com")
            try await google.sync()
            let guests = try #require(google.sandbox.event(id, in: GoogleFolder.work)?["attendees"]?.array)
            #expect(guests.compactMap { $0["email"]?.string } == ["ann@example.com", "cy@example.com"])
            #expect(guests[0]["comment"] == "late" && guests[0]["additionalGuests"] == 2)
            #expect(guests[0]["responseStatus"] == "accepted")
            #expect(google.sandbox.mails.isEmpty)
            try await google.expectIdle()
            // An answer given for somebody else stays in the file.
            try google.folder.edit(path, "PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED")
            #expect(try await google.sync().done.filter { $0.kind.side != nil }.isEmpty)
            #expect(google.sandbox.event(id, in: GoogleFolder.work)?["attendees"]?[0]?["responseStatus"] == "accepted")
            try await google.expectIdle()
        }
    }

    @Test func `answers arrive as parameters, and touch no other`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a", ann, "ATTENDEE:mailto:bob@example.com"))
            try await google.sync()
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.editEvent(
                id, in: GoogleFolder.work,
                [
                    "attendees": [
                        ["email": "ann@example.com", "displayName": "Ann", "responseStatus": "tentative"],
                        ["email": "bob@example.com", "responseStatus": "accepted"],
                    ]
                ])
            #expect(try await google.sync().words == "edit-file")
            #expect(
                try google.text().contains(
                    "ATTENDEE;CN=Ann;PARTSTAT=TENTATIVE;X-NOTE=vegetarian:mailto:Ann@example.com"))
            #expect(try google.text().contains("ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com"))
            try await google.expectIdle()
        }
    }

    /// An invitation from Ann, in the account's own calendar.
    private func invite(_ google: GoogleFolder, _ more: [String: JSON] = [:]) throws -> String {
        var event: [String: JSON] = [
            "organizer": ["email": "ann@example.com", "displayName": "Ann"], "creator": ["email": "ann@example.com"],
            "attendees": [
                ["email": "ann@example.com", "responseStatus": "accepted"], ["email": "you@example.com"],
                ["email": "bob@example.com"],
            ],
        ]
        event.merge(more) { $1 }
        return try google.put(event, in: GoogleFolder.home)
    }

    @Test func `a guest sends their own answer and nothing of the others`() async throws {
        try await GoogleFolder.with { google in
            let id = try invite(google)
            try await google.sync()
            #expect(try google.text().contains("ORGANIZER;CN=Ann:mailto:ann@example.com"))
            let path = google.folder.eventFiles[0]
            try google.folder.edit(
                path, "ATTENDEE:mailto:you@example.com", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:you@example.com")
            #expect(try await google.sync().words == "edit-remote")
            #expect(google.sent.last == ["attendees": [["email": "you@example.com", "responseStatus": "accepted"]]])
            let guests = google.sandbox.event(id, in: GoogleFolder.home)?["attendees"]?.array
            #expect(guests?.compactMap { $0["responseStatus"]?.string } == ["accepted", "accepted", "needsAction"])
            try await google.expectIdle()
        }
    }

    @Test func `a guest's reminders, colour and free time are theirs, all else is held with a sentence`() async throws {
        try await GoogleFolder.with { google in
            _ = try invite(google)
            try await google.sync()
            let path = google.folder.eventFiles[0]
            try google.folder.edit(path, "SUMMARY:Talk", "SUMMARY:Mine\nCOLOR:red\nTRANSP:TRANSPARENT")
            let report = try await google.sync()
            #expect(report.words == "edit-remote, held service")
            #expect(report.held.first?.reason.contains("Ann organizes this event") == true)
            #expect(google.sent.last == ["colorId": "11", "transparency": "transparent"])
            // Neither parked nor tried again nor taken back.
            let again = try await google.sync()
            #expect(again.words == "held service")
            #expect(try google.text().contains("SUMMARY:Mine"))
            try google.folder.edit(path, "SUMMARY:Mine", "SUMMARY:Talk")
            try await google.sync()
            try await google.expectIdle()
        }
    }

    @Test func `a guest who adds or drops others, or deletes the file, is asked to decline`() async throws {
        try await GoogleFolder.with { google in
            _ = try invite(google)
            try await google.sync()
            let path = google.folder.eventFiles[0]
            let text = try #require(google.folder.read(path))
            try google.folder.edit(path, "ATTENDEE:mailto:bob@example.com\n", "")
            #expect(try await google.sync().words == "held service")
            try google.folder.remove(path)
            let report = try await google.sync()
            #expect(report.held.first?.remedy.contains("PARTSTAT=DECLINED") == true)
            #expect(google.sandbox.log.allSatisfy { !$0.wrote })
            try google.folder.write(path, text)
            try await google.sync()
            try await google.expectIdle()
        }
    }

    @Test func `guests who may change the event do`() async throws {
        try await GoogleFolder.with { google in
            let id = try invite(google, ["guestsCanModify": true])
            try await google.sync()
            try google.folder.edit(google.folder.eventFiles[0], "SUMMARY:Talk", "SUMMARY:Ours")
            #expect(try await google.sync().words == "edit-remote")
            #expect(google.sandbox.event(id, in: GoogleFolder.home)?["summary"] == "Ours")
        }
    }

    @Test func `a list with guests left out is neither sent back nor taken for the whole`() async throws {
        try await GoogleFolder.with { google in
            let id = try google.put([
                "attendeesOmitted": false, "attendees": [["email": "ann@example.com"], ["email": "bob@example.com"]],
            ])
            try await google.sync()
            try google.sandbox.putEvent(
                ["id": .string(id), "attendeesOmitted": true, "attendees": [["email": "ann@example.com"]]],
                in: GoogleFolder.work)
            try await google.sync()
            #expect(try google.text().contains("mailto:bob@example.com"))
        }
    }

    @Test func `an invitation saved from a mail invites nobody in this account's name`() async throws {
        try await GoogleFolder.with(policy: Policy(notify: .all)) { google in
            try google.folder.write(
                "work/a.ics", event("a", "ORGANIZER;CN=Ann:mailto:ann@example.com", "ATTENDEE:mailto:bob@example.com"))
            try await google.sync()
            #expect(try google.remote()["attendees"] == nil)
            #expect(google.sandbox.mails.isEmpty)
            try google.folder.edit("work/a.ics", "ATTENDEE:mailto:bob@example.com", "ATTENDEE:mailto:cy@example.com")
            try await google.sync()
            #expect(try google.remote()["attendees"] == nil)
            #expect(google.sandbox.mails.isEmpty)
            try await google.expectIdle()
        }
    }

    @Test func `other kinds of event, locked ones and private copies are mirrors`() async throws {
        let kinds: [[String: JSON]] = [
            ["eventType": "outOfOffice"], ["locked": true],
            ["privateCopy": true, "organizer": ["email": "ann@example.com"]],
        ]
        for kind in kinds {
            try await GoogleFolder.with { google in
                try google.put(kind, in: GoogleFolder.home)
                try await google.sync()
                try google.folder.edit(google.folder.eventFiles[0], "SUMMARY:Talk", "SUMMARY:Mine")
                let report = try await google.sync()
                #expect(report.words == "held service")
                #expect(report.held.first?.reason.isEmpty == false)
                #expect(google.sandbox.log.allSatisfy { !$0.wrote })
                #expect(try google.text().contains("SUMMARY:Mine"))
            }
        }
    }
}
