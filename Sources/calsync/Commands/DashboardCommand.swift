import ArgumentParser
import CShims
import Dashboard
import SyncEngine

/// `calsync dashboard`: serves a page that shows the folder and its calendars.
struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "Show status, calendar, conflicts and more on a page in the browser.",
        discussion: """
            The page is served to this machine alone, as long as the command runs. It prints a link that opens the page once, \
            within five minutes. Where `calsync watch --dashboard` serves the folder already, the link leads there.
            """)

    @Option(help: "The port on 127.0.0.1; else 7341, or any that is free.") var port: UInt16?
    @Flag(help: "Print the token that scripts send to the API, and serve nothing.") var token = false
    @Flag(inversion: .prefixedNo, help: "Open the link in the browser.") var open = true
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        if Caller.current.isGuest { throw Failure(.usage, "The dashboard is open already.") }
        let context = try Context(options)
        let token = try await DashboardService.token(context)
        if self.token {
            return options.json
                ? try context.output.json(["token": token.text]) : context.output.print(token.text)
        }
        if port == nil, let served = WatchStatus.read(root: context.root, files: DiskFileStore())?.dashboard {
            return try show(DashboardService.link(port: served, token: token).text, context)
        }
        cs_share_heap()
        context.notePairs()
        let service = try await serving(context)
        try show(service.link.text, context)
        context.output.note("Ctrl-C ends it.")
        await Interruption.untilTold()
        await service.stop()
    }

    private func serving(_ context: Context) async throws -> DashboardService {
        let worker: PageDesk.Worker = {
            [root = context.root, environment = context.environment] arguments, capture, progress in
            let caller = Caller.page(capture, folder: root, environment: environment, lock: nil).telling(progress)
            return await Caller.$ofThisTask.withValue(caller) { await Calsync.carryOut(arguments) }
        }
        do {
            return try await .starting(context, port: port ?? DashboardService.usualPort, worker: worker)
        } catch let error as LoopbackListener.StartError {
            guard port == nil else {
                throw Failure(.usage, "\(error)", "Name another with --port, or none for one that is free.")
            }
            return try await .starting(context, port: 0, worker: worker)
        }
    }

    private func show(_ link: String, _ context: Context) throws {
        if options.json { try context.output.json(["url": link]) } else { context.output.print(link) }
        if open { _ = Browser.open(link, environment: context.environment) }
    }
}
