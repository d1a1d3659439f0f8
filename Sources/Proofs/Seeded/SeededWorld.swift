import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// One folder kept in step with three services: one that holds everything, one that holds little, and one that tells all
/// each time and respells what it is told.
package struct SeededWorld: Sendable {
    let folder: FolderWorld
    /// The services, in configured order.
    let services: [MemoryProvider]
    /// What the engine does wrong; `nil` for the engine as it is.
    let bug: PlantedBug?
    /// Whether no value may go that nobody replaced: all conflicts are left to the person.
    let keepsAllValues: Bool

    /// Where something is done.
    enum Place: Hashable, Sendable {
        case here
        /// At the service with this number.
        case there(Int)
    }

    /// The original starts of the series' instances that are edited and left out.
    static let instances = [InstanceKey("20260122T090000"), InstanceKey("20260129T090000")]

    /// Events that nobody touches, so that no deletion is a mass deletion.
    static let bystanders = ["k1", "k2", "k3", "k4", "k5"]

    /// Makes the world and has all four agree on two single events, a series, and some that nobody touches.
    ///
    /// - Parameter bug: What the engine does wrong; `nil` for the engine as it is.
    package init(_ bug: PlantedBug? = nil) async throws {
        (self.bug, keepsAllValues) = (bug, true)
        var full = MemoryProvider.Options()
        full.name = "Rich"
        let little = ProofWorld.lossy("Poor")
        var slow = MemoryProvider.Options()
        (slow.name, slow.hasDeltas, slow.respells) = ("Slow", false, true)
        services = [full, little, slow].map { options in
            var options = options
            bug?.plant(in: &options)
            return MemoryProvider(options: options)
        }
        folder = FolderWorld(Self.setups(services, winners: nil))
        bug?.plant(in: folder)
        for name in ["a", "b"] {
            try folder.write(
                "work/\(name).ics", ProofWorld.file(["UID:\(name)@proof", "SUMMARY:\(name)"] + ProofWorld.own))
        }
        for name in Self.bystanders {
            try folder.write("work/\(name).ics", ProofWorld.file(["UID:\(name)@proof", "SUMMARY:\(name)"]))
        }
        try folder.write("work/s.ics", Self.series)
        try await folder.sync()
        folder.advance(by: 3600)
        try await folder.sync()
    }

    private init(copying other: SeededWorld, winners: [Policy.Resolution]?) {
        (bug, keepsAllValues) = (other.bug, winners == nil)
        services = other.services.map { MemoryProvider(copying: $0) }
        folder = FolderWorld(copying: other.folder, Self.setups(services, winners: winners))
    }

    /// Another future of this past.
    ///
    /// - Parameter winners: Who wins a conflict, by service; `nil` where all are left to the person.
    func copy(winners: [Policy.Resolution]?) -> SeededWorld { SeededWorld(copying: self, winners: winners) }

    private static func setups(_ services: [MemoryProvider], winners: [Policy.Resolution]?) -> [PairSetup] {
        services.enumerated().map { number, service in
            PairSetup(
                id: PairID(service.options.name.lowercased()), folder: "work", account: service.options.name,
                calendar: "home", policy: Policy(onConflict: winners?[number] ?? .ask), provider: service)
        }
    }

    private static let series = ProofWorld.file(
        ["UID:s@proof", "SUMMARY:s", "DTSTART;TZID=Europe/Berlin:20260115T090000"]
            + ["DTEND;TZID=Europe/Berlin:20260115T100000", "RRULE:FREQ=WEEKLY;COUNT=8"] + ProofWorld.own)

    // MARK: Looking

    /// The files of the folder: path, text and what is in it.
    func files() -> [(path: String, text: String, file: EventFile)] {
        folder.eventFiles.compactMap { path in
            folder.read(path).map { (path, $0, EventFile(Array($0.utf8))) }
        }
    }

    /// The path of the event's file.
    func path(of uid: UID) -> String? { files().first { $0.file.uid == uid }?.path }

    /// The event at a service.
    func event(_ uid: UID, at service: Int) -> RemoteEvent? { services[service].events().first { $0.uid == uid } }

    /// All that can be read of an event at a place; `nil` where it is not there.
    func words(of uid: UID, at place: Place) -> String? {
        switch place {
        case .here: path(of: uid).flatMap { folder.read($0) }
        case .there(let service): event(uid, at: service).map { Self.words(of: $0.view) }
        }
    }

    private static func words(of view: View) -> String {
        let parts = [view.master] + view.exceptions.sorted { $0.key < $1.key }.compactMap { $0.value.part }
        return parts.flatMap { $0.fields.sorted { $0.key < $1.key }.map { words(of: $0.value) } }.joined(
            separator: "\n")
    }

    /// What can be read of a value; nothing where there is none.
    static func words(of value: Value?) -> String {
        switch value {
        case nil: ""
        case .text(let text)?: text
        case .schedule(let schedule)?: schedule.start.basicValue
        case .set(let set)?: set.sorted().joined(separator: " ")
        case .alarms(let alarms)?: alarms.map(\.summary).sorted().joined(separator: " ")
        }
    }

    /// The requests to the services so far that ask for a change.
    var writes: Int { services.map(\.writes).reduce(0, +) }
}
