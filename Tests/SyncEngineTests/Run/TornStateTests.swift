import Testing

@testable import Proofs

/// A part of what `make prove` tries in full.
@Suite struct TornStateTests {
    @Test func `a state that is damaged anywhere is refused, or leads to where the whole one leads`() async throws {
        let world = try await TornWorld()
        let end = try await TornState.End(of: world)
        var tally = Tally()
        for damage in TornState.all(in: world, stride: 397) {
            tally.add(try await TornState.prove(damage, in: world, towards: end))
        }
        #expect(tally.count > 120)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }

    @Test func `the journal that is damaged announces every kind of write`() async throws {
        let journal = String(decoding: try #require(try await TornWorld().state["journal.jsonl"]), as: UTF8.self)
        for kind in [
            "createFile", "editFile", "deleteFile", "createRemote", "moveRemote", "editRemote", "deleteRemote",
        ] {
            #expect(journal.contains("\"\(kind)\""), "\(kind)")
        }
    }

    @Test(arguments: ["cut:journal.jsonl:0", "flip:base/home.1.jsonl:12"])
    func `a damage is read as it is written`(_ text: String) throws {
        #expect(try #require(TornState.Damage(text)).description == text)
        #expect(TornState.Damage("bend:" + text) == nil)
    }
}
