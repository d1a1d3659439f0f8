/// Colours and weights for a terminal; text stays as it is where they are off.
struct Style: Hashable, Sendable {
    /// What `--color` says.
    enum Choice: String, Hashable, Sendable, CaseIterable { case auto, always, never }

    /// Whether anything is coloured.
    let isEnabled: Bool

    /// A style that is on or off.
    init(isEnabled: Bool) { self.isEnabled = isEnabled }

    /// Decides whether to colour: the flag comes first; then a set `NO_COLOR` (no-color.org), `TERM=dumb` and anything but
    /// a terminal mean no.
    init(_ choice: Choice, environment: [String: String], isTerminal: Bool) {
        switch choice {
        case .always: isEnabled = true
        case .never: isEnabled = false
        case .auto:
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            isEnabled = isTerminal && !isRefused && environment["TERM"] != "dumb"
        }
    }

    /// For headings and what matters.
    func bold(_ text: String) -> String { paint(text, 1, 22) }
    /// For what matters less.
    func dim(_ text: String) -> String { paint(text, 2, 22) }
    /// For deletions and failures.
    func red(_ text: String) -> String { paint(text, 31, 39) }
    /// For creations and success.
    func green(_ text: String) -> String { paint(text, 32, 39) }
    /// For edits and what waits.
    func yellow(_ text: String) -> String { paint(text, 33, 39) }
    /// For names and places.
    func blue(_ text: String) -> String { paint(text, 34, 39) }

    // Each ends only what it began (ECMA-48 §8.3.117), so that they nest.
    private func paint(_ text: String, _ start: Int, _ end: Int) -> String {
        isEnabled && !text.isEmpty ? "\u{1B}[\(start)m\(text)\u{1B}[\(end)m" : text
    }
}
