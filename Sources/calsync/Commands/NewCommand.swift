import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync new`: writes the file of a new event.
struct NewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a new event file and print its path.",
        discussion: """
            A time is a day, a day and a time, or a time of today: 2026-12-01 14:30, tomorrow 9:00, fri 14:00, 12-24, +3d, \
            14:30. A day alone makes an event of whole days. Nothing is sent before the next sync.

              calsync new Dentist --at "fri 14:00" --for 45m --alarm 1d --alarm 30m
              calsync new "Ski week" --on 2027-02-14 --until 2027-02-20 --in family
              calsync new Stand-up --at "mon 9:30" --for 15m --repeat weekdays
              calsync new Rent --on 12-01 --repeat "monthly until 2027-12-31"
            """)

    @Argument(help: "The title; several words need no quotes.") var title: [String]
    @Option(help: ArgumentHelp("When it begins: a day and a time, or beside --on a time.", valueName: "when")) var at:
        String?
    @Option(help: ArgumentHelp("The day on which it begins.", valueName: "day")) var on: String?
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long: 1h (the usual), 90m, 1h30m; of whole days 2d, 1w.", valueName: "length"))
    var length: String?
    @Option(help: ArgumentHelp("When it ends; of whole days the last one.", valueName: "when")) var until: String?
    @Flag(help: "Whole days; so it is anyway where no time is given.") var allDay = false
    @Option(name: .customLong("where"), help: ArgumentHelp("The place.", valueName: "place")) var location: String?
    @Option(help: ArgumentHelp("What else is to be said: the description.", valueName: "text")) var note: String?
    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp(
            "daily, weekly, weekdays, every 2 weeks, every mon,wed, monthly until 2027-06-30, daily 10 times, or a rule.",
            valueName: "rule"))
    var repetition: String?
    @Option(
        name: .customLong("alarm"),
        help: ArgumentHelp("Remind so long before: 15m, 1h, 1d. May be given several times.", valueName: "length"))
    var alarms: [String] = []
    @Option(
        help: ArgumentHelp(
            "The zone of its times; else the folder's default-zone, else this machine's.", valueName: "name")) var zone:
        String?
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("The pair, or the folder; else the current one, or the only one.", valueName: "place"),
        completion: Completions.places)
    var place: String?
    @Flag(help: "Open the file in $VISUAL or $EDITOR.") var edit = false
    @OptionGroup var options: GlobalOptions

    /// The stable shape of the new event in `--json`.
    struct NewJSON: Encodable {
        let path, file, uid, title, time: String
    }

    func run() async throws {
        let context = try Context(options, checksAccounts: false)
        let new = try event(context)
        let folder = try await TargetFolder.choose(context, named: place, flag: "--in")
        guard let uid = UID(random: .random(in: .min ... .max), .random(in: .min ... .max)) else { return }
        let file = new.file(uid: uid, stamp: Int(Clock.now() / 1_000_000_000))
        let path = try NewFiles(root: context.root, files: DiskFileStore()) { .random(in: .min ... .max) }
            .write(file, into: folder.path)
        if options.json {
            try context.output.json(
                NewJSON(
                    path: path, file: context.root + "/" + path, uid: uid.text, title: new.title,
                    time: ValueText.words(new.schedule)))
        } else {
            context.output.print(context.shown(path))
            context.output.note(
                context.style.dim(ValueText.words(new.schedule) + ". `calsync sync` sends it."))
        }
        if edit { try await openEditor(context.root + "/" + path, context) }
    }

    private func openEditor(_ path: String, _ context: Context) async throws {
        guard let editor = Editor(environment: context.environment, isTerminal: true) else { return }
        let code = await editor.open(path)
        guard code == 0 else {
            throw Failure(
                .failure, "The editor \(DisplayWidth.safe(editor.command)) did not end well (\(code)).",
                "The file is there: \(path). Set VISUAL or EDITOR to another editor.")
        }
    }

    private func event(_ context: Context) throws -> NewEvent {
        let title = title.joined(separator: " ")
        guard title.contains(where: { !$0.isWhitespace }) else {
            throw Failure(.usage, "The title is empty.", "Write one: calsync new Dentist --at \"fri 14:00\".")
        }
        guard at != nil || on != nil else {
            throw Failure(
                .usage, "When is it?",
                "Write --at \"2026-12-01 14:30\", --at \"tomorrow 9:00\", --on fri or --on 12-24 --at 18:00.")
        }
        let here = context.standpoint()
        do throws(PhraseError) {
            let start = try TimePhrase([on, at].compactMap { $0 }.joined(separator: " "), at: here)
            if allDay, case .moment(let time) = start {
                throw PhraseError(
                    "An event of whole days has no time of day, and \(time.extended.dropFirst(11).prefix(5)) is one.",
                    "Leave out the time, or --all-day.")
            }
            let length = try length.map { text throws(PhraseError) in try LengthPhrase.read(text) }
            let repeating = try repetition.map { text throws(PhraseError) in try RepeatPhrase(text, at: here) }
            let schedule = try Schedule(
                from: start, for: length, until: until, repeating: repeating, at: here, in: try zone(here, context))
            let alarms = try alarms.map { text throws(PhraseError) in
                let length = try LengthPhrase.read(text)
                return length.days * 86_400 + length.seconds
            }
            return NewEvent(
                title: title, schedule: schedule, location: location, note: note, alarms: Set(alarms))
        } catch {
            throw Failure(.usage, error.sentence, error.remedy)
        }
    }

    private func zone(_ here: Standpoint, _ context: Context) throws(PhraseError) -> Zone {
        guard let name = zone ?? context.configuration.defaultZone?.text else { return here.zone }
        if let zone = Zone.named(name) { return zone }
        throw PhraseError(
            "There is no time zone \(Diagnostic.excerpt(name)).", "Write an IANA name such as Europe/Berlin.")
    }
}
