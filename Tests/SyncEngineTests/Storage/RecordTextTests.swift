import ICalendar
import SyncCore
import SyncEngine
import TestSupport
import Testing

@testable import SyncEngine

/// The hand-written JSON of records reads back through their `Codable` as what it was.
struct RecordTextTests {
    private let key = InstanceKey("20260122T090000")

    private func base() throws -> Base {
        let uid = try #require(UID("quote \" back \\ line\n é 🎄@example.org"))
        let start = try #require(EventTime(value: "20260115T090000", tzid: "Europe/Berlin"))
        let schedule = Schedule(
            start: start, end: .utc(DateTime(secondsSinceEpoch: 0)), rules: ["RRULE:FREQ=DAILY", "RDATE:x"])
        let part = Part([
            .title: .text("A\tB\u{1}"), .when: .schedule(schedule), .categories: .set(["b", "a"]),
            .alarms: .alarms([
                Alarm(action: "DISPLAY", trigger: .start(-600)),
                Alarm(action: "EMAIL", trigger: .end(0), rest: "X:1\nY:2"),
                Alarm(action: "AUDIO", trigger: .absolute("20260115T090000Z")),
            ]),
        ])
        let view = View(master: part, exceptions: [key: .changed(part), InstanceKey("20260129T090000"): .excluded])
        let seen = RemoteEvent(
            id: "id", revision: "\"1\"", uid: uid, view: view, instances: [key: RemoteInstance(id: "i", revision: "2")],
            readOnly: "No.",
            limit: WriteLimit(
                fields: [.title, .when], reason: "Ann's.", answersFor: "mailto:a@b.c", allowsDeletion: false),
            notes: ["exdates": "a b", "hidden": "1"])
        return Base(
            seen: seen, remoteShadow: View(master: part), folderShadow: view, agreed: [0xFF, 0, 13, 10], generation: 3)
    }

    @Test func `every kind of journal record reads back`() throws {
        let base = try base()
        let uid = base.seen.uid
        let key = RecordKey(PairID("work"), uid)
        let tombstone = Tombstone(
            remoteID: "id", revisions: ["b", "a"], agreed: Array("text\r\n".utf8), generation: 1, keptFile: "f",
            movedTo: PairID("home"))
        let intent = Intent(
            operation: "op", key: key, kind: .editFile, planned: .live(base), previous: .deleted(tombstone),
            changes: [
                .field(FieldPath(.title, of: self.key), from: .text("a"), to: nil),
                .exception(self.key, from: nil, to: .excluded),
            ],
            path: "work/a \"b\".ics", before: "x", after: "y",
            source: RecordKey(PairID("home"), uid), departed: .deleted(tombstone), isOwn: true)
        let stamp = Stamp(size: 5, mtime: -7, ctime: .max, inode: .max)
        let commit = Commit(
            operation: "op",
            records: [
                .init(key, RecordEntry(.live(base), isUnsettled: true)), .init(key, RecordEntry(.deleted(tombstone))),
                .init(key, nil),
                .init(
                    key,
                    RecordEntry(
                        remoteID: "r", revision: "v", isDeleted: true, isUnsettled: false,
                        body: .packed(PackRef(offset: 1 << 40, length: 9)))),
            ],
            files: [
                "a.ics": FileEntry(uid: uid, stamp: stamp, hash: "h", state: .other), "gone.ics": nil,
                "b.ics": FileEntry(uid: nil, stamp: stamp, hash: ""),
            ],
            pairs: [
                PairID("work"): PairState(calendar: "c", cursor: Cursor(token: "t", shape: "s"), device: 1, pack: "p")
            ],
            gitHead: "abc")
        for record in [JournalRecord.intent(intent), .commit(commit), .commit(Commit())] {
            let text = try ByteWriter.json(record)
            #expect(try JSONText.decode(JournalRecord.self, from: text) == record)
        }
    }

