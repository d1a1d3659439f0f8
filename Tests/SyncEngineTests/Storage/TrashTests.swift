import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct TrashTests {
    private let files = ModelFileStore()
    private var trash: Trash { Trash(root: "/folder", files: files) }
    private let day: Int64 = 86_400 * 1_000_000_000

    @Test func `things keep their path and time`() throws {
        files.put("/folder/.calsync/tmp/op", "old")
        let place = try trash.put("/folder/.calsync/tmp/op", path: "work/a b.ics", operation: "op", now: 20_000 * day)
        #expect(place == "20241004T000000Z-op/work/a b.ics")
        #expect(
            try trash.items() == [
                Trash.Item(time: 20_000 * 86_400, operation: "op", path: "work/a b.ics", place: place)
            ])
        #expect(try trash.read(place) == Array("old".utf8))
    }

    @Test func `one file never replaces another in the trash`() throws {
        for text in ["one", "two", "three"] {
            files.put("/folder/x", text)
            _ = try trash.put("/folder/x", path: "a.ics", operation: "op", now: 0)
        }
        #expect(
            Set(try trash.items().map { String(decoding: try trash.read($0.place), as: UTF8.self) }) == [
                "one", "two", "three",
            ])
    }

    @Test func `things go after thirty days, and not before`() throws {
        for (number, time) in [0, day, 2 * day].enumerated() {
            files.put("/folder/x", "\(number)")
            _ = try trash.put("/folder/x", path: "work/\(number).ics", operation: "op\(number)", now: time)
        }
        files.put("/folder/.calsync/trash/a-person-put-this/here", "kept")
        try trash.purge(now: 31 * day + 1_000_000_000)
        #expect(try trash.items().map(\.path) == ["work/2.ics"])
        #expect(files.text("/folder/.calsync/trash/a-person-put-this/here") == "kept")
    }

    @Test func `no path leads out of the trash`() throws {
        files.put("/folder/x", "x")
        let place = try trash.put("/folder/x", path: "../../etc/x", operation: "op", now: 0)
        #expect(place == "19700101T000000Z-op/x")
        #expect(throws: FileError.self) { try trash.read("../manifest.json") }
    }
}

struct HistoryTests {
    private let files = ModelFileStore(root: "/folder/.calsync")
    private var history: History { History(root: "/folder", files: files) }

    private func entry(_ run: String, _ number: Int) -> History.Entry {
        History.Entry(
            run: run, time: Int64(number), pair: Sample.pair, uid: Sample.uid(number), path: "work/a.ics",
            title: "Dentist",
            operation: "edit", side: .local,
            changes: [.field(FieldPath(.title), from: .text("Dentist"), to: .text("Dr. Grün"))],
            reason: "The title changed at Google.", outcome: "done", trashed: "t/work/a.ics")
    }

    @Test func `entries come back, oldest first, by filter`() throws {
        #expect(try history.entries().isEmpty)
        try history.append([entry("one", 1), entry("one", 2)])
        try history.append([entry("two", 3)])
        #expect(try history.entries() == [entry("one", 1), entry("one", 2), entry("two", 3)])
        #expect(try history.entries { $0.run == "two" } == [entry("two", 3)])
    }

    @Test func `half a line does not spoil the next one`() throws {
        try history.append([entry("one", 1)])
        try files.append(Array("{\"run\":\"to".utf8), to: "/folder/.calsync/history.jsonl")
        try history.append([entry("two", 2)])
        #expect(try history.entries() == [entry("one", 1), entry("two", 2)])
    }

    @Test func `a long history is begun anew, and its older half kept`() throws {
        try history.append([entry("old", 1)])
        let line = try files.read("/folder/.calsync/history.jsonl", limit: 10_000)
        try files.append(
            [UInt8](repeating: UInt8(ascii: "\n"), count: Int(History.rotatedAt)), to: "/folder/.calsync/history.jsonl")
        try history.append([entry("new", 2)])
        #expect(try files.read("/folder/.calsync/history.jsonl", limit: 10_000).count == line.count)
        #expect(try history.entries().map(\.run) == ["old", "new"])
    }
}
