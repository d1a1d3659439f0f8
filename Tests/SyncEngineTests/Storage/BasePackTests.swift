import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct BasePackTests {
    private let path = "/folder/.calsync/base/work.1.jsonl"
    private let files = ModelFileStore(root: "/folder/.calsync/base")
    private var pack: BasePack { BasePack(path: path, files: files) }

    private func line(_ number: Int) -> [UInt8] {
        BasePack.line(Sample.uid(number), Sample.live(number, title: "Title \(number)"))
    }

    @Test func `records are found where they were put`() throws {
        let first = try pack.append([line(1), line(2)])
        let second = try pack.append([line(3)])
        for (number, ref) in zip(1...3, first + second) {
            #expect(try pack.read(ref, expecting: Sample.uid(number)) == Sample.live(number, title: "Title \(number)"))
        }
    }

    @Test func `another record than the one asked for is refused`() throws {
        let refs = try pack.append([line(1), line(2)])
        #expect(throws: StateError.self) { try pack.read(refs[0], expecting: Sample.uid(2)) }
    }

    @Test func `a flipped byte is refused`() throws {
        let refs = try pack.append([line(1)])
        let bytes = try files.read(path, limit: 1 << 20)
        for position in 0..<bytes.count - 1 {
            var damaged = bytes
            damaged[position] ^= 0x01
            files.put(path, damaged)
            #expect(throws: StateError.self) { try pack.read(refs[0], expecting: Sample.uid(1)) }
        }
    }

    @Test func `half a line that a crash left does not disturb the next one`() throws {
        files.put(path, "0badc0de {\"r\":{\"liv")
        let refs = try pack.append([line(1)])
        #expect(try pack.read(refs[0], expecting: Sample.uid(1)) == Sample.live(1, title: "Title 1"))
        let lines = try files.read(path, limit: 1 << 20).split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 2)
    }

    @Test func `the names of packs are plain, whatever the pair is called`() {
        #expect(PackWriter.name(of: PairID("work"), generation: 3) == "work.3")
        let odd = PackWriter.name(of: PairID("../Arbeit & Familie"), generation: 1)
        #expect(!odd.contains("/") && !odd.contains(" "))
        #expect(odd != PackWriter.name(of: PairID("../Arbeit & familie"), generation: 1))
    }
}