    private func records() throws -> [Record] {
        let full = try base()
        let uid = full.seen.uid
        let bare = RemoteEvent(id: "", revision: "", uid: uid, view: View())
        return [
            .live(full),
            .live(Base(seen: full.seen, remoteShadow: full.seen.view, folderShadow: View(), agreed: [])),
            .live(
                Base(
                    seen: full.seen, remoteShadow: full.seen.view, folderShadow: full.seen.view, agreed: [],
                    past: ["r1", "\"é\""])),
            .live(Base(seen: bare, remoteShadow: View(), folderShadow: View(), agreed: Array("A:\r\n\t\"é".utf8))),
            .deleted(
                Tombstone(
                    remoteID: "id", revisions: ["b", "a"], agreed: [1, 0xFE], generation: -1, keptFile: "f",
                    movedTo: PairID("home"))),
            .deleted(Tombstone(remoteID: "", revisions: [], agreed: [], generation: 0)),
        ]
    }

    private func scanned(_ text: [UInt8]) -> (uid: UID, record: Record)? {
        text.withUnsafeBytes { bytes in
            var scanner = ByteScanner(bytes)
            return scanner.packLine()
        }
    }

    private struct Line: Codable {
        let r: Record
        let u: UID
    }

    @Test func `every kind of record is read by the scan as by its Codable`() throws {
        let uid = try base().seen.uid
        for record in try records() {
            let text = ByteWriter.json(uid, record)
            let read = try #require(scanned(text))
            #expect(read.uid == uid && read.record == record)
            #expect(try JSONText.decode(Line.self, from: text).r == record)
        }
    }

    @Test func `what the scan reads of a damaged line, Codable reads too`() throws {
        let uid = try base().seen.uid
        for text in try records().map({ ByteWriter.json(uid, $0) }) {
            #expect(stride(from: 0, to: text.count, by: 7).allSatisfy { scanned(Array(text[..<$0])) == nil })
            for position in stride(from: 0, to: text.count, by: 3) {
                for byte in [UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: "7")] {
                    var damaged = text
                    damaged[position] = byte
                    guard let read = scanned(damaged) else { continue }
                    let slow = try? JSONText.decode(Line.self, from: damaged)
                    #expect(slow?.r == read.record && slow?.u == read.uid, "at byte \(position)")
                }
            }
        }
    }

    @Test func `a record in another order or spelling is left to its Codable`() throws {
        let record = Record.live(try base())
        let uid = try base().seen.uid
        let text = try JSONText.encode(Line(r: record, u: uid))
        #expect(scanned(text) == nil)
        let files = ModelFileStore(root: "/folder/.calsync/base")
        let pack = BasePack(path: "/folder/.calsync/base/work.1.jsonl", files: files)
        let refs = try pack.append([Hex.bytes(Checksum.of(text)) + [UInt8(ascii: " ")] + text])
        #expect(try pack.read(refs[0], expecting: uid) == record)
    }

    @Test func `a line of the history reads back`() throws {
        let part = try #require(try base().seen.view.exceptions[key]?.part)
        let full = History.Entry(
            run: "r", time: -1, pair: PairID("work"), uid: try base().seen.uid, path: "a \"b\".ics", title: "A\tB",
            operation: "edit", side: .remote,
            changes: [
                .field(FieldPath(.when, of: key), from: part[.when], to: nil),
                .field(FieldPath(.alarms), from: nil, to: part[.alarms]),
                .exception(key, from: .excluded, to: .changed(part)),
                .exception(key, from: nil, to: nil),
            ], reason: "because", outcome: "done", trashed: "t/a.ics", after: "h", isNew: true, isOwn: false)
        let bare = History.Entry(
            run: "", time: .max, pair: PairID("work"), uid: try base().seen.uid, path: nil, title: "",
            operation: "adopt", reason: "", outcome: "")
        for entry in [full, bare] {
            #expect(try JSONText.decode(History.Entry.self, from: ByteWriter.json(entry)) == entry)
        }
    }
}
