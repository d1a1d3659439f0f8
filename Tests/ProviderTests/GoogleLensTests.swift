import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderGoogle

/// How Google sees the folder's events, and how its times come back.
@Suite struct GoogleLensTests {
    private let lens = GoogleLens(.berlin).lens

    @Test func `fields that Google lacks are not seen`() throws {
        var view = View.meeting
        view.master[.categories] = .set(["Work"])
        view.master[.priority] = .text("1")
        view.master[.other] = .set(["X-A:1"])
        var seen = View.meeting
        // Of an alarm Google keeps when it goes off, and no words.
        seen.master[.alarms] = .alarms([
            Alarm(action: "DISPLAY", trigger: .start(-600)), Alarm(action: "EMAIL", trigger: .start(-86_400)),
        ])
        #expect(lens.view(try event(view)) == seen)
    }

    @Test func `words that mean nothing special are absent`() throws {
        var view = View.meeting
        view.master[.status] = .text("CONFIRMED")
        view.master[.transparency] = .text("OPAQUE")
        view.master[.visibility] = .text("X-FRIENDS")
        view.master[.location] = .text("")
        view.master[.description] = .text("a\r\nb\rc\n")
        let seen = lens.view(try event(view)).master
        #expect(seen[.status] == nil)
        #expect(seen[.transparency] == nil)
        #expect(seen[.visibility] == .text("PRIVATE"))
        #expect(seen[.location] == nil)
        #expect(seen[.description] == .text("a\nb\nc\n"))
        view.master[.status] = .text("CANCELLED")
        #expect(lens.view(try event(view)).master[.status] == nil)
    }

    @Test func `an override that is cancelled is an exclusion`() throws {
        var view = View.series
        view.exceptions[.second] = .changed(Part([.status: .text("CANCELLED"), .title: .text("Off")]))
        #expect(lens.view(try event(view)).exceptions == [.second: .excluded])
    }

    @Test func `an override without a time has the regular one`() throws {
        var view = View.series
        view.exceptions[.second] = .changed(Part([.title: .text("Other")]))
        let part = lens.view(try event(view)).exceptions[.second]?.part
        #expect(part?.schedule == Schedule(start: .local("20260112T100000"), end: .local("20260112T110000")))
    }

    @Test(arguments: [
        ("DISPLAY", -630, "DISPLAY", -600), ("AUDIO", -600, "DISPLAY", -600), ("EMAIL", 0, "EMAIL", 0),
        ("DISPLAY", -2_419_200, "DISPLAY", -2_419_200),
    ])
    func `an alarm is a reminder in minutes`(_ action: String, _ seconds: Int, _ seenAction: String, _ seenSeconds: Int)
    {
        let alarm = Alarm(action: action, trigger: .start(seconds), rest: "DESCRIPTION:x")
        #expect(lens.alarm(alarm) == Alarm(action: seenAction, trigger: .start(seenSeconds)))
    }

    @Test(arguments: [
        Alarm(action: "DISPLAY", trigger: .start(60)), Alarm(action: "DISPLAY", trigger: .end(-60)),
        Alarm(action: "DISPLAY", trigger: .absolute("20260101T000000Z")), Alarm(action: "NONE", trigger: .start(0)),
        Alarm(action: "DISPLAY", trigger: .start(-2_419_260)),
    ])
    func `other alarms are none`(_ alarm: Alarm) {
        #expect(lens.alarm(alarm) == nil)
    }

    @Test func `the five alarms nearest to the start are held`() throws {
        var view = View.meeting
        view.master[.alarms] = .alarms(Set((1...7).map { Alarm(action: "DISPLAY", trigger: .start(-60 * $0)) }))
        let held = Set((1...5).map { Alarm(action: "DISPLAY", trigger: .start(-60 * $0)) })
        #expect(lens.view(try event(view)).master[.alarms] == .alarms(held))
    }

    @Test func `a day's alarms that are the calendar's own can't be told from none`() throws {
        var view = View(master: Part([.when: .schedule(.days)]))
        view.master[.alarms] = .alarms([Alarm(action: "DISPLAY", trigger: .start(-1800), rest: "DESCRIPTION:x")])
        #expect(lens.view(try event(view)).master[.alarms] == nil)
    }

    @Test(arguments: [
        (EventTime.floating("20260115T093000"), EventTime.local("20260115T093000")),
        (EventTime.local("20260115T093000", "Etc/UTC"), EventTime.utc("20260115T093000")),
        (EventTime.local("20260115T093000", "US/Eastern"), EventTime.local("20260115T093000", "US/Eastern")),
        (EventTime.utc("20260115T093000"), EventTime.utc("20260115T093000")),
    ])
    func `times are of kinds that Google has`(_ folder: EventTime, _ google: EventTime) throws {
        #expect(lens.view(try event(from: folder)).schedule?.start == google)
    }

