import Foundation
import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderGoogle

/// Answers of Google's, read.
@Suite struct GoogleMappingTests {
    private let mapping = GoogleMapping(.berlin)

    @Test func `a single event is read field by field`() throws {
        let event = try live(
            #"""
            {"kind":"calendar#event","etag":"\"3549291506733214\"","id":"abc","status":"tentative","summary":"Dentist",
             "description":"One\r\nTwo","location":"Torstr. 12","transparency":"transparent","visibility":"confidential",
             "start":{"dateTime":"2026-01-15T09:30:00+01:00","timeZone":"Europe/Berlin"},
             "end":{"dateTime":"2026-01-15T10:30:00+01:00","timeZone":"Europe/Berlin"},"iCalUID":"d@example.com","sequence":0,
             "reminders":{"useDefault":false,"overrides":[{"method":"email","minutes":1440},{"method":"popup","minutes":10}]},
             "eventType":"default","aFieldOfTomorrow":{"x":[1,2]}}
            """#)
        #expect(event.id == "abc")
        #expect(event.revision == "\"3549291506733214\"")
        #expect(event.uid.text == "d@example.com")
        #expect(event.readOnly == nil)
        #expect(event.notes.isEmpty)
        #expect(
            event.view
                == View(
                    master: Part([
                        .title: .text("Dentist"), .description: .text("One\nTwo"), .location: .text("Torstr. 12"),
                        .status: .text("TENTATIVE"), .transparency: .text("TRANSPARENT"),
                        .visibility: .text("CONFIDENTIAL"),
                        .when: .schedule(Schedule(start: .local("20260115T093000"), end: .local("20260115T103000"))),
                        .alarms: .alarms([
                            Alarm(action: "EMAIL", trigger: .start(-86_400)),
                            Alarm(action: "DISPLAY", trigger: .start(-600)),
                        ]),
                    ])))
    }

    @Test(arguments: [
        // The offset is of the calendar's zone, the event's zone is another.
        (
            #"{"dateTime":"2026-01-15T09:30:00+01:00","timeZone":"America/New_York"}"#,
            "20260115T033000 America/New_York"
        ),
        (#"{"dateTime":"2026-07-15T09:30:00+02:00","timeZone":"UTC"}"#, "20260715T073000Z"),
        (#"{"dateTime":"2026-07-15T07:30:00Z","timeZone":"UTC"}"#, "20260715T073000Z"),
        (#"{"dateTime":"2026-07-15T07:30:00.123Z","timeZone":"Europe/Berlin"}"#, "20260715T093000 Europe/Berlin"),
        // Old events have no zone: the calendar's.
        (#"{"dateTime":"2026-07-15T07:30:00Z"}"#, "20260715T093000 Europe/Berlin"),
        (#"{"dateTime":"2026-07-15T07:30:00","timeZone":"Asia/Tokyo"}"#, "20260715T073000 Asia/Tokyo"),
        (#"{"dateTime":"2026-07-15T07:30:00-05:30","timeZone":"No/Where"}"#, "20260715T130000Z"),
        (#"{"date":"2026-07-15"}"#, "20260715"),
    ])
    func `times are rebuilt from the instant and the zone`(_ json: String, _ compact: String) throws {
        let time = try JSONDecoder().decode(GoogleTime.self, from: Data(json.utf8))
        #expect(time.eventTime(in: try #require(Zone.named("Europe/Berlin"))) == EventTime(compact: compact))
    }

    @Test(arguments: [
        "", "2026-07-15", "2026-07-15T07:30", "2026-07-15T07:30:00+1", "2026-13-15T07:30:00Z", "x026-07-15T07:30:00Z",
    ])
    func `what is no time is none`(_ text: String) {
        #expect(GoogleTime.read(text) == nil)
    }

    @Test func `a series has its rules, and its EXDATEs are exclusions`() throws {
        let event = try live(
            #"""
            {"id":"s","etag":"1","summary":"Yoga","iCalUID":"s@example.com",
             "start":{"dateTime":"2026-01-05T10:00:00+01:00","timeZone":"Europe/Berlin"},
             "end":{"dateTime":"2026-01-05T11:00:00+01:00","timeZone":"Europe/Berlin"},
             "recurrence":["RRULE:FREQ=WEEKLY;WKST=MO;INTERVAL=1;BYDAY=MO",
              "EXDATE;TZID=Europe/Berlin:20260112T100000,20260119T100000","EXDATE:20260126T090000Z"],
             "reminders":{"useDefault":true}}
            """#)
        #expect(event.view.schedule?.rules == ["RRULE:FREQ=WEEKLY;BYDAY=MO"])
        #expect(
            event.view.exceptions
                == [.second: .excluded, .third: .excluded, InstanceKey("20260126T100000"): .excluded])
        #expect(event.exdateKeys == Set(event.view.exceptions.keys))
        #expect(event.notes["recurrence"] == "RRULE:FREQ=WEEKLY;WKST=MO;INTERVAL=1;BYDAY=MO")
        #expect(event.view.master[.alarms] == nil)
    }

    @Test func `a tombstone has an id and no more`() throws {
        let item = try read(#"{"kind":"calendar#event","etag":"\"5\"","id":"abc","status":"cancelled"}"#)
        #expect(item == .gone(id: "abc", revision: "\"5\""))
    }

    @Test func `a tombstone may come with all its fields`() throws {
        let item = try read(
            #"{"id":"abc","etag":"5","status":"cancelled","summary":"Old","iCalUID":"a@b","start":{"date":"2026-01-01"},"end":{"date":"2026-01-02"}}"#
        )
        #expect(item == .gone(id: "abc", revision: "5"))
    }

    @Test(arguments: [
        #"{"id":"_s_20260112T090000Z","etag":"5","status":"cancelled","recurringEventId":"_s","originalStartTime":{"dateTime":"2026-01-12T10:00:00+01:00","timeZone":"Europe/Berlin"}}"#,
        #"{"id":"_s_20260112T090000Z","etag":"5","status":"cancelled","recurringEventId":"_s"}"#,
    ])
    func `a cancelled instance has no start, and leaves the series one short`(_ json: String) throws {
        let item = try read(json)
        guard case .instance(let exception) = item else {
            Issue.record("\(item)")
            return
        }
        #expect(exception.master == "_s")
        #expect(exception.part == nil)
        var event = RemoteEvent(id: "_s", revision: "1", uid: try sample("s@example.com"), view: .series)
        event.take(exception)
        #expect(event.view.exceptions == [.second: .excluded])
        #expect(event.instances[.second] == RemoteInstance(id: "_s_20260112T090000Z", revision: "5"))
    }

    @Test func `a changed instance has its own time and its original one`() throws {
        let item = try read(
            #"""
            {"id":"s_20260112T090000Z","etag":"5","status":"confirmed","recurringEventId":"s","summary":"Moved",
             "originalStartTime":{"dateTime":"2026-01-12T10:00:00+01:00","timeZone":"Europe/Berlin"},
             "start":{"dateTime":"2026-01-13T18:00:00+01:00","timeZone":"Europe/Berlin"},
             "end":{"dateTime":"2026-01-13T19:00:00+01:00","timeZone":"Europe/Berlin"},"iCalUID":"s@example.com"}
            """#)
        guard case .instance(let exception) = item else {
            Issue.record("\(item)")
            return
        }
        #expect(exception.original == .local("20260112T100000"))
        #expect(exception.part == .moved)
    }

    @Test func `reminders of an all-day event that are the calendar's own are none`() throws {
        let day = #""start":{"date":"2026-01-15"},"end":{"date":"2026-01-16"},"id":"d","iCalUID":"d@b","#
        let echoed = try live(
            "{\(day)" + #""reminders":{"useDefault":false,"overrides":[{"method":"popup","minutes":30}]}}"#)
        #expect(echoed.view.master[.alarms] == nil)
        let none = try live("{\(day)" + #""reminders":{"useDefault":false}}"#)
        #expect(none.view.master[.alarms] == nil)
        let own = try live(
            "{\(day)" + #""reminders":{"useDefault":false,"overrides":[{"method":"popup","minutes":60}]}}"#)
        #expect(own.view.master[.alarms] == .alarms([Alarm(action: "DISPLAY", trigger: .start(-3600))]))
        let timed = try live(
            #"""
            {"id":"d","start":{"dateTime":"2026-01-15T09:30:00Z"},"end":{"dateTime":"2026-01-15T10:30:00Z"},
             "reminders":{"useDefault":false,"overrides":[{"method":"popup","minutes":30},{"method":"sms","minutes":5}]}}
            """#)
        #expect(timed.view.master[.alarms] == .alarms([Alarm(action: "DISPLAY", trigger: .start(-1800))]))
    }

    @Test func `the marker's UID goes before Google's`() throws {
        let event = try live(
            #"""
            {"id":"x","iCalUID":"x@google.com","start":{"date":"2026-01-15"},"end":{"date":"2026-01-16"},
             "extendedProperties":{"private":{"calsync.uid":"mine","other":"1"}}}
            """#)
        #expect(event.uid.text == "mine")
    }

    @Test(arguments: [
        (#""eventType":"birthday""#, "birthday"),
        (#""eventType":"workingLocation""#, "working location"),
        (#""locked":true"#, "locked"),
        (#""privateCopy":true,"organizer":{"email":"other@example.com"}"#, "organizer"),
    ])
    func `what can't be written says why`(_ fields: String, _ word: String) throws {
        let event = try live(#"{"id":"x","start":{"date":"2026-01-15"},"end":{"date":"2026-01-16"},"# + fields + "}")
        #expect(try #require(event.readOnly).contains(word))
        #expect(event.notes["hidden"] == nil)
    }

    @Test(arguments: [
        #""privateCopy":true,"organizer":{"email":"you@example.com","self":true}"#,
        #""privateCopy":true,"organizer":{"email":"other@example.com"},"guestsCanModify":true"#,
        #""eventType":"default","organizer":{"email":"other@example.com"}"#,
    ])
    func `what can be written says nothing`(_ fields: String) throws {
        let event = try live(#"{"id":"x","start":{"date":"2026-01-15"},"end":{"date":"2026-01-16"},"# + fields + "}")
        #expect(event.readOnly == nil)
    }

    @Test func `hidden details are marked, so that nobody blanks a file with them`() throws {
        var reader = RemoteCalendar.berlin
        reader.isWritable = false
        let json = #"{"id":"x","visibility":"private","start":{"date":"2026-01-15"},"end":{"date":"2026-01-16"}}"#
        let event = GoogleMapping(reader).event(try decode(json))
        #expect(event.notes["hidden"] == "1")
        #expect(event.readOnly != nil)
        let own = GoogleMapping(.berlin).event(try decode(json))
        #expect(own.notes["hidden"] == nil)
    }

    @Test func `an event without a time that can be read is still there`() throws {
        let event = try live(
            #"{"id":"x","iCalUID":"a@b","summary":"?","start":{"dateTime":"soon"},"end":{"date":"2026-01-16"}}"#)
        #expect(event.notes["hidden"] == "1")
        #expect(event.readOnly != nil)
    }

    private func decode(_ json: String) throws -> GoogleEvent {
        try JSONDecoder().decode(GoogleEvent.self, from: Data(json.utf8))
    }

    private func read(_ json: String) throws -> RemoteItem { mapping.item(try decode(json)) }

    private func live(_ json: String) throws -> RemoteEvent {
        let item = try read(json)
        guard case .event(let event) = item else { throw NotAnEvent(item: item) }
        return event
    }

    private struct NotAnEvent: Error {
        var item: RemoteItem
    }
}

extension RemoteCalendar {
    /// A writable calendar in Berlin that reminds half an hour before.
    static let berlin = RemoteCalendar(
        id: "you@example.com", name: "You", timeZone: "Europe/Berlin", isWritable: true, isPrimary: true,
        defaultAlarms: [Alarm(action: "DISPLAY", trigger: .start(-1800))])
}
