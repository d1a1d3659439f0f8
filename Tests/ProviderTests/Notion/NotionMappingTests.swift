import Foundation
import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderNotion

/// Pages into events, and back.
@Suite struct NotionMappingTests {
    private let mapping = NotionMapping(schema: .usual, options: .berlin)

    @Test func `a page is an event with what its properties say`() throws {
        let event = mapping.event(try page())
        #expect(event.uid == UID("a@test"))
        #expect(event.notes[RemoteEvent.operation] == "0123456789abcdef")
        #expect(event.view.master[.title] == .text("Dentist with pain"))
        #expect(event.view.schedule == .sample)
        #expect(event.view.master[.categories] == .set(["Work"]))
        #expect(event.view.master[.status] == .text("TENTATIVE"))
        #expect(event.view.master[.url] == .text("https://example.org"))
        #expect(event.trouble == nil)
        #expect(event.revision.hasPrefix("2026-09-04T14:30#"))
    }

    @Test func `two edits in one minute have two revisions`() throws {
        let first = mapping.event(try page())
        let second = mapping.event(try page(["Dentist": "Doctor"]))
        #expect(first.revision.prefix(16) == second.revision.prefix(16))
        #expect(!NotionMapping.isSame(first.revision, second.revision))
        let touched = mapping.event(try page(["14:30": "15:00"]))
        #expect(NotionMapping.isSame(first.revision, touched.revision))
    }

    @Test func `a page without a marker is known by its own id`() throws {
        let event = mapping.event(try page(["a@test/0123456789abcdef": "", "RRULE:FREQ=DAILY": "every day"]))
        #expect(event.uid == UID(id: "01234567-89ab-cdef-0123-456789abcdef", at: "notion.so"))
        // What a person typed there repeats nothing.
        #expect(event.view.schedule?.rules == [])
        #expect(mapping.event(try page()).view.schedule?.rules == ["RRULE:FREQ=DAILY"])
    }

    @Test func `a page without a date is no event yet`() throws {
        var page = try page()
        page.properties?["Date"]?.date = nil
        let event = mapping.event(page)
        #expect(event.notes[RemoteEvent.unfinished] != nil)
        #expect(event.trouble?.contains("has no date") == true)
        #expect(event.isHidden)
    }

    @Test func `a page that ends before it starts says so`() throws {
        var page = try page()
        page.properties?["Date"]?.date?.end = "2026-09-15T08:00:00.000-07:00"
        #expect(mapping.event(page).trouble?.contains("ends before it starts") == true)
        page.properties?["Date"]?.date = NotionDate(start: "2026-09-15", end: "2026-09-14")
        #expect(mapping.event(page).trouble?.contains("ends before it starts") == true)
        page.properties?["Date"]?.date = NotionDate(start: "soon", end: nil)
        #expect(mapping.event(page).trouble?.contains("can't be read") == true)
    }

    @Test func `an untitled page is an event without a title`() throws {
        var page = try page()
        page.properties?["Name"]?.title = []
        #expect(mapping.event(page).view.master[.title] == nil)
        #expect(mapping.event(page).trouble == nil)
    }

    @Test func `trash and a tick at Deleted are tombstones, the archive is not`() throws {
        var page = try page()
        let live = mapping.event(page)
        page.isArchived = true
        #expect(mapping.sighting(page) == .live(live))
        page.inTrash = true
        #expect(mapping.item(page) == .gone(id: page.id, revision: live.revision + "!"))
        page.inTrash = nil
        page.archived = true
        #expect(mapping.sighting(page) == .tombstone(id: page.id, revision: live.revision + "!"))
        page.archived = nil
        page.properties?["Deleted"]?.checkbox = true
        guard case .tombstone = mapping.sighting(page) else {
            Issue.record("still live")
            return
        }
    }

    @Test func `a property of another type by now is not read`() throws {
        var page = try page()
        page.properties?["Location"]?.type = "select"
        #expect(mapping.event(page).view.master[.location] == nil)
        #expect(mapping.drifted(page))
        #expect(!mapping.drifted(try self.page()))
    }

    @Test func `an edit sends just what it names`() throws {
        let event = mapping.event(try page())
        var target = event.view
        target.master[.title] = .text("Lunch")
        target.master[.location] = nil
        let body = mapping.body(changing: event.view.changes(to: target), to: target, from: event)
        #expect(
            try json(body)
                == #"{"properties":{"loc":{"rich_text":[]},"title":{"title":[{"text":{"content":"Lunch"}}]}}}"#)
    }

