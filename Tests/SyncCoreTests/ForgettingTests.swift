import ICalendar
import SyncCore
import Testing

/// A series that is moved at a service which drops its exceptions along the way: nobody asked for that.
struct ForgettingTests {
    private let key = InstanceKey("20260122T090000")

    private func moved(_ text: String) -> String {
        text.replacing("20260115T09", "20260115T11").replacing("20260115T10", "20260115T12")
    }

    private func view(_ text: String) throws -> View { try #require(EventFile(text).event?.content) }

    private func merge(remote: View, forgets: Bool) throws -> EventMerge {
        let text = series("A", "EXDATE;TZID=Europe/Berlin:20260122T090000")
        let base = try view(text)
        return EventMerge(
            localBase: base, local: base, remoteBase: base, remote: remote, fields: Set(Field.allCases),
            remoteForgets: forgets)
    }

    @Test func `the folder's excluded day stays excluded, and goes there again`() throws {
        let merge = try merge(remote: try view(moved(series("A"))), forgets: true)
        #expect(merge.toLocal.map(\.field) == [.when])
        #expect(
            merge.toRemote == [.exception(InstanceKey("20260122T110000"), from: nil, to: .excluded)])
    }

    @Test func `a day that takes place again at a service which forgets nothing is a wish`() throws {
        let merge = try merge(remote: try view(moved(series("A"))), forgets: false)
        #expect(
            merge.toLocal.contains(.exception(InstanceKey("20260122T110000"), from: .excluded, to: nil)))
        #expect(merge.toRemote.isEmpty)
    }

    @Test func `an instance that only repeats what the series says counts as forgotten`() throws {
        var remote = try view(moved(series("A")))
        var part = remote.master
        let start = try #require(EventTime(value: "20260122T110000", tzid: "Europe/Berlin"))
        let end = try #require(EventTime(value: "20260122T120000", tzid: "Europe/Berlin"))
        part[.when] = .schedule(Schedule(start: start, end: end))
        remote.exceptions[InstanceKey("20260122T110000")] = .changed(part)
        let merge = try merge(remote: remote, forgets: true)
        #expect(merge.toRemote.map(\.instance) == [InstanceKey("20260122T110000")])
        #expect(merge.toLocal.allSatisfy { $0.instance == nil })
    }

    @Test func `case 2, an event in another pair's folder is created there before it is deleted here`() throws {
        let uid = try #require(UID("event"))
        let (here, there) = (PairID("a"), PairID("b"))
        let file = EventFile(meeting("A"))
        let event = try #require(file.event)
        let seen = RemoteEvent(id: "1", revision: "1", uid: uid, view: event.content)
        let base = Base(
            seen: seen, remoteShadow: event.content, folderShadow: event.content, agreed: file.bytes)
        var planner = Planner(
            pairs: [here, there].map { PairFacts(id: $0, folder: $0.text, service: "Google", lens: .identity) },
            candidates: [RecordKey(here, uid), RecordKey(there, uid)],
            locals: [
                Planner.LocalKey("b", uid): .file(LocalFile(path: "b/event.ics", digest: "d", file: file))
            ],
            records: [RecordKey(here, uid): .live(base)], remotes: [:], stamp: 0
        ) { _, _, _ in "unused" }
        #expect(planner.make().operations.map(\.kind) == [.createRemote, .deleteRemote])
    }

    @Test func `case 36, a file that comes back has its old name`() throws {
        let uid = try #require(UID("event"))
        let pair = PairID("a")
        let file = EventFile(meeting("A"))
        let event = try #require(file.event)
        let seen = RemoteEvent(id: "1", revision: "1", uid: uid, view: event.content)
        let base = Base(
            seen: seen, remoteShadow: event.content, folderShadow: event.content, agreed: file.bytes)
        var now = seen
        now.revision = "2"
        now.view.master[.title] = .text("B")
        var planner = Planner(
            pairs: [PairFacts(id: pair, folder: "a", service: "Google", lens: .identity)],
            candidates: [RecordKey(pair, uid)], locals: [:], records: [RecordKey(pair, uid): .live(base)],
            remotes: [RecordKey(pair, uid): .event(now)], stamp: 0,
            oldPaths: [Planner.LocalKey("a", uid): "a/deep/mine.ics"]
        ) { _, _, _ in "a/new.ics" }
        let operation = try #require(planner.make().operations.first)
        #expect(operation.kind == .createFile)
        #expect(operation.path == "a/deep/mine.ics")
    }
}
