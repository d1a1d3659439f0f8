import Testing

@testable import calsync

@Suite struct StyleTests {
    private static let cases: [(Style.Choice, [String: String], Bool, Bool)] = [
        (.auto, [:], true, true), (.auto, [:], false, false),
        (.auto, ["NO_COLOR": "1"], true, false), (.auto, ["NO_COLOR": ""], true, true),
        (.auto, ["TERM": "dumb"], true, false), (.auto, ["TERM": "xterm"], true, true),
        (.always, ["NO_COLOR": "1", "TERM": "dumb"], false, true), (.never, [:], true, false),
    ]

    @Test(arguments: cases)
    func `the flag decides, then the environment, then the terminal`(
        choice: Style.Choice, environment: [String: String], isTerminal: Bool, isEnabled: Bool
    ) {
        #expect(Style(choice, environment: environment, isTerminal: isTerminal).isEnabled == isEnabled)
    }

    @Test func `styles nest, and nothing is added where they are off`() {
        let on = Style(isEnabled: true)
        #expect(on.bold("a" + on.red("b") + "c") == "\u{1B}[1ma\u{1B}[31mb\u{1B}[39mc\u{1B}[22m")
        #expect(on.green("") == "")
        let off = Style(isEnabled: false)
        let all = [off.bold, off.dim, off.red, off.green, off.yellow, off.blue].map { $0("x") }
        #expect(all == Array(repeating: "x", count: 6))
        let painted = Set([on.bold, on.dim, on.red, on.green, on.yellow, on.blue].map { $0("x") })
        #expect(painted.count == 6)
    }
}
