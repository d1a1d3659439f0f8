import ICalendar
import ProviderKit
import SyncCore

/// What this machine remembers of a calendar folder, outside of it.
package struct KnownFolder: Hashable, Sendable, Codable {
    /// The anchor's id.
    package var id: String
    /// The newest generation of its manifest.
    package var generation: Int
    /// The device it was on.
    package var device: UInt64
    /// How the last run went, by pair.
    package var lastRun: [PairID: LastRun]
    /// What the settings files said at the last run; `nil` before one.
    package var settings: SettingsMemo?
    /// How often each account was asked by syncs, by day in UTC (`2026-01-15`).
    package var traffic: [String: [String: Traffic]]?

    package init(id: String, generation: Int, device: UInt64, lastRun: [PairID: LastRun] = [:]) {
        self.id = id
        self.generation = generation
        self.device = device
        self.lastRun = lastRun
    }
}

/// How the last run of a pair went. It is kept outside the folder, so that an idle sync writes no byte in it.
package struct LastRun: Hashable, Sendable, Codable {
    /// When it ended, in ns since 1970.
    package var time: Int64
    /// What stopped it, as a sentence; `nil` when nothing did.
    package var error: String?
    /// How many runs there were, for what is done now and then only.
    package var count: Int?
    /// When the last one ended that nothing stopped, in ns since 1970, where that was another; `nil` where there was none.
    package var good: Int64?
    /// The exit code that ``error`` called for.
    package var code: Int32?
    /// What it left alone, as far as a look at the folder alone may not find it again; a mass of them not to the last one.
    package var held: [Held]?

    package init(
        time: Int64, error: String? = nil, count: Int? = nil, good: Int64? = nil, code: Int32? = nil,
        held: [Held]? = nil
    ) {
        self.time = time
        self.error = error
        self.count = count
        self.good = good
        self.code = code
        self.held = held
    }

    /// How a run went for a pair.
    package struct Outcome: Sendable {
        /// What stopped it, as a sentence; `nil` when nothing did.
        package var error: String?
        /// The exit code that this calls for.
        package var code: ExitCode?
        /// What it left alone; `nil` where nothing had happened, so that this is as before.
        package var held: [Held]?

        package init(error: String? = nil, code: ExitCode? = nil, held: [Held]? = nil) {
            self.error = error
            self.code = code
            self.held = held
        }
    }

    /// So many of what was left alone are remembered.
    static let mostHeld = 100

    /// When the pair was last in step, in ns since 1970; `nil` where it never was.
    package var syncedAt: Int64? { error == nil ? time : good }
}

/// The calendar folders that this machine knows: `calsync/folders.json` in the user's state folder.
package struct KnownFolders: Sendable {
    /// The user's state folder for calsync: `$XDG_STATE_HOME/calsync`, else `~/.local/state/calsync`.
    ///
    /// XDG Base Directory Specification: a relative path in the variable is ignored. `nil` without a home.
    package static func stateFolder(environment: [String: String]) -> String? {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/calsync" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.local/state/calsync"
    }

    /// The schema this version writes.
    static let schema = 1
    /// More bytes than this are not ours.
    static let limit = 1 << 26

    private struct Contents: Codable {
        var calsync = KnownFolders.schema
        var folders: [String: KnownFolder] = [:]
    }

    private let folder: String
    private let files: any FileStore
    private var path: String { Self.path(in: folder) }

    /// The file in a ``stateFolder(environment:)``.
    static func path(in stateFolder: String) -> String { stateFolder + "/folders.json" }

    /// - Parameter stateFolder: As ``stateFolder(environment:)`` says.
    package init(stateFolder: String, files: any FileStore) {
        folder = stateFolder
        self.files = files
    }

    /// What is known of the folder at `root`.
    package func folder(at root: String) throws(StateError) -> KnownFolder? { try all()[root] }

    /// All folders, by path.
    package func all() throws(StateError) -> [String: KnownFolder] { try read().folders }

    /// Judges the folder at `root`; writes nothing.
    ///
    /// - Parameter generation: The generation of its manifest; `nil` when there is none.
    package func verdict(on root: String, generation: Int?) throws(StateError) -> FolderVerdict {
        let all = try all()
        let anchor = try Anchor.read(root: root, files: files)
        let origin = all.filter { $0.value.id == anchor && $0.key != root }.keys.sorted().first
        return FolderVerdict.judge(anchor: anchor, remembered: all[root], origin: origin, generation: generation)
    }

    /// Changes what is known of the folder at `root`: `nil` forgets it. Nothing is written where nothing changes.
    package func update(_ root: String, _ change: (inout KnownFolder?) -> Void) throws {
        try files.makeFolder(folder)
        let lock = try files.lock(path + ".lock", waiting: true)
        defer { lock?.release() }
        var contents = try read()
        let before = contents.folders[root]
        var after = before
        change(&after)
        guard after != before else { return }
        contents.folders[root] = after
        try files.writeWhole(try JSONText.encode(contents) + [UInt8(ascii: "\n")], to: path)
    }

    /// Remembers that pairs of the folder at `root` were looked at.
    ///
    /// - Parameters:
    ///   - outcomes: How it went for each pair.
    ///   - now: ns since 1970.
    ///   - traffic: How often each account was asked since the last time.
    ///   - day: The day it is counted on, in UTC.
    package func noteRun(
        _ root: String, _ outcomes: [PairID: LastRun.Outcome], now: Int64, settings: SettingsMemo? = nil,
        traffic: [String: Traffic] = [:], on day: CalendarDate? = nil
    ) throws {
        try update(root) { known in
            for (pair, outcome) in outcomes {
                let count = (known?.lastRun[pair]?.count ?? 0) + 1
                let good = outcome.error == nil ? nil : known?.lastRun[pair]?.syncedAt
                let held = (outcome.held ?? known?.lastRun[pair]?.held ?? []).prefix(LastRun.mostHeld)
                known?.lastRun[pair] = LastRun(
                    time: now, error: outcome.error, count: count, good: good, code: outcome.code?.rawValue,
                    held: held.isEmpty ? nil : Array(held))
            }
            if let settings { known?.settings = settings }
            if let day { known?.count(traffic, on: day) }
        }
    }

    private func read() throws(StateError) -> Contents {
        let bytes: [UInt8]?
        do { bytes = try files.readIfThere(path, limit: Self.limit) } catch { throw .unreadable(error) }
        guard let bytes else { return Contents() }
        guard let contents = try? JSONText.decode(Contents.self, from: bytes) else {
            throw .damaged("\(path) can't be understood")
        }
        guard contents.calsync == Self.schema else { throw .newerSchema(found: contents.calsync) }
        return contents
    }
}

extension KnownFolder {
    /// The days for which requests are counted.
    private static let daysOfTraffic = 90

    /// Adds what was asked on a day; what is long past goes.
    fileprivate mutating func count(_ more: [String: Traffic], on day: CalendarDate) {
        let first = day.adding(days: -Self.daysOfTraffic).extended
        for (account, sum) in more where sum.requests > 0 {
            var days = (traffic?[account] ?? [:]).filter { $0.key > first }
            days[day.extended, default: Traffic()].add(sum)
            traffic = traffic ?? [:]
            traffic?[account] = days
        }
    }
}
