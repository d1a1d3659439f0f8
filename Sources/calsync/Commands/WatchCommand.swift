import ArgumentParser
import CShims
import SyncEngine

/// `calsync watch`: keeps the folder in step all day.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Keep the folder in step all day, by itself.",
        discussion: """
            A saved file is on its way within a second; the services are polled. `calsync sync`, `resolve`, `undo` and the \
            like work as ever meanwhile: the watcher carries them out. Ctrl-C ends it cleanly; SIGHUP reads the settings \
            again.
            """)

    @Option(help: "How the log looks: text or json.") var logFormat: WatchLog.Format = .text
    @Option(help: "What the log tells: debug, info, warning or error.") var logLevel: WatchLog.Level = .info
    @Option(
        defaultAsFlag: DashboardService.usualPort,
        help: ArgumentHelp("Serve the dashboard as well, on port 7341 or this one.", valueName: "port"))
    var dashboard: UInt16?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        if Caller.current.isGuest {
            throw Failure(.locked, "The folder is watched already.", "`calsync status` says how it fares.")
        }
        cs_share_heap()
        let first = try Context(options)
        first.notePairs()
        // Whatever becomes of the folder in which this was typed, the settings are read again where they were.
        var options = options
        options.folder = first.root
        let log = WatchLog(format: logFormat, least: logLevel, output: first.output, now: Clock.now)
        let signals = Signals()
        defer { signals.stop() }
        let page = dashboard.map { WatchedDashboard(port: $0) }
        while true {
            let context = try Context(options)
            do {
                return try await Holder.serving(context) { holder in
                    try await Watch(context, holder: holder, signals: signals, log: log, dashboard: page)
                        .keepInStep()
                }
            } catch let gone as FolderGone {
                log.tell(.error, gone.line)
                guard await Absence.end(of: context, signals) else {
                    await page?.stop()
                    return log.tell(.info, "Stopped.")
                }
                log.tell(.info, "The folder is back.")
            }
        }
    }
}

extension WatchLog.Format: ExpressibleByArgument {}
extension WatchLog.Level: ExpressibleByArgument {}
