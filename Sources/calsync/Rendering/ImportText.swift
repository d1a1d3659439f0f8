import ICalendar
import SyncCore
import SyncEngine

/// What an import did, in words.
struct ImportText {
    let style: Style

    /// The lines of one file: what was written first, what needs the person last.
    func lines(_ report: ImportReport) -> [String] {
        var (written, skipped, broken) = ([String](), [String](), [String]())
        for item in report.found.items {
            let title = style.bold(DisplayWidth.safe(item.title))
            switch item.outcome {
            case .new(let path): written.append(style.green("+ ") + title + style.dim("  \(path)"))
            case .present(let path, let isSame):
                let note = isSame ? "the same event is there" : "its UID is there, with other content"
                skipped.append(style.dim("= ") + title + style.dim("  \(path)  (\(note); skipped)"))
            case .broken(let diagnostics):
                broken += diagnostics.filter { $0.severity == .error }.map { found in
                    style.red("✗ ") + title + "  " + DisplayWidth.safe(found.text(path: report.name))
                }
            case .failed(let error):
                broken.append(style.red("✗ ") + title + "  " + DisplayWidth.safe(error.description))
            }
        }
        return written + skipped + broken + others(report) + [
            summary(report, written.count, skipped.count, broken.count)
        ]
    }

    private func others(_ report: ImportReport) -> [String] {
        let lines = report.found.diagnostics.map {
            style.yellow("! ") + DisplayWidth.safe($0.text(path: report.name))
        }
        let counts = report.found.others.sorted { $0.key < $1.key }.map { "\($0.value) \(DisplayWidth.safe($0.key))" }
        guard !counts.isEmpty else { return lines }
        let what = counts.joined(separator: ", ")
        guard report.own != nil else {
            return lines + [style.yellow("! ") + "left out, since calsync keeps events only: \(what)"]
        }
        guard let place = report.found.restPath, report.found.isWhole else { return lines }
        return lines + [style.green("+ ") + what + style.dim("  \(place)")]
    }

    private func summary(_ report: ImportReport, _ written: Int, _ skipped: Int, _ broken: Int) -> String {
        var parts = ["\(written) \(report.isDry ? "to write" : "written")"]
        if skipped > 0 { parts.append("\(skipped) skipped") }
        if broken > 0 { parts.append("\(broken) left out: mend them and import again") }
        var text = "\(report.name): \(parts.joined(separator: ", "))."
        if let own = report.own, !report.isDry {
            text +=
                report.wasDiscarded
                ? " \(own) is in the trash now." : " \(own) stays: not all of it is in files of its own."
        }
        if written > 0, !report.isDry { text += " `calsync sync` sends them." }
        return text
    }
}

/// The stable shape of an imported file in `--json`.
struct ImportJSON: Encodable {
    let source: String
    let dryRun, trashed: Bool
    let events: [EventJSON]
    let leftOut: [String: Int]

    /// One event of it.
    struct EventJSON: Encodable {
        let title, outcome: String
        let line: Int
        @OrNull var uid: String?
        @OrNull var path: String?
        let problems: [String]
    }

    init(_ report: ImportReport) {
        source = report.name
        dryRun = report.isDry
        trashed = report.wasDiscarded
        leftOut = report.own == nil ? report.found.others : [:]
        events = report.found.items.map { item in
            var (outcome, path, problems) = ("", String?.none, [String]())
            switch item.outcome {
            case .new(let new): (outcome, path) = (report.isDry ? "new" : "written", new)
            case .present(let there, let isSame): (outcome, path) = (isSame ? "same" : "other", there)
            case .broken(let diagnostics):
                outcome = "broken"
                problems = diagnostics.map { $0.text(path: report.name) }
            case .failed(let error): (outcome, problems) = ("failed", [error.description])
            }
            return EventJSON(
                title: item.title, outcome: outcome, line: item.line, uid: item.uid?.text, path: path,
                problems: problems)
        }
    }
}
