/// What `calsync.toml` says about `watch`, in `[watch]` and `[git]`.
package struct WatchSettings: Hashable, Sendable {
    /// Seconds between two polls of a service while nothing special goes on; `nil` for the service's usual.
    package var poll: Int?
    /// Whether the files that a run wrote are committed to git.
    package var commits = false

    package init(poll: Int? = nil, commits: Bool = false) {
        self.poll = poll
        self.commits = commits
    }

    /// What `poll` may be.
    static let pollRange = 1...86_400
}

/// What `accounts.toml` says about `watch` on this machine, in `[watch]`: a calendar folder that was cloned from somewhere
/// must not start programs or open ports.
package struct MachineWatchSettings: Hashable, Sendable {
    /// A program and its words, run once for each new problem with the problem's words as one more; empty for none.
    package var onProblem: [String]
    /// The loopback port on which metrics are told; `nil` for none.
    package var metricsPort: UInt16?

    package init(onProblem: [String] = [], metricsPort: UInt16? = nil) {
        self.onProblem = onProblem
        self.metricsPort = metricsPort
    }
}

extension SettingsReader {
    /// Reads `[watch]` and `[git]` of a `calsync.toml`.
    mutating func watch() -> WatchSettings {
        var settings = WatchSettings()
        if let table = table("watch", in: root) {
            check(table, known: ["poll"])
            settings.poll = integer("poll", in: table, within: WatchSettings.pollRange)
        }
        if let table = table("git", in: root) {
            check(table, known: ["commit"])
            settings.commits = flag("commit", in: table) ?? false
        }
        return settings
    }

    /// Reads `[watch]` of an `accounts.toml`.
    mutating func machineWatch() -> MachineWatchSettings {
        guard let table = table("watch", in: root) else { return MachineWatchSettings() }
        check(table, known: ["on-problem", "metrics"])
        return MachineWatchSettings(
            onProblem: words("on-problem", in: table, example: ["notify-send", "calsync"]) ?? [],
            metricsPort: port("metrics", in: table))
    }

    /// A port of this machine's loopback, written `127.0.0.1:PORT`.
    private mutating func port(_ key: String, in table: Table) -> UInt16? {
        guard let text = text(key, in: table) else { return nil }
        let host = "127.0.0.1:"
        if text.hasPrefix(host), let port = UInt16(text.dropFirst(host.count)), port > 0 { return port }
        report(
            table.path + [key], "`\(key)` is no port of this machine alone: `\(text)`.",
            "Write \(key) = \"\(host)9464\".")
        return nil
    }
}
