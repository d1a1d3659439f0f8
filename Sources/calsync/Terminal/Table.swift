/// Rows of aligned columns. Widths are those on a terminal, so that 日本語 and emoji stay in line.
struct Table: Sendable {
    /// How a column is set.
    struct Column: Sendable {
        /// What stands on top of it; a table whose headings are all empty has no heading line.
        var heading = ""
        /// Whether it ends at its right edge, as numbers do.
        var isRight = false
        /// Whether it gives way where the lines are wider than the screen.
        var isFlexible = false
    }

    /// One field of a row: its text, and how it is coloured once it is cut and filled up.
    struct Cell: Sendable, ExpressibleByStringInterpolation {
        var text: String
        var paint: (@Sendable (String) -> String)?

        /// A cell that is shown as `paint` makes it.
        init(_ text: String, paint: (@Sendable (String) -> String)? = nil) {
            self.text = text
            self.paint = paint
        }

        /// A cell without colour.
        init(stringLiteral text: String) { self.init(text) }
    }

    /// The columns, from the left.
    var columns: [Column]
    /// The rows, from the top. Missing cells are empty, those beyond the last column are left out.
    var rows: [[Cell]] = []

    /// The narrowest that a flexible column becomes.
    private static let leastWidth = 8
    private static let gap = 2

    /// A table with these columns, and rows from the top.
    init(_ columns: [Column], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// Returns the lines, without spaces at their ends.
    ///
    /// - Parameters:
    ///   - width: The columns of the screen; nil for as wide as it gets, as a file or a pipe has it.
    ///   - style: How headings are coloured.
    func lines(width: Int?, style: Style = Style(isEnabled: false)) -> [String] {
        let safe = rows.map { row in
            columns.indices.map { index in
                let cell = index < row.count ? row[index] : ""
                return Cell(DisplayWidth.safe(cell.text), paint: cell.paint)
            }
        }
        let widths = widths(of: safe, within: width)
        let headings = columns.map { Cell($0.heading, paint: { style.bold($0) }) }
        let hasHeadings = columns.contains { !$0.heading.isEmpty }
        return ((hasHeadings ? [headings] : []) + safe).map { line($0, widths) }
    }

    private func widths(of rows: [[Cell]], within width: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(DisplayWidth.of(columns[index].heading)) { max($0, DisplayWidth.of($1[index].text)) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) - width
        // The widest gives first, down to the next widest, until all fits.
        while excess > 0 {
            let flexible = widths.indices.filter { columns[$0].isFlexible && widths[$0] > Self.leastWidth }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            let narrower = flexible.map { widths[$0] }.filter { $0 < widths[widest] }
            let isShared = narrower.count < flexible.count - 1
            let given = isShared ? 1 : min(excess, widths[widest] - (narrower.max() ?? Self.leastWidth))
            widths[widest] -= given
            excess -= given
        }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int]) -> String {
        var line = ""
        var pending = 0
        for (index, cell) in cells.enumerated() {
            let text = DisplayWidth.truncated(cell.text, to: widths[index])
            let fill = widths[index] - DisplayWidth.of(text)
            let painted = text.isEmpty ? "" : cell.paint?(text) ?? text
            let isRight = columns[index].isRight
            if isRight { pending += fill }
            if !painted.isEmpty {
                line += String(repeating: " ", count: pending) + painted
                pending = 0
            }
            pending += (isRight ? 0 : fill) + Self.gap
        }
        return line
    }
}
