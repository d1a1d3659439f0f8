import ICalendar
import SyncCore
import SyncEngine

/// Shows a run's progress on standard error, on a terminal only.
final class ProgressReporter: Sendable {
    private let progress: Locked<ProgressBox>

    /// Carries a ``Progress`` across the lock.
    private struct ProgressBox: @unchecked Sendable {
        var progress: Progress
    }

    init(_ context: Context) {
        progress = Locked(ProgressBox(progress: .onStandardError(context.output, environment: context.environment)))
    }

    /// Takes a step of the run.
    var update: @Sendable (RunProgress) -> Void {
        { [self] step in
            progress.withLock { box in
                switch step {
                case .reading(let pair): box.progress.update("reading \(pair)", done: 0)
                case .writing(let done, let total, let title): box.progress.update(title, done: done, of: total)
                }
            }
        }
    }

    /// Takes the line away.
    func clear() { progress.withLock { $0.progress.clear() } }
}
