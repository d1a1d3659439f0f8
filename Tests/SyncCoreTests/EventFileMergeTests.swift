import ICalendar
import Testing

@testable import SyncCore

/// The merge of event files for git. What git's own merge by lines says is given, as it is an argument.
@Suite struct EventFileMergeTests {
    /// Merges where lines touch, so that git alone would give up.
    private func merge(
        _ base: String, _ ours: String, _ theirs: String, lines: LineMerge = LineMerge(bytes: [1], isClean: false)
    ) -> (text: String, merge: EventFileMerge) {
        let merge = EventFileMerge(
            base: Array(base.utf8), ours: Array(ours.utf8), theirs: Array(theirs.utf8), lines: lines,
            marks: ConflictMarks())
        return (String(decoding: merge.bytes, as: UTF8.self), merge)
    }

    private func clean(_ text: String) -> LineMerge { LineMerge(bytes: Array(text.utf8), isClean: true) }

    private func marked(_ ours: String..., or theirs: String...) -> [String] {
        ["<<<<<<< ours"] + ours + ["======="] + theirs + [">>>>>>> theirs"]
    }

    @Test func `edits of two fields go together, even on neighbouring lines`() {
        let result = merge(meeting("A", "LOCATION:x"), meeting("B", "LOCATION:x"), meeting("A", "LOCATION:y"))
        #expect(result.text == meeting("B", "LOCATION:y"))
        #expect(result.merge.isClean)
    }

    @Test func `a clean merge by lines that says the same keeps all its bytes`() {
        let lines = meeting("B", "LOCATION:y", "X-FOO:1").replacing("VERSION:2.0", "VERSION:2.0\nPRODID:-//them//EN")
        let result = merge(
            meeting("A", "LOCATION:x"), meeting("B", "LOCATION:x", "X-FOO:1"), meeting("A", "LOCATION:y"),
            lines: clean(lines))
        #expect(result.text == lines)
        #expect(result.merge.isClean)
    }

