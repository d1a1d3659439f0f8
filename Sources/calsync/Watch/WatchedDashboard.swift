import ICalendar
import SyncEngine

/// The dashboard beside a watcher: it goes on while the folder is gone, which ends the watcher for as long.
final class WatchedDashboard: Sendable {
    /// Who watches the folder at the moment.
    private struct Watching {
        let holder: Holder
        /// The watcher's metrics as they are told.
        let told: Locked<String>
    }

    private let port: UInt16
    private let service = Locked<DashboardService?>(nil)
    /// `nil` while nobody watches: then each command of the page takes the lock itself, if it can.
    private let watching = Locked<Watching?>(nil)

    /// - Parameter port: Where it is wanted; 0 for any port that is free.
    init(port: UInt16) { self.port = port }

    /// Serves the folder that `holder` holds, where commands of the page run in their turn from now on; returns the port.
    func serve(_ context: Context, _ holder: Holder, metrics told: Locked<String>) async throws -> UInt16 {
        watching.withLock { $0 = Watching(holder: holder, told: told) }
        let service = try await running(context)
        holder.whenRunning { [runs = service.runs] in runs.take($0) }
        return service.port
    }

    /// Lets go of a holder that ends, and has open pages see why.
    func leave() async {
        watching.withLock { $0 = nil }
        guard let service = service.withLock({ $0 }) else { return }
        service.runs.take(nil)
        await service.tell()
    }

    /// Ends it.
    func stop() async {
        let service = service.withLock { service in
            defer { service = nil }
            return service
        }
        await service?.stop()
    }

    /// The page that is served; begins to where it isn't.
    private func running(_ context: Context) async throws -> DashboardService {
        if let known = service.withLock({ $0 }) { return known }
        // The holder tells how far runs have come, these as well.
        let worker: PageDesk.Worker = {
            [watching, root = context.root, environment = context.environment] arguments, capture, progress in
            func caller(_ lock: FolderLock?) -> Caller {
                .page(capture, folder: root, environment: environment, lock: lock)
            }
            if let holder = watching.withLock({ $0?.holder }) {
                return await holder.carryOut(arguments) { caller($0) }
            }
            return await Caller.$ofThisTask.withValue(caller(nil).telling(progress)) {
                await Calsync.carryOut(arguments)
            }
        }
        let made = try await DashboardService.starting(
            context, port: port, metrics: { [watching] in watching.withLock { $0?.told }?.withLock { $0 } ?? "" },
            worker: worker)
        service.withLock { $0 = made }
        return made
    }
}
