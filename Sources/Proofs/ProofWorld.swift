import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// A folder between one service that holds everything and one that holds little, over the real engine.
///
/// The event `a` is known to all three. Two copies of a world are two futures of one past.
package struct ProofWorld: Sendable {
    package let folder: FolderWorld
    package let rich: MemoryProvider
    package let poor: MemoryProvider
    private let policy: Policy

    /// The UID of the event that is there from the beginning.
    static let uid = UID(id: "a", at: "proof")
    /// What is only the file's: no service holds it.
    static let own = ["X-MINE:own", "COMMENT:also own"]

    /// Makes the world and has all three agree.
    ///
    /// - Parameter bug: What the engine does wrong; `nil` for the engine as it is.
    package init(_ bug: PlantedBug? = nil) async throws {
        var (full, little) = (Self.options("Rich"), Self.lossy("Poor"))
        bug?.plant(in: &full)
        bug?.plant(in: &little)
        policy = bug == .takesLocal ? Policy(onConflict: .local) : Policy()
        rich = MemoryProvider(options: full)
        poor = MemoryProvider(options: little)
        folder = FolderWorld(Self.setups(rich, poor, policy))
        bug?.plant(in: folder)
        try folder.write("work/a.ics", Self.file(Self.beginning))
        // A bystander, so that no deletion empties a calendar.
        try folder.write("work/z.ics", Self.file(["UID:z@proof", "SUMMARY:z"]))
        try await folder.sync()
        folder.advance(by: 3600)
        try await folder.sync()
    }

    private init(copying other: ProofWorld) {
        rich = MemoryProvider(copying: other.rich)
        poor = MemoryProvider(copying: other.poor)
        policy = other.policy
        folder = FolderWorld(copying: other.folder, Self.setups(rich, poor, policy))
    }

    /// Another future of this past.
    package func copy() -> ProofWorld { ProofWorld(copying: self) }

    private static func options(_ name: String) -> MemoryProvider.Options {
        var options = MemoryProvider.Options()
        options.name = name
        return options
    }

    /// A service that holds little, in whole minutes, that looks first where others have guards, and with marks for UIDs.
    static func lossy(_ name: String) -> MemoryProvider.Options {
        var options = options(name)
        options.fields = [.title, .when, .location]
        options.floorsToMinutes = true
        (options.guardsWrites, options.looksFirst) = (false, true)
        options.takesUIDsOnce = false
        options.listsExceptions = false
        return options
    }

    private static func setups(_ rich: MemoryProvider, _ poor: MemoryProvider, _ policy: Policy) -> [PairSetup] {
        [("rich", rich), ("poor", poor)].map { name, provider in
            PairSetup(
                id: PairID(name), folder: "work", account: name, calendar: "home", policy: policy, provider: provider)
        }
    }

    // MARK: Events

    /// The file of the beginning. Its seconds are more than the poor service can hold.
    static let beginning =
        ["UID:a@proof", "DTSTART:20260115T090030Z", "DTEND:20260115T100000Z", "SUMMARY:a", "LOCATION:Hall"]
        + ["PRIORITY:1"] + own

    static func file(_ lines: [String]) -> String {
        var lines = lines
        if !lines.contains(where: { $0.hasPrefix("DTSTART") }) {
            lines += ["DTSTART:20260120T090000Z", "DTEND:20260120T100000Z"]
        }
        return
            (["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "DTSTAMP:20260101T000000Z"] + lines
            + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\n")
    }

    /// What a file with these lines says.
    static func event(_ lines: [String]) -> Part {
        let text = file((lines.contains { $0.hasPrefix("UID") } ? [] : ["UID:a@proof"]) + lines)
        return EventFile(Array(text.utf8)).event?.content.master ?? Part()
    }

    /// The files of the folder: path, text and what is in it.
    func files() -> [(path: String, text: String, file: EventFile)] {
        folder.eventFiles.compactMap { path in
            folder.read(path).map { (path, $0, EventFile(Array($0.utf8))) }
        }
    }

    func path(of uid: UID) -> String? { files().first { $0.file.uid == uid }?.path }

    /// What a person sees at rest.
    func outcome(_ rest: Rest) -> Outcome { Outcome(folder, [rich, poor], rest.last) }

    /// The requests to the services so far that ask for a change.
    var writes: Int { rich.writes + poor.writes }
}
