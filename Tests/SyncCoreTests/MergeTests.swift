import Testing

@testable import SyncCore

/// The kernel: one value, three ways.
@Suite struct MergeTests {
    private func kernel(_ localBase: Int, _ local: Int, _ remoteBase: Int, _ remote: Int) -> Merged<Int> {
        merge(localBase: localBase, local: local, remoteBase: remoteBase, remote: remote, same: ==)
    }

    @Test func `a side that stayed gives way, equal edits agree, others conflict`() {
        #expect(kernel(1, 1, 1, 1) == .settled)
        #expect(kernel(1, 2, 1, 1) == .agreed(2))
        #expect(kernel(1, 1, 1, 3) == .agreed(3))
        #expect(kernel(1, 2, 1, 2) == .agreed(2))
        #expect(kernel(1, 2, 1, 3) == .conflict)
    }

    @Test func `each side is compared with its own base`() {
        // The service answers 10 where the folder says 1.
        #expect(kernel(1, 1, 10, 10) == .settled)
        #expect(kernel(1, 2, 10, 10) == .agreed(2))
        #expect(kernel(1, 1, 10, 30) == .agreed(30))
    }

    @Test func `text merges by line`() {
        let base = "one\ntwo\nthree\nfour"
        #expect(
            mergedText(base: base, local: "ONE\ntwo\nthree\nfour", remote: "one\ntwo\nthree\nFOUR")
                == "ONE\ntwo\nthree\nFOUR")
        #expect(mergedText(base: base, local: "two\nthree\nfour", remote: base + "\nfive") == "two\nthree\nfour\nfive")
        #expect(mergedText(base: base, local: base + "\nx", remote: base + "\nx") == base + "\nx")
        #expect(mergedText(base: base, local: base, remote: "one") == "one")
    }

    @Test func `text edited in one place by both sides is a conflict`() {
        let base = "one\ntwo\nthree"
        #expect(mergedText(base: base, local: "one\nTWO\nthree", remote: "one\nzwei\nthree") == nil)
        #expect(mergedText(base: base, local: "one\nTWO\nthree", remote: "one\ntwo\nTHREE") == nil)
        #expect(mergedText(base: base, local: base + "\na", remote: base + "\nb") == nil)
    }

    @Test func `text merges alike whichever side is asked first`() {
        let base = "a\nb\nc\nd\ne"
        let edits = ["a\nb\nc\nd\nE", "x\na\nb\nc\nd\ne", "b\nc\nd\ne", "a\nb\ne", "a\nb\nC\nd\ne", ""]
        for one in edits {
            for other in edits {
                #expect(
                    mergedText(base: base, local: one, remote: other)
                        == mergedText(base: base, local: other, remote: one))
            }
        }
    }

    @Test func `case 54, sets merge element by element`() {
        #expect(mergedSet(localBase: ["c"], local: ["c", "a"], remoteBase: ["c"], remote: ["b"]) == ["a", "b"])
        #expect(mergedSet(localBase: [], local: ["a"], remoteBase: [], remote: ["b"]) == ["a", "b"])
        #expect(mergedSet(localBase: ["a", "b"], local: ["b"], remoteBase: ["a", "b"], remote: ["a"]) == [])
        // What the service never showed stays; what it respells is not doubled.
        #expect(
            mergedSet(localBase: ["A"], local: ["A", "x"], remoteBase: ["a"], remote: ["a", "y"]) == ["A", "x", "y"])
    }

    @Test func `a field that is a set merges with absence`() {
        let set = { (elements: String...) in Value.set(Set(elements)) }
        #expect(
            Field.categories.merged(localBase: set("c"), local: set("a", "c"), remoteBase: set("c"), remote: nil)
                == .agreed(set("a")))
        #expect(
            Field.categories.merged(
                localBase: set("a", "b"), local: set("a"), remoteBase: set("a", "b"), remote: set("b"))
                == .agreed(nil))
    }

    @Test func `case 55, alarms merge one by one`() {
        let alarm = { (minutes: Int) in Alarm(action: "DISPLAY", trigger: .start(-60 * minutes)) }
        #expect(
            Field.alarms.merged(
                localBase: .alarms([alarm(10)]), local: .alarms([alarm(10), alarm(20)]),
                remoteBase: .alarms([alarm(10)]), remote: nil) == .agreed(.alarms([alarm(20)])))
    }

    @Test func `guests merge by address, then by parameter`() {
        let base: Set = ["ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Ann@example.org", "ATTENDEE:mailto:bob@example.org"]
        let merged = people(
            base, ["ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Ann:mailto:Ann@example.org", "ATTENDEE:mailto:bob@example.org"],
            base, ["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.org", "ATTENDEE:mailto:cy@example.org"])
        let both: Set = ["ATTENDEE;PARTSTAT=ACCEPTED;CN=Ann:mailto:Ann@example.org", "ATTENDEE:mailto:cy@example.org"]
        #expect(merged?.local == both)
        #expect(merged?.remote == both)
    }

    @Test func `an answer that both sides changed is the service's, a name is asked about`() {
        let person = { (parameters: String) -> Set<String> in ["ATTENDEE\(parameters):mailto:a@example.org"] }
        #expect(
            people(person(""), person(";PARTSTAT=DECLINED"), person(""), person(";PARTSTAT=ACCEPTED"))?.local
                == person(";PARTSTAT=ACCEPTED"))
        #expect(people(person(""), person(";CN=A"), person(""), person(";CN=B")) == nil)
        #expect(people(person(""), person(";CN=A"), person(""), [])?.local == person(";CN=A"))
    }

    @Test func `each side keeps its own spelling of people that nobody changed`() {
        let merged = people(
            ["ATTENDEE;CN=Ann:mailto:a@example.org"],
            ["ATTENDEE;CN=Ann:mailto:a@example.org", "ATTENDEE:mailto:new@example.org"],
            ["ATTENDEE:mailto:a@example.org", "ATTENDEE:mailto:host@example.org"],
            ["ATTENDEE:mailto:a@example.org", "ATTENDEE:mailto:host@example.org"])
        #expect(
            merged?.local == ["ATTENDEE;CN=Ann:mailto:a@example.org", "ATTENDEE:mailto:new@example.org"])
        #expect(
            merged?.remote == [
                "ATTENDEE:mailto:a@example.org", "ATTENDEE:mailto:host@example.org", "ATTENDEE:mailto:new@example.org",
            ])
    }

    private func people(
        _ localBase: Set<String>, _ local: Set<String>, _ remoteBase: Set<String>, _ remote: Set<String>
    ) -> KeyedMerge? {
        KeyedMerge(
            .attendees, localBase: .set(localBase), local: .set(local), remoteBase: .set(remoteBase),
            remote: .set(remote))
    }

    @Test func `nothing and an empty value are the same`() {
        #expect(Value.meanSame(nil, .text("")) && Value.meanSame(.set([]), nil) && Value.meanSame(.alarms([]), nil))
        #expect(!Value.meanSame(nil, .text("x")))
    }
}
