import SyncCore

/// How a folder's events stand with their services, as far as that shows without a lock and without a request.
package struct FolderStanding: Sendable {
    /// The pairs.
    package let configuration: Configuration
    /// Their accounts.
    package let accounts: Accounts
    /// What a sync would find in the folder.
    package let planned: PlannedRun
    /// How the last run of each pair went.
    package let runs: [PairID: LastRun]
    /// What failed and waits, by pair and event.
    package let retries: [RecordKey: Attempts]
    /// Why nothing is known of the folder, as a sentence; `nil` where all is well.
    package let trouble: String?
    private let remoteIDs: [RecordKey: String]
    private let waiting: [RecordKey: String]
    private let conflicts: Set<RecordKey>

    /// - Parameter planned: A plan without the services.
    package init(
        configuration: Configuration, accounts: Accounts, planned: PlannedRun, manifest: Manifest,
        runs: [PairID: LastRun], trouble: String? = nil
    ) {
        (self.configuration, self.accounts, self.planned, self.runs) = (configuration, accounts, planned, runs)
        self.trouble = trouble
        remoteIDs = manifest.records.filter { !$0.value.isDeleted }.mapValues(\.remoteID)
        var retries: [RecordKey: Attempts] = [:]
        for (pair, state) in manifest.pairs {
            for (text, attempts) in state.retries ?? [:] {
                if let uid = UID(text) { retries[RecordKey(pair, uid)] = attempts }
            }
        }
        self.retries = retries
        var waiting: [RecordKey: String] = [:]
        for operation in planned.plan.operations where operation.kind.side != nil {
            waiting[operation.key] = operation.reason
        }
        for held in planned.plan.held {
            if let uid = held.uid { waiting[RecordKey(held.pair, uid)] = held.reason }
        }
        self.waiting = waiting
        conflicts = Set(planned.plan.conflicts.map(\.key))
    }

    /// How one event stands with one service.
    package struct EventStanding: Hashable, Sendable {
        /// Whether both sides agree.
        package enum Status: String, Hashable, Sendable {
            case synced = "SYNCED"
            case pending = "PENDING"
            case conflict = "CONFLICT"
            case failed = "FAILED"
        }

        /// The pair.
        package var pair: PairID
        /// The service; `nil` where the account is not known here.
        package var provider: ProviderKind?
        package var status: Status
        /// When the pair was synced last, in ns since 1970; `nil` while the event is not with the service.
        package var lastSync: Int64?
        /// The service's id of it; `nil` while it has none.
        package var remoteID: String?
        /// Why it isn't synced, as a sentence.
        package var detail: String?
    }

    /// How the event in the file at `path` stands, pair by pair.
    package func standing(of uid: UID, at path: String) -> [EventStanding] {
        configuration.pairs(ofFile: path).map { pair in
            let key = RecordKey(pair.id, uid)
            let remoteID = remoteIDs[key]
            var standing = EventStanding(
                pair: pair.id, provider: accounts[pair.account]?.provider, status: .synced,
                lastSync: remoteID == nil ? nil : runs[pair.id]?.syncedAt, remoteID: remoteID)
            if let trouble {
                standing.status = .failed
                standing.detail = trouble
            } else if conflicts.contains(key) {
                standing.status = .conflict
                standing.detail = "Both sides changed it."
            } else if let attempts = retries[key] {
                standing.status = attempts.isParked ? .failed : .pending
                standing.detail = attempts.lastError
            } else if let reason = waiting[key] {
                standing.status = .pending
                standing.detail = reason
            } else if remoteID == nil {
                standing.status = .pending
                standing.detail = "It was not synced yet."
            }
            return standing
        }
    }
}
