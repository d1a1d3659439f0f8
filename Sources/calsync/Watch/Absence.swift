import Glibc
import SyncEngine

/// A calendar folder that went away while it was watched: a disk was unplugged, or somebody moved it.
enum Absence {
    /// Seconds between two looks for it.
    private static let patience = 2

    /// Waits until the folder is back and nobody works on it; `false` when the process is to end before.
    static func end(of context: Context, _ signals: Signals) async -> Bool {
        let notifier = ServiceNotifier(environment: context.environment)
        notifier.status("The folder is gone")
        let (ends, feed) = AsyncStream.makeStream(of: Bool.self)
        signals.tell { if $0 != SIGHUP { feed.yield(false) } }
        let waiting = Task {
            // Once it is over the lock is the watcher's, which must not meet it taken.
            while (try? await Task.sleep(for: .seconds(patience))) != nil {
                notifier.alive()
                guard let lock = try? context.takeLock() else { continue }
                lock.release()
                guard (try? Context(context.options)) != nil else { continue }
                feed.yield(true)
                return
            }
        }
        defer {
            waiting.cancel()
            signals.tell(nil)
        }
        for await isBack in ends { return isBack }
        return false
    }
}
