import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// A folder whose sync died when every sort of write had been announced, and the last answer had not come.
///
/// Two calendars of one service and a lossy one, three pairs, on two folders. The journal holds an intent of every kind, the
/// commits of all but the last, and goes with a manifest and packs of three pairs.
package struct TornWorld: Sendable {
    package let folder: FolderWorld
    let rich: MemoryProvider
    let poor: MemoryProvider

    /// What ends the sync.
    private struct Crash: Error {}

    /// Makes the world.
    package init() async throws {
        var options = MemoryProvider.Options()
        (options.name, options.movesEvents) = ("Rich", true)
        let calendars = ["home", "work"].map {
            RemoteCalendar(id: $0, name: $0, timeZone: "Europe/Berlin", isWritable: true, isPrimary: $0 == "home")
        }
        rich = MemoryProvider(options: options, calendars: calendars)
        poor = MemoryProvider(options: ProofWorld.lossy("Poor"))
        folder = FolderWorld(Self.setups(rich, poor))
        for name in ["k1", "k2", "k3", "edited", "gone", "moving"] {
            try folder.write("home/\(name).ics", Self.file(name))
        }
        for name in ["k4", "k5", "k6", "theirs", "thrown"] { try folder.write("work/\(name).ics", Self.file(name)) }
        try await folder.sync()
        folder.advance(by: 3600)
        try await folder.sync()
        try act()

        let calm = copy()
        let answers = Locked(0)
        try await calm.folder.sync { if $0 == "answered" { answers.withLock { $0 += 1 } } }
        do {
            try await folder.sync { step in
                guard step == "answered" else { return }
                let isLast = answers.withLock { count in
                    count -= 1
                    return count == 0
                }
                if isLast { throw Crash() }
            }
        } catch is Crash {}
    }

    private init(copying other: TornWorld) {
        rich = MemoryProvider(copying: other.rich)
        poor = MemoryProvider(copying: other.poor)
        folder = FolderWorld(copying: other.folder, Self.setups(rich, poor))
    }

    /// Another future of this past.
    func copy() -> TornWorld { TornWorld(copying: self) }

    private static func setups(_ rich: MemoryProvider, _ poor: MemoryProvider) -> [PairSetup] {
        [("home", "home", "Rich", rich), ("work", "work", "Rich", rich), ("poor", "work", "Poor", poor)].map {
            PairSetup(
                id: PairID($0), folder: $1, account: $2, calendar: $0 == "work" ? "work" : "home", policy: Policy(),
                provider: $3)
        }
    }

    private static func file(_ name: String) -> String { ProofWorld.file(["UID:\(name)@torn", "SUMMARY:\(name)"]) }

    /// Something for every kind of operation.
    private func act() throws {
        try folder.write("home/new.ics", Self.file("new"))
        try folder.write("work/bare.ics", ProofWorld.file(["SUMMARY:bare"]))
        try folder.edit("home/edited.ics", "SUMMARY:edited", "SUMMARY:edited here")
        try folder.remove("home/gone.ics")
        try folder.move("home/moving.ics", to: "work/moving.ics")
        for (name, service, calendar) in [("rich", rich, "home"), ("poor", poor, "home")] {
            let part = ProofWorld.event(["UID:\(name)@torn", "SUMMARY:\(name)"])
            service.put(UID(id: name, at: "torn"), View(master: part), in: calendar)
        }
        for event in rich.events(in: "work") {
            switch event.uid {
            case UID(id: "theirs", at: "torn"):
                rich.edit(event.id, in: "work") { $0.master[.location] = .text("there") }
            case UID(id: "thrown", at: "torn"): rich.remove(event.id, in: "work")
            default: break
            }
        }
    }

    // MARK: Looking

    /// The files of the state that hold what must not be lost, by their paths below `.calsync`.
    package var state: [String: [UInt8]] {
        let folder = folder.root + "/.calsync/"
        let names = ["anchor", "manifest.json", "journal.jsonl"]
        var found: [String: [UInt8]] = [:]
        for (path, bytes) in self.folder.model?.allFiles() ?? [:] where path.hasPrefix(folder) {
            let name = String(path.dropFirst(folder.count))
            if names.contains(name) || name.hasPrefix("base/") { found[name] = bytes }
        }
        return found
    }

    /// Puts a file of the state there.
    func put(_ bytes: [UInt8], as name: String) { folder.model?.put(folder.root + "/.calsync/" + name, bytes) }

    /// What a person sees at rest.
    func outcome(_ rest: Rest) -> Outcome { Outcome(folder, [rich, poor], rest.last) }

    /// The requests to the services so far that ask for a change.
    var writes: Int { rich.writes + poor.writes }

    /// The event files with their texts.
    var files: [String: String?] {
        Dictionary(uniqueKeysWithValues: folder.eventFiles.map { ($0, folder.read($0)) })
    }
}
