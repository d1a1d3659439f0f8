import Foundation
import ICalendar
import SyncCore
import Testing

@testable import ProviderGoogle

/// What is sent, byte for byte.
@Suite struct GoogleBodyTests {
    @Test func `a new event says what it has and nothing else`() throws {
        let view = View(
            master: Part([
                .title: .text("Dentist"),
                .when: .schedule(Schedule(start: .utc("20260115T093000"), end: .utc("20260115T103000"))),
            ]))
        #expect(
            try json(GoogleEventBody(creating: view)) == #"""
                {"end":{"dateTime":"2026-01-15T10:30:00Z","timeZone":"UTC"},"reminders":{"overrides":[],"useDefault":true},\#
                "start":{"dateTime":"2026-01-15T09:30:00Z","timeZone":"UTC"},"status":"confirmed","summary":"Dentist"}
                """#)
    }

    @Test func `a new series has its exclusions as EXDATE lines, in its own zone`() throws {
        var view = View.series
        view.exceptions = [.third: .excluded, .second: .excluded]
        let body = GoogleEventBody(creating: view)
        #expect(
            body.recurrence
                == .value([
                    "RRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z;BYDAY=MO",
                    "EXDATE;TZID=Europe/Berlin:20260112T100000,20260119T100000",
                ]))
        #expect(try json(body.start) == #"{"dateTime":"2026-01-05T10:00:00","timeZone":"Europe/Berlin"}"#)
    }

    @Test(arguments: [
        (EventTime.day("20260301"), "20270301", "EXDATE;VALUE=DATE:20270301"),
        (EventTime.utc("20260301T090000"), "20270301T090000Z", "EXDATE:20270301T090000Z"),
    ])
    func `exclusions are of the kind of the series`(_ start: EventTime, _ key: String, _ line: String) {
        let view = View(
            master: Part([
                .when: .schedule(
                    Schedule(start: start, end: start.adding(wallSeconds: 86_400), rules: ["RRULE:FREQ=YEARLY"]))
            ]), exceptions: [InstanceKey(key): .excluded])
        #expect(GoogleEventBody(creating: view).recurrence == .value(["RRULE:FREQ=YEARLY", line]))
    }

    @Test func `a patch has the changed fields only, and clears what went`() throws {
        let event = try remote(.meeting)
        var target = View.meeting
        target.master[.title] = .text("Lunch")
        target.master[.location] = nil
        target.master[.alarms] = nil
        target.master[.status] = nil
        let body = GoogleEventBody(changing: event.view.changes(to: target), to: target, from: event)
        #expect(
            try json(body)
                == #"{"location":null,"reminders":{"overrides":[],"useDefault":true},"status":"confirmed","summary":"Lunch"}"#
        )
    }

    @Test func `a patch of the time clears the other kind`() throws {
        let event = try remote(.meeting)
        var target = View.meeting
        target.master[.when] = .schedule(.days)
        let body = GoogleEventBody(changing: event.view.changes(to: target), to: target, from: event)
        #expect(
            try json(body) == #"""
                {"end":{"date":"2026-03-03","dateTime":null,"timeZone":null},"recurrence":null,\#
                "start":{"date":"2026-03-01","dateTime":null,"timeZone":null}}
                """#)
    }

    @Test func `a moved series keeps its rule's spelling and says its exclusions again`() throws {
        var event = try remote(.series)
        event.notes["recurrence"] = "RRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z;WKST=SU;BYDAY=MO"
        event.view.exceptions = [.second: .excluded]
        var target = event.view
        target.exceptions = [InstanceKey("20260112T110000"): .excluded]
        target.master[.when] = .schedule(
            Schedule(
                start: .local("20260105T110000"), end: .local("20260105T120000"),
                rules: event.view.schedule?.rules ?? []))
        let changes = event.view.changes(to: target).filter { $0.instance == nil }
        let body = GoogleEventBody(changing: changes, to: target, from: event)
        #expect(
            body.recurrence
                == .value([
                    "RRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z;WKST=SU;BYDAY=MO",
                    "EXDATE;TZID=Europe/Berlin:20260112T110000",
                ]))
    }

    @Test func `an instance's missing texts are empty, not the series'`() throws {
        let body = GoogleEventBody(instance: .moved, fields: GoogleLens.fields)
        #expect(body.location == .value(""))
        #expect(body.description == .value(""))
        #expect(body.summary == .value("Moved"))
        #expect(body.recurrence == nil)
    }

    private func remote(_ view: View) throws -> RemoteEvent {
        RemoteEvent(id: "x", revision: "1", uid: try sample("x@example.com"), view: view)
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
