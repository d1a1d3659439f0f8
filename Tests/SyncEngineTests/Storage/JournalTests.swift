import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct JournalTests {
    private let path = "/folder/.calsync/journal.jsonl"
    private let header = Journal.Header(journal: 1, generation: 0, folder: Sample.folderID)
    private let files = ModelFileStore(root: "/folder/.calsync")

    private func records(_ numbers: ClosedRange<Int>) -> [JournalRecord] {
        numbers.map { .commit(Commit(operation: "op\($0)", gitHead: "commit \($0)")) }
    }

    /// A journal of three flushed groups, of one, three and two records.
    private func written() throws -> [UInt8] {
        var journal = Journal(path: path, files: files)
        for group in [1...1, 2...4, 5...6] { try journal.append(records(group), header: header) }
        return try files.read(path, limit: 1 << 20)
    }

    private func load(_ bytes: [UInt8]) throws(StateError) -> [JournalRecord] {
        try Journal.contents(of: bytes, named: "journal.jsonl").records
    }

    @Test func `a record about a file outside of the folder is damage`() throws {
        var commit = Sample.commit(1, title: "one")
        commit.files["../.profile"] = Sample.file(1)
        let bytes = try Journal.text([.commit(commit)], header: .init(generation: 0, folder: Sample.folderID))
        #expect(throws: StateError.self) { try Journal.contents(of: bytes, named: "journal.jsonl") }
    }

    @Test func `records come back as they were written`() throws {
        let contents = try Journal.contents(of: try written(), named: "journal.jsonl")
        #expect(contents.header == header)
        #expect(contents.records == records(1...6))
        #expect(!contents.isTorn)
    }

    @Test func `whole events come back as they were written`() throws {
        let records: [JournalRecord] = [
            .intent(Sample.intent("op")), .commit(Sample.commit(0, title: "Zero", operation: "op")),
            .commit(Commit(records: [.init(Sample.key(1), nil)], files: ["gone.ics": nil])),
        ]
        var journal = Journal(path: path, files: files)
        try journal.append(records, header: header)
        #expect(try load(try files.read(path, limit: 1 << 20)) == records)
    }

    @Test func `a journal that is cut anywhere gives the whole records before the cut`() throws {
        let bytes = try written()
        for length in 0..<bytes.count {
            let kept = try load(Array(bytes[..<length]))
            let lines = bytes[..<length].count { $0 == UInt8(ascii: "\n") }
            #expect(kept == Array(records(1...6).prefix(max(lines - 1, 0))), "cut at \(length)")
        }
    }

    @Test func `a flipped byte is refused, or stands in the last group and ends the journal there`() throws {
        let bytes = try written()
        let lastGroup = bytes.enumerated().filter { $0.element == UInt8(ascii: "\n") }[4].offset + 1
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 0x11
            do {
                let kept = try load(damaged)
                #expect(position >= lastGroup - 1, "a byte at \(position) went unnoticed")
                #expect(kept == Array(records(1...6).prefix(kept.count)))
                #expect(kept.count >= 3)
            } catch {
                guard case .damaged = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(position < lastGroup)
            }
        }
    }

    @Test func `a page lost inside the last group is a torn tail, also when later lines of it are whole`() throws {
        let bytes = try written()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var torn = Array(lines[..<5].joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        torn += [UInt8](repeating: 0, count: lines[5].count) + [UInt8(ascii: "\n")] + lines[6] + [UInt8(ascii: "\n")]
        #expect(try load(torn) == records(1...4))
    }

    @Test func `a torn tail is cut off before the next record`() throws {
        let bytes = try written()
        files.put(path, Array(bytes.dropLast(5)))
        var journal = Journal(path: path, files: files)
        #expect(try journal.load().records == records(1...5))
        try journal.append(records(7...7), header: header)
        #expect(try load(try files.read(path, limit: 1 << 20)) == records(1...5) + records(7...7))
    }

    @Test func `what a failed append left is not part of the journal`() throws {
        var journal = Journal(path: path, files: files)
        try journal.append(records(1...1), header: header)
        files.failNext(1, FileError(.diskFull, path))
        #expect(throws: FileError.self) { try journal.append(records(2...2), header: header) }
        try journal.append(records(3...3), header: header)
        #expect(try load(try files.read(path, limit: 1 << 20)) == records(1...1) + records(3...3))
    }

    @Test func `a journal of a newer calsync is refused`() throws {
        var journal = Journal(path: path, files: files)
        try journal.append(records(1...1), header: Journal.Header(journal: 2, generation: 0, folder: "f"))
        var again = Journal(path: path, files: files)
        #expect(throws: StateError.newerSchema(found: 2)) { try again.load() }
    }

    @Test func `an intent is open until its commit`() throws {
        let first = Sample.intent("one")
        let second = Sample.intent("two", 2)
        let commit = Sample.commit(0, title: "done", operation: "one")
        #expect(Journal.openIntents([.intent(first), .intent(second), .commit(commit)]) == [second])
    }
}
