import Testing

@testable import Proofs

/// A part of what `make prove` tries in full.
@Suite struct SeededWorldsTests {
    @Test func `walks that seeds draw end with all alike, and nothing lost`() async throws {
        var tally = Tally()
        let beginning = try await SeededWorld()
        for seed in 1...40 as ClosedRange<UInt64> { tally.add(try await SeededWorlds.prove(seed, from: beginning)) }
        #expect(tally.count == 40)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }

    /// Each has cost somebody's edit, or brought a deletion back, until it was found.
    @Test func `walks that once were broken are whole`() async throws {
        let seeds: [UInt64] = [
            2453, 2642, 2923, 3119, 3458, 3606, 4404, 4641, 4780, 7321, 7369, 8331, 8858, 9139, 9595, 26100, 45705,
            47908, 99153, 105738, 146891, 173785, 214862, 226289, 235267, 238346, 247352, 523937,
            657568,
        ]
        var tally = Tally()
        let beginning = try await SeededWorld()
        for seed in seeds { tally.add(try await SeededWorlds.prove(seed, from: beginning)) }
        #expect(tally.count == seeds.count)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }

    @Test func `a mistake that one line could make is caught`() async throws {
        // The others take more walks than there is time for here.
        for bug in PlantedBug.allCases where bug.acts != nil {
            let tally = try await PlantedBugs.prove(bug)
            #expect(tally.findings.isEmpty, "\(bug.rawValue)")
            #expect(tally.count > 0)
        }
        #expect(PlantedBug.allCases.count >= 14)
    }

    @Test func `what was written is kept until somebody replaces it who saw it`() throws {
        let uid = ProofWorld.uid
        var values = WrittenValues()
        values.write("one", .title, in: uid, over: "")
        values.write("two", .location, in: uid, over: "")
        #expect(values.kept.map(\.token) == ["one", "two"])
        values.write("three", .title, in: uid, over: "one")
        #expect(values.kept.map(\.token) == ["two", "three"])
        // Who deletes the event where only its title shows has seen nothing of the rest.
        values.delete(uid, showing: "three", fields: [.title])
        #expect(values.kept.isEmpty && values.gone.isEmpty)
        values.write("four", .title, in: uid, over: "three")
        values.delete(uid, showing: "four two", fields: nil)
        #expect(values.gone == [uid])
    }

    @Test func `what is in conflict nobody can be known to have seen`() {
        let uid = ProofWorld.uid
        var values = WrittenValues()
        values.write("one", .title, in: uid, over: "")
        values.noteSync([], isWell: true, isWhole: true, conflicts: [uid])
        values.delete(uid, showing: "one", fields: nil)
        #expect(values.gone.isEmpty)
        // A sync that couldn't look at the service settles nothing there.
        values.noteSync([], isWell: true, isWhole: false, conflicts: [])
        values.delete(uid, showing: "one", fields: nil)
        #expect(values.gone.isEmpty)
        values.noteSync([], isWell: true, isWhole: true, conflicts: [])
        values.delete(uid, showing: "one", fields: nil)
        #expect(values.gone == [uid])
        // What was deleted before the sync stays so; what was deleted while the conflict came about was not seen whole.
        values.noteSync([uid], isWell: true, isWhole: true, conflicts: [uid])
        #expect(values.gone == [uid])
        values.noteSync([], isWell: true, isWhole: true, conflicts: [uid])
        #expect(values.gone.isEmpty)
    }
}
