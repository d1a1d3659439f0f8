import Foundation
import Testing

@testable import calsync

@Suite struct PromptTests {
    private let recorder = Recorder()

    private func prompt(_ answers: String..., isInteractive: Bool = true) -> Prompt {
        let answers = Answers(answers)
        return Prompt(
            isInteractive: isInteractive, write: recorder.write, read: answers.next, readHidden: answers.next)
    }

    @Test(arguments: [("y", true), ("YES ", true), ("n", false), ("No", false), ("", false)])
    func `yes and no are understood`(answer: String, isYes: Bool) async throws {
        #expect(try await prompt(answer).confirm("Delete 12 events?") == isYes)
        #expect(recorder.all == ["Delete 12 events? [y/N] "])
    }

    @Test func `Enter is what is usual, and the end of the input is always a no`() async throws {
        #expect(try await prompt("").confirm("Go on?", isUsual: true))
        #expect(try await !prompt().confirm("Go on?", isUsual: true))
    }

    @Test func `anything else is asked again`() async throws {
        #expect(try await prompt("maybe", "yy", "y").confirm("Go on?"))
        #expect(recorder.all.filter { $0 == "Go on? [y/N] " }.count == 3)
    }

    @Test func `one of several is chosen by its key`() async throws {
        let options = [Prompt.Option(key: "l", label: "take ours"), Prompt.Option(key: "edit", label: "ed\u{1B}it")]
        #expect(try await prompt("x", "EDIT").choose("Which?", options, flag: "--take") == 1)
        #expect(recorder.all.first == "Which?\n  l     take ours\n  edit  ed\u{FFFD}it\n")
        #expect(try await prompt().choose("Which?", options, flag: "--take") == nil)
    }

    @Test func `a secret is trimmed, and nothing is no secret`() async throws {
        #expect(try await prompt(" abc \t").secret("Token", flag: "--token-file") == "abc")
        #expect(try await prompt("  ").secret("Token", flag: "--token-file") == nil)
        #expect(try await prompt().secret("Token", flag: "--token-file") == nil)
    }

    @Test func `without a terminal nothing is asked and the option is named`() async throws {
        let prompt = prompt("y", isInteractive: false)
        let error = await #expect(throws: UsageError.self) { try await prompt.confirm("Delete 12 events?") }
        #expect(
            error?.description
                == "This needs an answer, and there is no terminal to ask on: Delete 12 events? "
                + "Answer with --yes, or run it in a terminal.")
        await #expect(throws: UsageError.self) { try await prompt.choose("Which?", [], flag: "--take") }
        await #expect(throws: UsageError.self) { try await prompt.secret("Token", flag: "--token-file") }
        #expect(recorder.all == [])
    }

    @Test(arguments: [
        ("abc\n", HiddenLine.Step.done("abc")), ("äb\u{7F}\u{7F}x\r", .done("x")), ("ab\u{15}c\n", .done("c")),
        ("a\u{1B}b\n", .done("ab")), ("\u{7F}\n", .done("")), ("ab\u{3}", .calledOff), ("\u{4}", .calledOff),
        ("ab\u{4}", .done("ab")), ("ab", .more),
    ])
    func `a hidden line is edited with the usual keys`(keys: String, step: HiddenLine.Step) {
        var line = HiddenLine()
        #expect(keys.utf8.map { line.take($0) }.last == step)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a hidden line isn't shown, may be long, and the terminal is put back`() throws {
        let (ours, theirs) = try openTerminal()
        defer {
            close(ours)
            close(theirs)
        }
        let before = flags(of: theirs)
        try #require(before & tcflag_t(ECHO) != 0)
        // Longer than the 4095 bytes that a terminal takes as a line of its own.
        let token = String(repeating: "x", count: 6000)
        Thread.detachNewThread {
            // What is typed before the echo is off would be shown and thrown away.
            while flags(of: theirs) & tcflag_t(ECHO) != 0 { sched_yield() }
            DescriptorWriter(ours).write(token + "\n")
        }
        #expect(TerminalInput.readHiddenLine(theirs) == token)
        #expect(flags(of: theirs) == before)
        _ = fcntl(ours, F_SETFL, O_NONBLOCK)
        var byte: UInt8 = 0
        #expect(read(ours, &byte, 1) == -1)
    }

    @Test func `lines are read one by one, the last also without an end`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        DescriptorWriter(ends[1]).write("one\n\ntwo")
        close(ends[1])
        let lines = (0..<4).map { _ in TerminalInput.readLine(ends[0]) }
        close(ends[0])
        #expect(lines == ["one", "", "two", nil])
    }

    /// A terminal and the end at which the person sits.
    private func openTerminal() throws -> (ours: Int32, theirs: Int32) {
        // ioctl_tty(2): TIOCSPTLCK unlocks the other end, TIOCGPTPEER opens it; Swift can't import the macros.
        let ours = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var locked: Int32 = 0
        try #require(ours >= 0 && ioctl(ours, 0x4004_5431, &locked) == 0)
        let theirs = ioctl(ours, 0x5441, O_RDWR | O_NOCTTY)
        try #require(theirs >= 0)
        return (ours, theirs)
    }
}

private func flags(of terminal: Int32) -> tcflag_t {
    var settings = termios()
    tcgetattr(terminal, &settings)
    return settings.c_lflag
}
