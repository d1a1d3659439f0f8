import SyncEngine
import TestSupport

/// What syncing came to.
struct Rest: Sendable {
    /// The runs that wrote something.
    var runs = 0
    /// What the last run, which wrote nothing, had to say.
    var last = RunReport(run: "")
}

extension FolderWorld {
    /// Syncs, hours apart, until a run does nothing; `nil` where it does not come to rest.
    func settle(_ request: SyncRequest = SyncRequest()) async throws -> Rest? {
        var rest = Rest()
        while rest.runs < 6 {
            advance(by: 4 * 3600)
            rest.last = try await sync(request)
            // A creation whose answer was lost is still looked for.
            let journal = try read(".calsync/journal.jsonl").map {
                try Journal.contents(of: Array($0.utf8), named: "journal")
            }
            let isOpen = journal?.openIntents.isEmpty == false
            let isWaiting = isOpen || rest.last.held.contains { $0.cause == .retry }
            if rest.last.done.isEmpty, rest.last.queued.isEmpty, !isWaiting { return rest }
            rest.runs += 1
        }
        return nil
    }
}
