import Dashboard
import ProviderKit
import SyncEngine

/// A dashboard that this process serves.
struct DashboardService {
    /// The port that is listened on unless another is asked for.
    static let usualPort: UInt16 = 7341

    /// The port it listens on.
    let port: UInt16
    /// What open pages are told of runs.
    let runs: RunFeed
    private let server: DashboardServer
    private let token: Secret

    /// Begins to serve a folder.
    ///
    /// - Parameters:
    ///   - port: The port; 0 for any that is free.
    ///   - metrics: The watcher's own numbers as Prometheus reads them; `nil` where this process does not watch.
    ///   - worker: Carries out the commands of the page.
    static func starting(
        _ context: Context, port: UInt16, metrics: (@Sendable () -> String)? = nil, worker: @escaping PageDesk.Worker
    ) async throws -> DashboardService {
        let zone = SystemZone.current(context.environment).zone
        let token = try await token(context)
        let desk = try PageDesk(context, zone: zone, worker: worker, metrics: metrics)
        let server = DashboardServer(root: context.root, zone: zone, desk: desk.desk, token: token, now: SignIns.now)
        return DashboardService(
            port: try await server.start(port: port), runs: desk.runs, server: server, token: token)
    }

    private init(port: UInt16, runs: RunFeed, server: DashboardServer, token: Secret) {
        (self.port, self.runs, self.server, self.token) = (port, runs, server, token)
    }

    /// A link that opens the page once.
    var link: Secret { Self.link(port: port, token: token) }

    /// A link that opens a page that some calsync of this person serves on `port`.
    static func link(port: UInt16, token: Secret) -> Secret {
        Access.link(port: port, token: token, now: SignIns.now(), random: Random.bytes)
    }

    /// What scripts send; made when first needed.
    static func token(_ context: Context) async throws -> Secret {
        try await SignIns(environment: context.environment).store().machineSecret("dashboard.token")
    }

    /// Has every open page look again.
    func tell() async { await server.tell() }

    /// Ends it.
    func stop() async { await server.stop() }
}