    @Test func `a field that both changed is marked, and nothing else`() {
        let result = merge(
            meeting("A", "LOCATION:x"), meeting("B", "LOCATION:x", "URL:u"), meeting("C", "LOCATION:y"))
        #expect(
            result.text
                == meeting("B", "LOCATION:y", "URL:u").replacing(
                    "SUMMARY:B", marked("SUMMARY:B", or: "SUMMARY:C").joined(separator: "\n")))
        #expect(!result.merge.isClean)
        #expect(result.merge.conflicts == ["title"])
    }

    @Test func `a mixed time is never made, though its lines lie apart`() {
        let base = meeting("A")
        let (ours, theirs) = (base.replacing("T090000Z", "T093000Z"), base.replacing("T100000Z", "T110000Z"))
        let mixed = ours.replacing("T100000Z", "T110000Z")
        let result = merge(base, ours, theirs, lines: clean(mixed))
        #expect(!result.merge.isClean)
        #expect(result.merge.conflicts == ["time"])
        #expect(
            result.text
                == base.replacing(
                    "DTSTART:20260115T090000Z\nDTEND:20260115T100000Z",
                    marked(
                        "DTSTART:20260115T093000Z", "DTEND:20260115T100000Z",
                        or: "DTSTART:20260115T090000Z", "DTEND:20260115T110000Z"
                    ).joined(separator: "\n")))
    }

    @Test func `an occurrence left out at the old time is left out at the new one`() {
        let base = series("A")
        let ours = series("A", "EXDATE;TZID=Europe/Berlin:20260122T090000")
        let theirs = base.replacing("T090000", "T113000").replacing("T100000", "T123000")
        let result = merge(base, ours, theirs, lines: clean(theirs.replacing("SUMMARY:A", ours.line(with: "EXDATE"))))
        #expect(result.merge.isClean)
        #expect(result.text.contains("EXDATE;TZID=Europe/Berlin:20260122T113000\n"))
        #expect(result.text.contains("DTSTART;TZID=Europe/Berlin:20260115T113000\n"))
    }

    @Test func `with a series' time that waits, what each says of its occurrences waits too`() {
        let base = series("A")
        let ours = base.replacing("T090000", "T083000")
        let theirs = base.replacing("FREQ=WEEKLY", "FREQ=DAILY\nEXDATE;TZID=Europe/Berlin:20260122T090000")
        let result = merge(base, ours, theirs)
        #expect(!result.merge.isClean)
        for line in ["T083000\n", "FREQ=WEEKLY\n", "FREQ=DAILY\n", "EXDATE;TZID=Europe/Berlin:20260122T090000\n"] {
            #expect(result.text.contains(line))
        }
        #expect(EventFile(result.text).diagnostics.contains { $0.message.contains("conflict marker") })
    }

    @Test func `an instance changed here and left out there stays, and that is told`() {
        let moved = [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260122T090000", "DTSTART;TZID=Europe/Berlin:20260122T093000",
            "DTEND;TZID=Europe/Berlin:20260122T103000", "SUMMARY:A",
        ]
        let result = merge(
            series("A"), series("A", others: [moved]), series("A", "EXDATE;TZID=Europe/Berlin:20260122T090000"))
        #expect(result.merge.isClean)
        #expect(result.text == series("A", others: [moved]))
        #expect(result.merge.notes.count == 1)
    }

    @Test func `without a common ancestor equal fields agree and others are marked`() {
        let result = merge("", meeting("A", "LOCATION:x"), meeting("B", "LOCATION:x", "URL:u"))
        #expect(!result.merge.isClean)
        #expect(result.merge.conflicts == ["title"])
        #expect(result.text.contains("LOCATION:x\nURL:u\n"))
    }

    @Test(arguments: [("UID:event", "UID:other"), ("END:VEVENT\n", ""), ("UID:event\n", "")])
    func `what is not the same event on both sides is merged by lines`(_ from: String, _ to: String) {
        let lines = LineMerge(bytes: Array("as git says".utf8), isClean: true)
        let result = merge(meeting("A"), meeting("B"), meeting("C").replacing(from, to), lines: lines)
        #expect(result.text == "as git says")
        #expect(result.merge.isClean)
    }

    @Test func `a zone that only their file brings along is not lost`() {
        let zone =
            "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
            + "TZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n"
        let theirs = meeting("A").replacing("VERSION:2.0\n", "VERSION:2.0\n" + zone)
            .replacing("DTSTART:20260115T090000Z", "DTSTART;TZID=Mine:20260115T090000")
            .replacing("DTEND:20260115T100000Z", "DTEND;TZID=Mine:20260115T110000")
        let lines = LineMerge(bytes: Array("with markers".utf8), isClean: false)
        let result = merge(meeting("A"), meeting("B"), theirs, lines: lines)
        #expect(result.text == "with markers")
        #expect(!result.merge.isClean)
    }

    @Test func `a folded line is marked whole, and rows keep their ends`() {
        let long = String(repeating: "word ", count: 30)
        func file(_ text: String) -> String {
            ics("DTSTART:20260115T090000Z", "SUMMARY:A", "LOCATION:\(long.prefix(60))\r\n \(text)", end: "\r\n")
        }
        let result = merge(file("a"), file("b"), file("c"))
        let parts = result.text.components(of: "<<<<<<< ours\r\n", "=======\r\n", ">>>>>>> theirs\r\n")
        #expect(parts.count == 4)
        #expect(parts.first { $0.hasSuffix(" b\r\n") }?.hasPrefix("LOCATION:word") == true)
        #expect(parts.first { $0.hasSuffix(" c\r\n") }?.hasPrefix("LOCATION:word") == true)
        #expect(parts[0] + parts[1] + parts[3] == file("b"))
        #expect(view(parts[0] + parts[2] + parts[3]) == view(file("c")))
    }
}

extension String {
    /// The first line that begins with `name`, and the line of the title behind it.
    fileprivate func line(with name: String) -> String {
        split(separator: "\n").filter { $0.hasPrefix(name) || $0.hasPrefix("SUMMARY") }.joined(separator: "\n")
    }

    /// What stands between separators that come one after the other.
    fileprivate func components(of separators: String...) -> [String] {
        var (parts, rest) = ([String](), self[...])
        for separator in separators {
            let pieces = rest.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
            parts.append(String(pieces[0]))
            rest = pieces.count > 1 ? pieces[1] : ""
        }
        return parts + [String(rest)]
    }
}
