import Foundation
import ICalendar
import Testing

@testable import SyncCore

/// What the journal and the base hold reads back as it was written, in bytes that are the same every time.
@Suite struct RecordCodingTests {
    private func written(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// Returns the value as it reads back.
    private func again<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: written(value))
    }

    /// A base with something in every part.
    private var base: Base {
        let file = series(
            "A", "LOCATION:x", "CATEGORIES:a,b", "EXDATE;TZID=Europe/Berlin:20260129T090000",
            "BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-PT5M\nEND:VALARM\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:20260101T000000Z\n"
                + "DESCRIPTION:x\nEND:VALARM",
            others: [["RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;VALUE=DATE:20260123", "SUMMARY:B"]])
        var seen = remote(file, revision: "7")
        seen.readOnly = "It is a birthday."
        seen.notes = ["a": "b"]
        return Base(
            seen: seen, remoteShadow: view(series("B")), folderShadow: view(series("C")), agreed: Array(file.utf8),
            generation: 3)
    }

    @Test func `a base reads back, whichever shadows it has of its own`() throws {
        var base = base
        #expect(try again(base) == base)
        base.folderShadow = base.remoteShadow
        #expect(try again(base) == base)
        base.remoteShadow = base.seen.view
        base.folderShadow = base.seen.view
        #expect(try again(base) == base)
        base.folderShadow = view(series("C"))
        #expect(try again(base) == base)
    }

    @Test func `agreed bytes that are no UTF-8 read back`() throws {
        for bytes: [UInt8] in [
            [], [0xFF], [0xC3, 0x28, 0x00], Array("ü\u{FEFF}\r\n\0".utf8), Array(UInt8.min...UInt8.max),
        ] {
            var base = base
            base.agreed = bytes
            #expect(try again(base).agreed == bytes)
        }
    }

    @Test func `base64 is the standard one`() {
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            #expect(Base64.encode(Array(text.utf8)) == code)
            #expect(Base64.decode(code) == Array(text.utf8))
        }
        #expect(Base64.decode("Zm9v!") == nil)
    }

    @Test func `records and tombstones read back`() throws {
        let tombstone = Tombstone(
            remoteID: "r1", revisions: ["1", "2"], agreed: [0xFF], generation: 2, keptFile: "digest")
        for record in [Record.live(base), .deleted(tombstone), .deleted(base.tombstone())] {
            #expect(try again(record) == record)
        }
    }

    @Test func `journal records read back`() throws {
        let intent = Intent(
            operation: "0123", key: key, kind: .createRemote, planned: .live(base), previous: nil, path: "work/a.ics",
            before: "x", after: nil)
        let packed = RecordEntry(
            remoteID: "r", revision: "1", isDeleted: true, isUnsettled: true,
            body: .packed(PackRef(offset: 1 << 40, length: 9)))
        let stamp = Stamp(size: 1, mtime: 1_768_467_600_123_456_789, ctime: -1, inode: .max)
        let commit = Commit(
            operation: "0123",
            records: [
                .init(key, RecordEntry(.live(base))), .init(RecordKey(pair, uid("gone")), nil), .init(key, packed),
            ],
            files: [
                "a.ics": FileEntry(uid: key.uid, stamp: stamp, hash: "h"), "b.ics": nil,
                "c.ics": FileEntry(uid: nil, stamp: stamp, hash: "h", state: .paused),
            ],
            pairs: [pair: PairState(calendar: "c", cursor: Cursor(token: "t", shape: "s"), device: 7, pack: "p")],
            gitHead: "")
        for record in [JournalRecord.intent(intent), .commit(commit), .commit(Commit())] {
            #expect(try again(record) == record)
        }
    }

    @Test func `a commit made twice is the same as once`() {
        var manifest = Manifest(folderID: "f")
        let commit = Commit(
            records: [.init(key, RecordEntry(.live(base)))], files: ["a.ics": nil],
            pairs: [pair: PairState(calendar: "c")],
            gitHead: "abc")
        manifest.apply(commit)
        var twice = manifest
        twice.apply(commit)
        #expect(twice == manifest && manifest.gitHead == "abc")
        manifest.apply(Commit(records: [.init(key, nil)], gitHead: ""))
        #expect(manifest.records.isEmpty && manifest.gitHead == nil)
    }

    @Test func `equal values give equal bytes`() throws {
        let alarms = (0..<8).map { Alarm(action: "DISPLAY", trigger: .start(-600), rest: "DESCRIPTION:\($0)") }
        let first = View(master: Part([.alarms: .alarms(Set(alarms)), .categories: .set(["a", "b", "c"])]))
        let second = View(
            master: Part([.categories: .set(["c", "b", "a"]), .alarms: .alarms(Set(alarms.reversed()))]))
        #expect(try written(first) == written(second))
    }

    @Test func `a field that a later version added is passed over`() throws {
        let json = #"{"m":{"title":{"t":"A"},"mood":{"t":"good"}}}"#
        #expect(try JSONDecoder().decode(View.self, from: Data(json.utf8)) == View(master: Part([.title: .text("A")])))
    }

    @Test func `an entry says whether something is pending`() {
        #expect(RecordEntry(.live(base)).isUnsettled)
        #expect(!RecordEntry(agreed(on: meeting("A"))).isUnsettled)
        #expect(RecordEntry(.deleted(base.tombstone())).isDeleted)
    }
}