    @Test func `everything that can be empty is emptied in Notion's way`() throws {
        let event = mapping.event(try page())
        let target = View(master: Part([.when: event.view.master[.when]].compactMapValues { $0 }))
        let body = mapping.body(changing: event.view.changes(to: target), to: target, from: event)
        #expect(
            try json(body)
                == #"{"properties":{"cal":{"select":null},"desc":{"rich_text":[]},"loc":{"rich_text":[]},"note":{"rich_text":[]},"stat":{"status":null},"title":{"title":[]},"url":{"url":null}}}"#
        )
    }

    @Test func `a date without an end stays so when it is moved, and gets one when its length changes`() throws {
        var page = try page()
        page.properties?["Date"]?.date?.end = nil
        let event = mapping.event(page)
        #expect(event.view.schedule == .sample)
        var moved = event.view
        moved.master[.when] = .schedule(Schedule(start: .utc("20260916T160000"), end: .utc("20260916T170000")))
        #expect(
            try json(mapping.body(changing: event.view.changes(to: moved), to: moved, from: event)).contains(
                #""date":{"start":"2026-09-16T18:00:00+02:00"}"#))
        moved.master[.when] = .schedule(Schedule(start: .utc("20260916T160000"), end: .utc("20260916T180000")))
        #expect(
            try json(mapping.body(changing: event.view.changes(to: moved), to: moved, from: event)).contains(
                #""date":{"end":"2026-09-16T20:00:00+02:00","start":"2026-09-16T18:00:00+02:00"}"#))
    }

    @Test func `a text with 25 mentions is known to be cut`() throws {
        var page = try page()
        page.properties?["Location"]?.richText = (0..<25).map { NotionRichText(type: "mention", plainText: "@\($0)") }
        #expect(mapping.cutTexts(page).map(\.id) == ["loc"])
        #expect(mapping.cutTexts(try self.page()).isEmpty)
    }

    // MARK: Pages

    private func json(_ body: NotionPageBody) throws -> String {
        return String(decoding: try NotionJSON.encoder.encode(body), as: UTF8.self)
    }

    /// A page as Notion answers it, with words replaced.
    private func page(_ words: [String: String] = [:]) throws -> NotionPage {
        var text = """
            {"object":"page","id":"01234567-89ab-cdef-0123-456789abcdef","created_time":"2026-09-01T09:00:00.000Z",
             "last_edited_time":"2026-09-04T14:30:00.000Z","in_trash":false,"is_archived":false,
             "parent":{"type":"data_source_id","data_source_id":"1fa6","database_id":"842a"},"properties":{
             "Name":{"id":"title","type":"title","title":[{"type":"text","plain_text":"Dentist "},{"type":"text","plain_text":"with pain"}]},
             "Date":{"id":"date","type":"date","date":{"start":"2026-09-15T09:00:00.000-07:00","end":"2026-09-15T10:00:00.000-07:00","time_zone":null}},
             "Description":{"id":"desc","type":"rich_text","rich_text":[{"type":"text","plain_text":"one\\r\\ntwo"}]},
             "Location":{"id":"loc","type":"rich_text","rich_text":[{"type":"text","plain_text":"Hall"}]},
             "Notes":{"id":"note","type":"rich_text","rich_text":[{"type":"text","plain_text":"note"}]},
             "Calendar":{"id":"cal","type":"select","select":{"id":"x","name":"Work","color":"red"}},
             "Status":{"id":"stat","type":"status","status":{"id":"y","name":"Tentative","color":"blue"}},
             "URL":{"id":"url","type":"url","url":"https://example.org"},
             "Deleted":{"id":"del","type":"checkbox","checkbox":false},
             "Recurrence":{"id":"rec","type":"rich_text","rich_text":[{"type":"text","plain_text":"RRULE:FREQ=DAILY"}]},
             "calsync id":{"id":"mark","type":"rich_text","rich_text":[{"type":"text","plain_text":"a@test/0123456789abcdef"}]},
             "Owner":{"id":"own","type":"people","people":[{"object":"user","id":"c2f2"}]}}}
            """
        for (old, new) in words { text = text.replacing(old, with: new) }
        return try NotionJSON.decoder.decode(NotionPage.self, from: Data(text.utf8))
    }
}

extension Schedule {
    /// The page's date and rule.
    fileprivate static let sample = Schedule(
        start: .utc("20260915T160000"), end: .utc("20260915T170000"), rules: ["RRULE:FREQ=DAILY"])
}
