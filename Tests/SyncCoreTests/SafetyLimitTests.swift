import Testing

@testable import SyncCore

/// The numbers of cases.md 2.7.
@Suite struct SafetyLimitTests {
    private let other = PairID("home")

    private func operation(_ number: Int, _ kind: Operation.Kind, in pair: PairID = pair, moves: Bool = false)
        -> Operation
    {
        let time = view(meeting("A")).schedule.map { Value.schedule($0) }
        let changes = moves ? [Change.field(FieldPath(.when), from: time, to: time)] : []
        return Operation(
            key: RecordKey(pair, uid("event\(number)")), kind: kind, title: "A", changes: changes, reason: "")
    }

    /// How many of `count` deletions, or moves, of a pair of `live` are let through.
    private func released(
        _ count: Int, of live: Int, _ kind: Operation.Kind, moves: Bool = false, headJumped: Bool = false,
        folderIsEmpty: Bool = false, remoteIsEmpty: Bool = false
    ) -> Int {
        var plan = Plan()
        plan.operations = (0..<count).map { operation($0, kind, moves: moves) }
        let census = SafetyLimit.Census(live: live, folderIsEmpty: folderIsEmpty, remoteIsEmpty: remoteIsEmpty)
        let checked = SafetyLimit(headJumped: headJumped).checked(plan, census: [pair: census])
        #expect(checked.operations.count + checked.held.count == count)
        #expect(checked.held.allSatisfy { $0.cause == .safety })
        return checked.operations.count
    }

    @Test(arguments: [Operation.Kind.deleteFile, .deleteRemote])
    func `mass deletion is more than 10 events, and more than a tenth`(kind: Operation.Kind) {
        #expect(released(10, of: 60, kind) == 10)
        #expect(released(11, of: 60, kind) == 0)
        #expect(released(11, of: 115, kind) == 11)
        #expect(released(12, of: 115, kind) == 0)
        #expect(released(20, of: 200, kind) == 20)
        #expect(released(21, of: 200, kind) == 0)
    }

    @Test func `half of a pair of 4 or more is mass deletion`() {
        #expect(released(3, of: 3, .deleteRemote) == 3)
        #expect(released(1, of: 4, .deleteRemote) == 1)
        #expect(released(2, of: 4, .deleteRemote) == 0)
        #expect(released(4, of: 9, .deleteFile) == 4)
        #expect(released(5, of: 9, .deleteFile) == 0)
    }

    @Test func `case 45, an empty side is held from 4 events on`() {
        #expect(released(1, of: 4, .deleteFile, remoteIsEmpty: true) == 0)
        #expect(released(1, of: 4, .deleteRemote, folderIsEmpty: true) == 0)
        #expect(released(1, of: 4, .deleteRemote, remoteIsEmpty: true) == 1)
        #expect(released(3, of: 3, .deleteFile, remoteIsEmpty: true) == 3)
    }

    @Test func `case 25, after a jump of git's HEAD 10 deletions are the limit`() {
        #expect(released(10, of: 1_000, .deleteRemote, headJumped: true) == 10)
        #expect(released(11, of: 1_000, .deleteRemote, headJumped: true) == 0)
        #expect(released(11, of: 1_000, .deleteFile, headJumped: true) == 11)
        #expect(released(11, of: 1_000, .deleteRemote) == 11)
    }

    @Test func `after a jump the deletions of all pairs count together`() {
        var plan = Plan()
        plan.operations = (0..<6).flatMap {
            [operation($0, .deleteRemote), operation($0 + 10, .deleteRemote, in: other)]
        }
        let census = SafetyLimit.Census(live: 1_000, folderIsEmpty: false, remoteIsEmpty: false)
        let checked = SafetyLimit(headJumped: true).checked(plan, census: [pair: census, other: census])
        #expect(checked.operations.isEmpty && checked.held.count == 12)
    }

    @Test(arguments: [Operation.Kind.editFile, .editRemote(nil)])
    func `a mass move is 10 events and more than half`(kind: Operation.Kind) {
        #expect(released(9, of: 9, kind, moves: true) == 9)
        #expect(released(10, of: 20, kind, moves: true) == 10)
        #expect(released(10, of: 19, kind, moves: true) == 0)
        #expect(released(30, of: 30, kind) == 30)
    }

    @Test func `new events are no move`() {
        #expect(released(30, of: 30, .createFile, moves: true) == 30)
    }

    @Test func `what builds on a held write is held with it, at every service`() {
        var plan = Plan()
        plan.operations =
            (0..<5).map { operation($0, .deleteFile) } + (0..<5).map { operation($0, .deleteRemote, in: other) }
        plan.operations.append(operation(9, .editRemote(nil), in: other))
        let small = SafetyLimit.Census(live: 6, folderIsEmpty: false, remoteIsEmpty: false)
        let large = SafetyLimit.Census(live: 1_000, folderIsEmpty: false, remoteIsEmpty: false)
        let checked = SafetyLimit().checked(plan, census: [pair: small, other: large])
        #expect(checked.operations.map(\.key.uid) == [uid("event9")])
        #expect(checked.held.count == 5)
    }

    @Test func `the rest of the plan goes on`() {
        var plan = Plan()
        plan.operations =
            (0..<8).map { operation($0, .deleteFile) } + [operation(8, .createRemote), operation(9, .adopt)]
        let census = SafetyLimit.Census(live: 10, folderIsEmpty: false, remoteIsEmpty: false)
        let checked = SafetyLimit().checked(plan, census: [pair: census])
        #expect(checked.words.hasPrefix("create-remote, adopt, held safety"))
    }
}
