import ICalendar
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import Testing

/// Google's fields beyond the plain ones, from the file to the calendar and back.
@Suite struct GoogleFieldsTests {
    @Test func `a colour is the nearest of eleven there, and keeps its own name here`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a", "COLOR:Red"))
            try await google.sync()
            #expect(try google.remote()["colorId"] == "11")
            try await google.expectIdle()
            #expect(try google.text().contains("COLOR:Red"))
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.editEvent(id, in: GoogleFolder.work, ["colorId": "10"])
            #expect(try await google.sync().words == "edit-file")
            #expect(try google.text().contains("COLOR:limegreen"))
            try await google.expectIdle()
            try google.folder.edit("work/a.ics", "COLOR:limegreen\n", "")
            try await google.sync()
            #expect(try google.remote()["colorId"] == nil)
            try await google.expectIdle()
        }
    }

    @Test func `a colour that CSS3 doesn't know stays in the file`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a", "COLOR:#123456"))
            try await google.sync()
            #expect(try google.remote()["colorId"] == nil)
            #expect(try google.text().contains("COLOR:#123456"))
            try await google.expectIdle()
        }
    }

    @Test func `a URL is the event's source, and another scheme stays in the file`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write("work/a.ics", event("a", "URL:https://example.com/a"))
            try google.folder.write("home/b.ics", event("b", "URL:message:1@example.com"))
            try await google.sync()
            #expect(try google.remote()["source"]?["url"] == "https://example.com/a")
            #expect(try google.remote(GoogleFolder.home)["source"] == nil)
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.editEvent(
                id, in: GoogleFolder.work, ["source": ["url": "https://example.com/b", "title": "B"]])
            try await google.sync()
            #expect(try google.text("work/a.ics").contains("URL:https://example.com/b"))
            #expect(try google.text("home/b.ics").contains("URL:message:1@example.com"))
            try await google.expectIdle()
        }
    }

    @Test func `somebody else's event shows no source, and keeps the file's URL`() async throws {
        try await GoogleFolder.with { google in
            try google.put(["creator": ["email": "ann@example.com"], "source": ["url": "https://example.com/theirs"]])
            try await google.sync()
            #expect(try !google.text().contains("URL:"))
            try google.folder.edit(
                google.folder.eventFiles[0], "SUMMARY:Talk", "SUMMARY:Talk\nURL:https://example.com/mine")
            let report = try await google.sync()
            #expect(report.words == "held service")
            #expect(report.held.first?.reason.contains("ann@example.com") == true)
            #expect(try google.text().contains("URL:https://example.com/mine"))
        }
    }

    @Test func `a conference is shown, and never copied to another event`() async throws {
        try await GoogleFolder.with { google in
            let meeting: JSON = [
                "conferenceId": "abc",
                "entryPoints": [
                    ["entryPointType": "video", "uri": "https://meet.google.com/abc", "label": "meet.google.com/abc"],
                    ["entryPointType": "phone", "uri": "tel:+49-30-1"],
                ],
            ]
            try google.put(["conferenceData": meeting])
            try await google.sync()
            let line = "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=meet.google.com/abc:https://meet.google.com/abc"
            #expect(try google.text().contains(line))
            #expect(try google.text().contains("CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+49-30-1"))
            try await google.expectIdle()
            try google.folder.write("home/copy.ics", event("copy", line))
            try await google.sync()
            #expect(try google.remote(GoogleFolder.home)["conferenceData"] == nil)
            #expect(google.sent.allSatisfy { $0["conferenceData"] == nil })
            #expect(try google.text("home/copy.ics").contains(line))
            try await google.expectIdle()
        }
    }

    @Test func `Google's own block in a description stays Google's`() async throws {
        try await GoogleFolder.with { google in
            let block = "-::~:~::~:~:~:~::~:~::-\nJoin: https://meet.google.com/abc\n-::~:~::~:~:~:~::~:~::-"
            let id = try google.put([
                "description": .string("Agenda\n" + block),
                "conferenceData": ["entryPoints": [["entryPointType": "video", "uri": "https://meet.google.com/abc"]]],
            ])
            try await google.sync()
            #expect(try google.text().contains("DESCRIPTION:Agenda\n"))
            try google.folder.edit(google.folder.eventFiles[0], "Agenda", "Agenda 2")
            try await google.sync()
            #expect(google.sandbox.event(id, in: GoogleFolder.work)?["description"] == .string("Agenda 2\n" + block))
            try await google.expectIdle()
        }
    }

    @Test func `attachments go both ways, and bytes stay in the file`() async throws {
        try await GoogleFolder.with { google in
            try google.folder.write(
                "work/a.ics",
                event(
                    "a", "ATTACH;FMTTYPE=application/pdf;FILENAME=Plan.pdf:https://example.com/plan.pdf",
                    "ATTACH;ENCODING=BASE64;VALUE=BINARY:QUJD"))
            try await google.sync()
            let created = try #require(google.sandbox.log.last { $0.operation == "events.import" })
            #expect(created.query["supportsAttachments"] == "true")
            #expect(try google.remote()["attachments"]?.array?.count == 1)
            #expect(try google.remote()["attachments"]?[0]?["title"] == "Plan.pdf")
            try await google.expectIdle()
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.editEvent(
                id, in: GoogleFolder.work,
                [
                    "attachments": [
                        [
                            "fileUrl": "https://example.com/plan.pdf", "title": "Plan.pdf",
                            "iconLink": "https://example.com/i",
                        ],
                        ["fileUrl": "https://example.com/b", "title": "B"],
                    ]
                ])
            try await google.sync()
            #expect(try google.text().contains("ATTACH;FILENAME=B:https://example.com/b"))
            #expect(try google.text().contains("VALUE=BINARY:QUJD"))
            try google.folder.edit("work/a.ics", "FILENAME=B:", "FILENAME=C:")
            try await google.sync()
            let list = try google.remote()["attachments"]
            #expect(list?.array?.compactMap { $0["title"]?.string } == ["Plan.pdf", "C"])
            // What a file doesn't hold goes back as it came.
            #expect(list?[0]?["iconLink"] == "https://example.com/i")
            // A change of the title alone sends no list.
            try google.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:b")
            try await google.sync()
            #expect(google.sent.last == ["summary": "b"])
            try await google.expectIdle()
        }
    }

    @Test func `categories, priority and the rest stay in the file alone`() async throws {
        try await GoogleFolder.with { google in
            let lines = ["CATEGORIES:Work,Red", "PRIORITY:1", "GEO:1.0;2.0", "COMMENT:x", "X-MINE:y", "CONTACT:Ann"]
            try google.folder.write(
                "work/a.ics",
                file(
                    [
                        "UID:a@test", "DTSTART:20260115T090000Z", "DTSTAMP:20260101T000000Z", "DTEND:20260115T100000Z",
                        "SUMMARY:a",
                    ] + lines))
            try await google.sync()
            let id = try #require(try google.remote()["id"]?.string)
            try google.sandbox.editEvent(id, in: GoogleFolder.work, ["summary": "b"])
            try await google.sync()
            let text = try google.text()
            #expect(lines.allSatisfy { text.contains($0) } && text.contains("SUMMARY:b"))
            try await google.expectIdle()
        }
    }
}