    @Test func `a zone of the file's own is UTC for a single event, and an obstacle for a series`() throws {
        let zone = try #require(Zone.named("Europe/Berlin"))
        let id = ZoneID("My Zone")
        var event = try event(from: .zoned(try #require(DateTime(basic: "20260115T093000")), id))
        event.zones = ZoneTable(own: [id: zone])
        #expect(lens.obstacle(event) == nil)
        #expect(lens.view(event).schedule?.start == .utc("20260115T083000"))
        event.content.master[.when] = .schedule(
            Schedule(
                start: .local("20260115T093000", id.text), end: .local("20260115T103000", id.text),
                rules: ["RRULE:FREQ=DAILY"]))
        #expect(try #require(lens.obstacle(event)).contains("My Zone"))
        event.zones = ZoneTable()
        #expect(try #require(lens.obstacle(event)).contains("unknown"))
    }

    @Test func `what Google can't hold at all has a reason`() throws {
        var orphan = try event(.series)
        orphan.hasMaster = false
        #expect(lens.obstacle(orphan) != nil)
        #expect(lens.obstacle(try event(View(master: Part([.title: .text("x")])))) != nil)
        let periods = Schedule(
            start: .local("20260115T093000"), end: .local("20260115T103000"),
            rules: ["RDATE;VALUE=PERIOD:20260116T093000Z/PT1H"])
        #expect(lens.obstacle(try event(View(master: Part([.when: .schedule(periods)])))) != nil)
        #expect(lens.obstacle(Event(uid: try sample(String(repeating: "u", count: 1025)), content: .meeting)) != nil)
        #expect(lens.obstacle(try event(.series)) == nil)
    }

    @Test func `a moment lasts a minute there, and stays a moment here`() throws {
        let start = EventTime.local("20260115T093000")
        let moment = Schedule(start: start, end: start)
        let seen = try #require(lens.view(try event(View(master: Part([.when: .schedule(moment)])))).schedule)
        #expect(seen.end == .local("20260115T093100"))
        #expect(lens.localised(seen, moment) == moment)
        let moved = Schedule(start: .local("20260115T113000"), end: .local("20260115T113100"))
        #expect(lens.localised(moved, moment) == Schedule(start: moved.start, end: moved.start))
        let longer = Schedule(start: start, end: .local("20260115T100000"))
        #expect(lens.localised(longer, moment) == longer)
    }

    @Test func `a floating series goes there and back with its UNTIL and its exceptions`() throws {
        let folder = View(
            master: Part([
                .when: .schedule(
                    Schedule(
                        start: .floating("20260105T100000"), end: .floating("20260105T110000"),
                        rules: ["RRULE:FREQ=WEEKLY;UNTIL=20261231T235959", "RDATE:20260107T100000"]))
            ]), exceptions: [.second: .excluded])
        let seen = lens.view(try event(folder))
        #expect(seen.schedule?.rules == ["RRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z", "RDATE:20260107T100000"])
        #expect(seen.exceptions == folder.exceptions)
        #expect(lens.localised(try #require(seen.schedule), folder.schedule) == folder.schedule)
    }

    @Test(arguments: [
        // folder's, Google's, what the folder gets
        ("20260115T093000", "20260115T113000 Europe/Berlin", "20260115T113000"),
        ("20260115T093000", "20260115T113000 Asia/Tokyo", "20260115T113000 Asia/Tokyo"),
        ("20260115T093000Z", "20260115T113000 Europe/Berlin", "20260115T103000Z"),
        ("20260115T093000 US/Eastern", "20260115T113000 America/New_York", "20260115T113000 US/Eastern"),
        ("20260115T093000 Etc/UTC", "20260115T113000Z", "20260115T113000 Etc/UTC"),
        ("20260115T093000 Europe/Berlin", "20260115T113000 Asia/Tokyo", "20260115T113000 Asia/Tokyo"),
        ("20260115", "20260115T113000 Europe/Berlin", "20260115T113000 Europe/Berlin"),
        ("20260115T093000 Europe/Berlin", "20260116", "20260116"),
    ])
    func `a time of Google's comes in the kind that the file has`(_ old: String, _ new: String, _ result: String) throws
    {
        #expect(lens.localised(try schedule(from: new), try schedule(from: old)) == (try schedule(from: result)))
        #expect(lens.localised(try schedule(from: new), nil) == (try schedule(from: new)))
    }

    @Test func `a view is its own view`() throws {
        for view in [View.meeting, .series, View(master: Part([.when: .schedule(.days)]))] {
            let seen = lens.view(try event(view))
            #expect(lens.view(try event(seen)) == seen)
        }
    }

    @Test func `start and end may be in two zones, but not those of a series`() throws {
        var flight = Schedule(start: .local("20260115T093000"), end: .local("20260115T120000", "America/New_York"))
        #expect(lens.view(try event(View(master: Part([.when: .schedule(flight)])))).schedule == flight)
        flight.rules = ["RRULE:FREQ=DAILY"]
        #expect(
            lens.view(try event(View(master: Part([.when: .schedule(flight)])))).schedule?.end
                == .local("20260115T180000"))
    }

    private func event(_ view: View) throws -> Event { Event(uid: try sample("x@example.com"), content: view) }

    private func event(from start: EventTime) throws -> Event {
        try event(View(master: Part([.when: .schedule(Schedule(start: start, end: start.adding(wallSeconds: 3600)))])))
    }

    private func schedule(from compact: String) throws -> Schedule {
        let start = try #require(EventTime(compact: compact))
        return Schedule(start: start, end: start.adding(wallSeconds: start.isAllDay ? 86_400 : 3600))
    }
}
