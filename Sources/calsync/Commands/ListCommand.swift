import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync list`: the event files, a line each.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the events, a line each; of a series its next occurrence.",
        discussion: """
            Only the files are read: no service is asked. A series that is over is listed at its first day.

              calsync list family
              calsync list --from today --to +4w
              calsync list --search "dentist ida"
            """)

    @Argument(
        help: ArgumentHelp("A pair, or a folder; everything if none is named.", valueName: "place"),
        completion: Completions.places)
    var place: String?
    @Option(help: ArgumentHelp("Only what takes place on this day or later.", valueName: "when")) var from: String?
    @Option(help: ArgumentHelp("Only what takes place on this day or earlier.", valueName: "when")) var to: String?
    @Option(help: ArgumentHelp("Only what has all these words in its title, place or text.", valueName: "words"))
    var search: String?
    @OptionGroup var options: GlobalOptions

    /// The stable shape of an event in `--json`.
    struct EventJSON: Encodable {
        let path, title, uid, start, end: String
        let allDay, series, over: Bool
        let pairs: [String]
        @OrNull var location: String?
        @OrNull var repeats: String?
    }

    /// An event with the time that it is listed at.
    private struct Row {
        let path: String
        let event: Event
        let span: LocalSpan
        let part: Part
        let isOver: Bool
    }

    func run() async throws {
        let context = try Context(options, checksAccounts: false)
        let here = context.standpoint()
        let days = try days(here)
        let isInPlace = try place.map { try TargetFolder.filter($0, context) } ?? { _ in true }
        let found = FolderEvents(root: context.root, files: DiskFileStore(), days: days, where: isInPlace)
        let words = (search ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        let rows = found.events.compactMap { row($0, days, here) }.filter { words.isEmpty || $0.part.mentions(words) }
            .sorted { ($0.span, $0.path) < ($1.span, $1.path) }
        if options.json {
            try context.output.json(rows.map { json($0, context, here) })
        } else if rows.isEmpty {
            context.output.print("No events.")
        } else {
            let table = Table(
                [Table.Column(), Table.Column(), Table.Column(isFlexible: true), Table.Column(isFlexible: true)],
                rows: rows.map { cells($0, context, here) })
            context.output.print(lines: table.lines(width: context.width, style: context.style))
        }
        context.note(found)
    }

    private func days(_ here: Standpoint) throws -> ClosedRange<CalendarDate>? {
        guard from != nil || to != nil else { return nil }
        do throws(PhraseError) {
            let first = try from.map { text throws(PhraseError) in try TimePhrase(text, at: here).date }
            let last = try to.map { text throws(PhraseError) in try TimePhrase(text, at: here).date }
            // Bounds that nobody's calendar goes past.
            let lower = first ?? CalendarDate(dayNumber: -100 * 366)
            let upper = last ?? CalendarDate(dayNumber: 200 * 366)
            guard lower <= upper else {
                throw PhraseError("--to is before --from.", "Write a later day behind --to.")
            }
            return lower...upper
        } catch {
            throw Failure(.usage, error.sentence, error.remedy)
        }
    }

    private func row(_ found: FolderEvents.Found, _ days: ClosedRange<CalendarDate>?, _ here: Standpoint) -> Row? {
        let (path, event) = (found.path, found.event)
        let isSeries = event.content.schedule?.isSeries ?? !event.hasMaster
        func row(_ instance: Instance, isOver: Bool = false) -> Row {
            let (start, end) = (instance.schedule.start, instance.schedule.end)
            let span = LocalSpan(from: start, to: end, zones: event.zones, in: here.zone)
            return Row(path: path, event: event, span: span, part: instance.part, isOver: isOver)
        }
        if let days {
            let from = here.zone.instant(of: DateTime(secondsSinceEpoch: days.lowerBound.dayNumber * 86_400))
            let to = here.zone.instant(of: DateTime(secondsSinceEpoch: (days.upperBound.dayNumber + 1) * 86_400))
            return event.instances(from: from, to: to, viewer: here.zone, limit: 1).list.first.map { row($0) }
        }
        if isSeries, let next = event.nextInstance(from: here.now, viewer: here.zone) { return row(next) }
        let parts =
            [event.content.master] + event.content.exceptions.sorted { $0.key < $1.key }.compactMap(\.value.part)
        guard let part = parts.first(where: { $0.schedule != nil }), let schedule = part.schedule else { return nil }
        let span = LocalSpan(from: schedule.start, to: schedule.end, zones: event.zones, in: here.zone)
        return Row(path: path, event: event, span: span, part: part, isOver: isSeries || span.end <= here.clock)
    }

    private func cells(_ row: Row, _ context: Context, _ here: Standpoint) -> [Table.Cell] {
        let style = context.style
        let days = row.span.days.upperBound.dayNumber - row.span.days.lowerBound.dayNumber + 1
        let times =
            row.span.isAllDay
            ? (days == 1 ? "all day" : "\(days) days") : DayText.times(row.span, on: row.span.start.date)
        let isOver = row.isOver
        let rule = repeats(row.event)
        let title = row.part.title + (rule.map { " (\($0)\(isOver ? ", over" : ""))" } ?? "")
        return [
            .init(DayText.date(row.span.start.date), paint: { isOver ? style.dim($0) : $0 }),
            .init(times, paint: { isOver ? style.dim($0) : $0 }),
            .init(title, paint: { isOver ? style.dim($0) : style.bold($0) }), .init(row.path, paint: { style.dim($0) }),
        ]
    }

    /// The rule in words; nil for a single event.
    private func repeats(_ event: Event) -> String? {
        guard let schedule = event.content.schedule, schedule.isSeries else { return nil }
        return RuleText.words(schedule, zone: schedule.start.zoneText.flatMap { event.zones.zone(ZoneID($0)) })
    }

    private func json(_ row: Row, _ context: Context, _ here: Standpoint) -> EventJSON {
        var json = EventJSON(
            path: row.path, title: row.part.title, uid: row.event.uid.text,
            start: row.span.isAllDay ? row.span.start.date.extended : row.span.start.extended,
            end: row.span.isAllDay ? row.span.end.date.extended : row.span.end.extended, allDay: row.span.isAllDay,
            series: row.event.content.schedule?.isSeries == true, over: row.isOver,
            pairs: context.configuration.pairs(ofFile: row.path).map(\.id.text))
        if case .text(let place)? = row.part[.location] { json.location = place }
        json.repeats = repeats(row.event)
        return json
    }
}

extension TargetFolder {
    /// What tells whether a path lies in a pair's folder, or in a folder as typed.
    static func filter(_ named: String, _ context: Context) throws -> (String) -> Bool {
        if let pair = context.configuration.pair(PairID(named)) {
            return { path in context.configuration.pairs(ofFile: path).contains { $0.id == pair.id } }
        }
        let folder = try relative(named, context)
        guard try DiskFileStore().status(folder.isEmpty ? context.root : context.root + "/" + folder) != nil else {
            let nearest = Suggestion.nearest(named, in: context.configuration.pairs.map(\.id.text))
            throw Failure(
                .usage, "There is no pair or folder \(named)." + (nearest.map { " Did you mean \($0)?" } ?? ""),
                "`calsync pair` lists the pairs.")
        }
        return { Path.isInside($0, folder) }
    }
}
