import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync agenda`: what takes place on the next days.
struct AgendaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agenda", abstract: "Show what takes place, day by day; a week from today if nothing is said.",
        discussion: """
            Times are those of this machine's zone (TZ), wherever an event was made. Only the files are read: no service is \
            asked.

              calsync agenda
              calsync agenda tomorrow
              calsync agenda 12-24 --days 3
              calsync agenda --month --search dentist
            """)

    @Argument(
        help: ArgumentHelp("The first day: today, fri, 12-24, 2026-12-01; alone it is the only one.", valueName: "when")
    )
    var when: [String] = []
    @Option(help: "How many days.") var days: Int?
    @Flag(help: "The week around the day, from Monday.") var week = false
    @Flag(help: "The month around the day.") var month = false
    @Option(help: ArgumentHelp("Only what has all these words in its title, place or text.", valueName: "words"))
    var search: String?
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if [week, month, days != nil].count(where: { $0 }) > 1 {
            throw ValidationError("Use one of --days, --week and --month.")
        }
        if let days, !(1...3_660).contains(days) { throw ValidationError("--days takes a number from 1 to 3660.") }
    }

    func run() async throws {
        let context = try Context(options, checksAccounts: false)
        let here = context.standpoint()
        let range = try range(here)
        let found = FolderEvents(root: context.root, files: DiskFileStore(), days: range)
        let words = (search ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        let agenda = Agenda(of: found.events.map { ($0.path, $0.event) }, on: range, in: here.zone)
            .filtered { words.isEmpty || $0.instance.part.mentions(words) }
        if options.json {
            try context.output.json(AgendaJSON.entries(agenda, context.configuration, here.zone))
        } else {
            let text = AgendaText(style: context.style, configuration: context.configuration, width: context.width)
            let lines = text.lines(agenda, now: here.clock)
            context.output.print(lines: lines.isEmpty ? ["Nothing \(Self.words(range, here.today))."] : lines)
        }
        context.note(found, incomplete: agenda.incomplete)
    }

    private func range(_ here: Standpoint) throws -> ClosedRange<CalendarDate> {
        let first: CalendarDate
        do throws(PhraseError) {
            first = try when.isEmpty ? here.today : TimePhrase(when.joined(separator: " "), at: here).date
        } catch {
            throw Failure(.usage, error.sentence, error.remedy)
        }
        if week {
            let monday = first.adding(days: 1 - first.weekday.rawValue)
            return monday...monday.adding(days: 6)
        }
        if month {
            let begin = first.adding(days: 1 - first.day)
            return begin...begin.adding(days: CalendarDate.days(inMonth: first.month, of: first.year) - 1)
        }
        return first...first.adding(days: (days ?? (when.isEmpty ? 7 : 1)) - 1)
    }

    private static func words(_ range: ClosedRange<CalendarDate>, _ today: CalendarDate) -> String {
        let (first, last) = (range.lowerBound, range.upperBound)
        if first == last { return first == today ? "today" : "on \(DayText.date(first))" }
        return "from \(DayText.date(first)) to \(DayText.date(last))"
    }
}

extension Context {
    /// Says what a look at the files could not show.
    func note(_ found: FolderEvents, incomplete: [String] = []) {
        let count = found.unread.count
        if count > 0 {
            output.note("\(count) file\(count == 1 ? "" : "s") can't be read as an event; `calsync check` says why.")
        }
        for folder in found.closed {
            output.note(
                "\(folder.isEmpty ? "The folder" : folder) can't be read, so nothing in it is shown. Check its permissions (ls -ld)."
            )
        }
        for path in incomplete { output.note("\(path): its rule can't be gone through, so some of it may be missing.") }
    }
}
