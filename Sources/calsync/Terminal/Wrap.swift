/// Returns `text` in lines of at most `width` columns, broken between words; lines after the first of each paragraph
/// begin with `indent` spaces. Runs of spaces become one; a word wider than a line is cut.
func wrap(_ text: String, to width: Int, indent: Int = 0) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
        .flatMap { wrapped($0, width: width, indent: max(0, indent)) }
        .joined(separator: "\n")
}

private func wrapped(_ paragraph: Substring, width: Int, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in paragraph.split(separator: " ") {
        var rest = word
        let needed = DisplayWidth.of(rest)
        if used > 0, used + 1 + needed <= width - (lines.isEmpty ? 0 : indent) {
            line += " " + rest
            used += 1 + needed
            continue
        }
        if used > 0 {
            lines.append((lines.isEmpty ? "" : margin) + line)
            (line, used) = ("", 0)
        }
        while DisplayWidth.of(rest) > max(1, width - (lines.isEmpty ? 0 : indent)), rest.count > 1 {
            let fitting = DisplayWidth.prefix(of: rest, width: width - (lines.isEmpty ? 0 : indent)).count
            let cut = rest.prefix(max(1, fitting))
            lines.append((lines.isEmpty ? "" : margin) + cut)
            rest = rest.dropFirst(cut.count)
        }
        line = String(rest)
        used = DisplayWidth.of(rest)
    }
    return lines + [(lines.isEmpty ? "" : margin) + line]
}
