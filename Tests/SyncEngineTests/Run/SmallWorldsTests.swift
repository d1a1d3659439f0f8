import ProviderKit
import SyncCore
import Testing

@testable import Proofs

/// A part of what `make prove` tries in full.
@Suite struct SmallWorldsTests {
    @Test func `every single act, cut off and robbed of answers, ends as it should`() async throws {
        try await expectWhole(Proofs.Schedule.all(upTo: 1), moreThan: 250) {
            try await SmallWorlds.prove($0, from: $1, stride: 7)
        }
    }

    @Test func `some pairs of acts end as they should`() async throws {
        try await expectWhole(pairs(each: 61, from: 0), moreThan: 40) {
            try await SmallWorlds.prove($0, from: $1, stride: 11)
        }
    }

    @Test func `an act between a sync that broke off and the next one loses nothing`() async throws {
        try await expectWhole(pairs(each: 97, from: 29), moreThan: 40) {
            try await SmallWorlds.proveEarly($0, from: $1)
        }
    }

    @Test func `an act in the middle of a sync is lost at none of the three places`() async throws {
        try await expectWhole(pairs(each: 43, from: 29), moreThan: 40) {
            try await SmallWorlds.proveDuring($0, from: $1)
        }
    }

    @Test func `the power cut in the middle of a sync changes nothing in the end`() async throws {
        try await expectWhole(Proofs.Schedule.all(upTo: 1), moreThan: 150) {
            try await SmallWorlds.cutPower($0, from: $1, stride: 4)
        }
    }

    /// Found by the worlds of three acts, of which there are too many for here.
    @Test(arguments: [
        "titleHere,deleteRich,placePoor,crash=5,lost=poor:1", "timeHere,deletePoor,deleteHere,crash=10,lost=poor:2",
    ])
    func `three acts that once were broken are whole`(_ text: String) async throws {
        let tally = try await SmallWorlds.replay(try #require(Schedule(text)))
        #expect(tally.count == 1)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }

    /// Some of the sequences of up to two acts.
    private func pairs(each step: Int, from first: Int) -> [Proofs.Schedule] {
        Proofs.Schedule.all(upTo: 2).enumerated().filter { $0.offset % step == first }.map(\.element)
    }

    private func expectWhole(
        _ schedules: [Proofs.Schedule], moreThan count: Int,
        _ prove: (Proofs.Schedule, ProofWorld) async throws -> Tally
    ) async throws {
        let beginning = try await ProofWorld()
        var tally = Tally()
        for schedule in schedules { tally.add(try await prove(schedule, beginning)) }
        #expect(tally.count > count)
        #expect(tally.findings.map { "\($0.replay): \($0.sentences)" } == [])
    }

    @Test(arguments: [
        "titleHere,sync,deleteRich,crash=12,lost=poor:2", "makePoor", "timeHere,timeRich", "placeHere,crash=3,timePoor",
        "makeRich,cut=9:1", "placeRich,during=7,titleHere",
    ])
    func `a schedule is read as it is written`(_ text: String) throws {
        #expect(try #require(Schedule(text)).description == text)
        #expect(Schedule(text + ",nonsense") == nil)
    }

    @Test func `what is broken is found`() async throws {
        let world = try await ProofWorld()
        let rest = try #require(try await world.folder.settle())
        let schedule = Schedule([.titleHere])
        #expect(Invariants(Schedule([]), world, rest).violations() == [])
        #expect(Invariants(schedule, world, rest).violations() == ["I2: SUMMARY:titleHere 0 is lost"])
        #expect(Invariants(Schedule([.deleteRich]), world, rest).violations() == ["I4: the deleted event is back"])

        let doubled = world.copy()
        doubled.rich.double(try #require(doubled.rich.events().first).id)
        #expect(Invariants(Schedule([]), doubled, rest).violations().contains { $0.hasPrefix("I3") })

        let cut = world.copy()
        try cut.folder.edit("work/a.ics", "COMMENT:also own\n", "")
        let found = Invariants(Schedule([]), cut, rest).violations()
        #expect(found.contains { $0.hasPrefix("I5") } && found.contains { $0.hasPrefix("I8") })

        let apart = world.copy()
        apart.rich.edit(try #require(apart.rich.events().first { $0.uid == ProofWorld.uid }).id) {
            $0.master[.title] = .text("other")
        }
        #expect(Invariants(Schedule([]), apart, rest).violations().contains { $0.hasPrefix("I1") })
    }
}
