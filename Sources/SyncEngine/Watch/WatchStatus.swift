import FoundationEssentials

/// How a watcher fares, as it says in `.calsync/status.json`: for `calsync status`, and for other programs to read.
///
/// It is true as long as the process lives whose id it names (``ControlClient/holder``).
package struct WatchStatus: Codable, Hashable, Sendable {
    /// How one pair fares.
    package struct Pair: Codable, Hashable, Sendable {
        /// Its name.
        package var name: String
        /// When it was looked at last; RFC 3339, like all times here.
        package var looked: String?
        /// When it is looked at next, if nothing happens before.
        package var next: String?
        /// Failures in a row.
        package var failures: Int
        /// What its service said last; `nil` while all is well.
        package var error: String?

        package init(name: String, looked: String?, next: String?, failures: Int, error: String?) {
            self.name = name
            self.looked = looked
            self.next = next
            self.failures = failures
            self.error = error
        }
    }

    /// The version of this shape.
    package var schema = 1
    /// The watcher's process id.
    package var pid: Int32
    /// Its version.
    package var program: String
    /// Since when it runs.
    package var since: String
    /// `running` while it looks and writes, `waiting` for something to happen, `held` while git is at work, `stopped`.
    package var state: String
    /// What it waits for, where that is not the next event.
    package var reason: String?
    /// Each pair, by name.
    package var pairs: [Pair] = []
    /// Fields that changed on both sides and wait for the person.
    package var conflicts = 0
    /// What a rule or the safety limit holds.
    package var held = 0
    /// What failed and is tried again.
    package var queued = 0
    /// What failed too often or for good, and waits for the person.
    package var parked = 0
    /// Files that can't be read.
    package var problems = 0
    /// The port of 127.0.0.1 on which it serves the dashboard.
    package var dashboard: UInt16?

    package init(pid: Int32, program: String, since: String, state: String) {
        self.pid = pid
        self.program = program
        self.since = since
        self.state = state
    }

    /// Writes it beside the state of the folder `root`, whole; not flushed, since it says nothing after a power cut.
    package func write(root: String, files: any FileStore) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let (path, bytes) = (StateLayout(root: root).status, Array(try encoder.encode(self)) + [0x0A])
        do {
            try files.removeIfThere(path + ".next")
            try files.create(path + ".next", bytes, mode: 0o644)
            try files.replace(path, with: path + ".next")
        } catch  where error.kind == .diskFull {
            // An old status would be a lie. Its own room is room for the new one.
            try files.removeIfThere(path + ".next")
            try files.removeIfThere(path)
            try files.create(path, bytes, mode: 0o644)
        }
    }

    /// What the watcher that holds the folder `root` says; `nil` where none runs.
    package static func read(root: String, files: any FileStore) -> WatchStatus? {
        guard let holder = ControlClient(root: root, files: files)?.holder,
            let bytes = try? files.readIfThere(StateLayout(root: root).status, limit: 1 << 20),
            let status = try? JSONDecoder().decode(WatchStatus.self, from: Data(bytes))
        else { return nil }
        return status.pid == holder ? status : nil
    }
}
