/// The components that lines form, and what is wrong with how they are put together.
struct Structure {
    private(set) var components: [Component] = []
    private(set) var diagnostics: [Diagnostic] = []
    private var open: [Open] = []
    /// How many components deeper than the limit are open. They are only counted.
    private var tooDeep = 0
    private let lines: [ContentLine]

    private struct Open {
        let name: String
        let start: Int
        var properties: [Int] = []
        var children: [Component] = []
    }

    /// Reads the structure of a whole file.
    init(of lines: [ContentLine]) {
        self.lines = lines
        var isBlank = true
        var hasMarker = false
        for (index, line) in lines.enumerated() {
            isBlank = isBlank && line.isBlank
            if line.text.count > Limits.lineBytes { report(.longLine, at: index) }
            if line.text.firstIndex(of: ASCII.nul, from: line.text.startIndex) != nil { report(.nul, at: index) }
            switch line.kind {
            case .begin: begin(at: index)
            case .end: end(at: index)
            case .property: addProperty(index)
            case .blank: break
            case .malformed, .unclosedQuote:
                if ConflictMarker(line.text) != nil {
                    // One diagnostic a conflict: at its first marker.
                    if ConflictMarker(line.text) == .ours || !hasMarker { report(.conflictMarker, at: index) }
                    hasMarker = true
                } else if !open.isEmpty {
                    report(line.kind == .malformed ? .notAProperty : .unclosedQuote, at: index)
                }
            }
        }
        while !open.isEmpty { close(at: lines.count, isClosed: false) }
        if isBlank {
            report(.empty, at: nil)
        } else if !components.contains(where: { $0.name == "VCALENDAR" }) {
            report(.noCalendar, at: nil)
        }
        diagnostics.sort { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    private mutating func addProperty(_ index: Int) {
        guard !open.isEmpty, tooDeep == 0 else { return }
        open[open.count - 1].properties.append(index)
    }

    private mutating func begin(at index: Int) {
        guard open.count < Limits.nesting else {
            if tooDeep == 0 { report(.tooDeep, at: index) }
            tooDeep += 1
            return
        }
        open.append(Open(name: lines[index].value.trimmed.uppercased(), start: index))
    }

    private mutating func end(at index: Int) {
        guard tooDeep == 0 else {
            tooDeep -= 1
            return
        }
        let name = lines[index].value.trimmed.uppercased()
        guard let match = open.lastIndex(where: { $0.name == name }) else {
            report(.endWithoutBegin, at: index)
            return
        }
        while open.count > match + 1 { close(at: index, isClosed: false) }
        close(at: index + 1, isClosed: true)
    }

    /// Ends the innermost component before the line `end`.
    private mutating func close(at end: Int, isClosed: Bool) {
        guard let last = open.popLast() else { return }
        if !isClosed { report(.beginWithoutEnd, at: last.start) }
        let component = Component(
            name: last.name, lines: last.start..<end, properties: last.properties, children: last.children,
            isClosed: isClosed)
        if open.isEmpty {
            components.append(component)
        } else {
            open[open.count - 1].children.append(component)
        }
    }
}

extension Structure {
    private enum Problem {
        case longLine, nul, conflictMarker, notAProperty, unclosedQuote, empty, noCalendar, tooDeep, beginWithoutEnd
        case endWithoutBegin
    }

    private mutating func report(_ problem: Problem, at index: Int?) {
        let (message, remedy) = Self.words(for: problem, line: index.map { lines[$0] })
        diagnostics.append(Diagnostic(line: index.map { lines[$0].number }, message: message, remedy: remedy))
    }

    private static func words(for problem: Problem, line: ContentLine?) -> (message: String, remedy: String) {
        let value = line.map { Diagnostic.excerpt($0.value.trimmed) } ?? ""
        let content = line.map { Diagnostic.excerpt($0.content) } ?? ""
        return switch problem {
        case .longLine:
            ("This line is longer than \(Limits.lineBytes / 1_000_000) MB.", "Move what it holds out of the file.")
        case .nul:
            ("This line holds a NUL byte.", "Save the file as UTF-8 text, or remove the byte.")
        case .conflictMarker:
            ("A git conflict marker stands here.", "Finish the merge: keep one side and remove the three marker lines.")
        case .notAProperty:
            (
                "\"\(content)\" is no property: NAME:VALUE is missing its name or its colon.",
                "Start the line with a space if it continues the one above, or remove it."
            )
        case .unclosedQuote:
            ("A quote in \"\(content)\" is never closed.", "Close the quote before the colon.")
        case .empty:
            ("The file is empty.", "Write an event into it, or remove it.")
        case .noCalendar:
            (
                "There is no BEGIN:VCALENDAR.",
                "Put BEGIN:VCALENDAR before the first line and END:VCALENDAR after the last."
            )
        case .tooDeep:
            ("Components stand more than \(Limits.nesting) deep in each other here.", "Take them apart.")
        case .beginWithoutEnd:
            ("BEGIN:\(value) has no END:\(value).", "Add END:\(value) where the component ends.")
        case .endWithoutBegin:
            ("END:\(value) ends nothing.", "Remove it, or add BEGIN:\(value) where the component starts.")
        }
    }

    /// The one diagnostic of a file that isn't read because of its size.
    static func pastLimit(bytes: Int, fileBytes: Int, lines: Int) -> Diagnostic {
        let isLarge = bytes > fileBytes
        return Diagnostic(
            line: nil,
            message: isLarge
                ? "The file is larger than \(fileBytes / 1_000_000) MB."
                : "The file has more than \(lines) lines.",
            remedy: "Split it, one event a file.")
    }
}
