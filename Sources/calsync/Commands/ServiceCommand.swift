import ArgumentParser
import SyncEngine

/// `calsync service`: has systemd run the watcher.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Have `calsync watch` started with your session, by systemd.",
        subcommands: [Install.self, Status.self, Remove.self], defaultSubcommand: Status.self)

    /// `calsync service install`
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install", abstract: "Write a systemd user unit for this folder, and start it.")
        @Flag(help: "Only write it.") var noStart = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let unit = try ServiceUnit(context)
            try unit.write()
            var isStarted = false
            if !noStart { isStarted = try await unit.start() }
            if options.json {
                return try context.output.json(ServiceJSON(unit: unit.name, path: unit.path, started: isStarted))
            }
            context.output.print("Wrote \(unit.path).")
            if isStarted {
                context.output.print(
                    "It runs, and starts with your session. `calsync service status` says how it fares.")
                context.output.print(
                    "To have it run while you are not signed in, too: `loginctl enable-linger`.")
            } else {
                context.output.print("Start it with `systemctl --user enable --now \(unit.name)`.")
            }
        }
    }

    /// `calsync service status`
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Say whether the unit is there and runs.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let unit = try ServiceUnit(context)
            let watch = WatchStatus.read(root: context.root, files: DiskFileStore())
            let isInstalled = try unit.isInstalled
            if options.json {
                try context.output.json(
                    ServiceJSON(unit: unit.name, path: isInstalled ? unit.path : nil, started: watch != nil))
            } else {
                context.output.print(
                    isInstalled ? "\(unit.name) is installed." : "There is no unit. `calsync service install` makes it."
                )
                context.output.print(
                    watch.map { "The folder is watched (pid \($0.pid)): \(DisplayWidth.safe(WatchText.line($0)))." }
                        ?? (isInstalled
                            ? "The folder is not watched: `systemctl --user status \(unit.name)` says why."
                            : "The folder is not watched."))
            }
            try Finished.check(isInstalled && watch == nil ? [.failure] : [])
        }
    }

    /// `calsync service remove`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Stop the unit, and remove it.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let context = try Context(options)
            let unit = try ServiceUnit(context)
            guard try unit.isInstalled else {
                if options.json { return try context.output.json(["removed": false]) }
                return context.output.print("There is no unit.")
            }
            try await unit.remove()
            if options.json { return try context.output.json(["removed": true]) }
            context.output.print("Removed \(unit.name). The folder and its state stay as they are.")
        }
    }
}

/// The stable shape of a unit in `--json`.
struct ServiceJSON: Encodable {
    let unit: String
    @OrNull var path: String?
    let started: Bool
}
