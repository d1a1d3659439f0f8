import ProviderKit
import SyncCore

extension SyncSession {
    /// Looks at the folder, and at the services unless offline.
    func read(_ request: SyncRequest) async throws {
        self.request = request
        // One moment for the whole run: what is planned is what is saved, and written, whatever the time then.
        self.request.stamp = request.stamp ?? Int(seconds)
        (readings, calendars, facts, troubles, leftOut, overSkips) = ([:], [:], [], [], [], [])
        let setups = setups.filter { request.pairs?.contains($0.id) ?? true }
        var lists: [String: Result<[RemoteCalendar], ProviderError>] = [:]
        for setup in setups {
            if let held = paused(setup) ?? opposed(setup) {
                leftOut.append(held)
                continue
            }
            if let trouble = folderTrouble(setup) {
                troubles.append(trouble)
                continue
            }
            let early = early(setup.id)
            var list = early?.result.map { [$0.calendar] }
            if list == nil, !request.isOffline { list = await oneCalendar(setup) }
            let isOne = list != nil
            if list == nil, !request.isOffline {
                if lists[setup.account] == nil {
                    environment.progress(.reading(setup.id))
                    lists[setup.account] = await Self.result { () async throws(ProviderError) in
                        try await setup.provider.calendars()
                    }
                }
                list = lists[setup.account]
            }
            try await read(setup, calendars: list, isOne: isOne)
        }
        // The folder last: what was saved while the services answered is seen.
        lookedAt = environment.now()
        let look = FolderScan(root: environment.root, files: environment.files).look(against: store.manifest)
        local = LocalFolder(
            root: environment.root, files: environment.files, manifest: store.manifest,
            pairFolders: self.setups.map(\.folder), look: look, unsettled: try await unsettled(look),
            isFresh: { [environment] in Self.isFresh($0, environment) })
    }

    /// The touched files that are being written right now, where the request cares: those whose stamps differ in two looks
    /// 100 ms apart (case 20). How old a stamp is says nothing, since clocks lie.
    private func unsettled(_ look: FolderLook) async throws -> Set<String> {
        guard let earlier = request.earlier else { return [] }
        let young = (look.changed + look.new).filter {
            earlier[$0.path] != $0.stamp && store.manifest.files[$0.path]?.stamp != $0.stamp
        }
        guard !young.isEmpty else { return [] }
        try await environment.wait(0.1)
        let files = FolderScan(root: environment.root, files: environment.files).snapshot().files
        return Set(young.filter { files[$0.path] != $0.stamp }.map(\.path))
    }

    /// What the pair's service answered before this run, where that still holds.
    private func early(_ pair: PairID) -> EarlyAnswer? {
        guard let answer = request.answers[pair], answer.generation == store.manifest.generation else { return nil }
        return answer
    }

    /// What is said of a pair that the person has paused.
    private func paused(_ setup: PairSetup) -> Held? {
        guard setup.isPaused else { return nil }
        return Held(
            pair: setup.id, uid: nil, title: setup.id.text, cause: .policy, reason: "this pair is paused",
            remedy: "`calsync pair set \(setup.id) --resume` has it take part again.")
    }

    /// Why the request's direction leaves the pair out: what is configured for one way is never written the other way.
    private func opposed(_ setup: PairSetup) -> Held? {
        let configured = setup.policy.direction
        guard let asked = request.direction, configured != .both, configured != asked else { return nil }
        return Held(
            pair: setup.id, uid: nil, title: setup.id.text, cause: .policy,
            reason: configured == .pull ? "this pair only pulls" : "this pair only pushes",
            remedy: "Leave --\(asked.rawValue) out to sync it as it is configured.")
    }

    /// The pair's calendar, where its service finds it without a list of all; `nil` where the list is to be asked.
    ///
    /// While something of the pair has failed, the calendar is looked at anew: that may be the reason.
    private func oneCalendar(_ setup: PairSetup) async -> Result<[RemoteCalendar], ProviderError>? {
        let state = store.manifest.pairs[setup.id]
        let isOutdated = request.isFull || state?.retries?.isEmpty == false
        do {
            return try await setup.provider.calendar(setup.calendar, known: state?.facts, isOutdated: isOutdated)
                .map { .success([$0]) }
        } catch {
            return .failure(error)
        }
    }

    /// Reads one pair. What goes wrong at its service is that pair's trouble; what is wrong here stops the run.
    ///
    /// - Parameter isOne: Whether the service was asked for the one calendar, and not for a list of all.
    private func read(
        _ setup: PairSetup, calendars list: Result<[RemoteCalendar], ProviderError>?, isOne: Bool
    ) async throws {
        do {
            let calendar = try calendar(of: setup, in: list, isOne: isOne)
            calendars[setup.id] = calendar
            facts.append(makeFacts(setup, calendar))
            guard !request.isOffline else { return }
            try await recoverRemote(setup, calendar)
            let start = seconds
            var reading = try await reading(of: setup, calendar)
            reading.readAt = start
            readings[setup.id] = reading
            if let found = reading.calendar {
                calendars[setup.id] = found
                facts.removeAll { $0.id == setup.id }
                facts.append(makeFacts(setup, found))
            }
        } catch let error as ProviderError {
            facts.removeAll { $0.id == setup.id }
            troubles.append(PairTrouble(pair: setup.id, error: error, remedy: error.remedy(account: setup.account)))
        }
    }

    private func calendar(of setup: PairSetup, in list: Result<[RemoteCalendar], ProviderError>?, isOne: Bool)
        throws(ProviderError) -> RemoteCalendar
    {
        guard let list else {
            if let known = store.manifest.pairs[setup.id]?.facts { return known }
            // Never read: nothing is known of its zone; the folder's view of it is as good as can be had offline.
            return RemoteCalendar(id: setup.calendar, name: setup.calendar, timeZone: "UTC", isWritable: true)
        }
        let all = try list.get()
        // A service that was asked for one calendar answers with that, under its own id.
        if isOne, all.count == 1, all[0].notes != nil { return all[0] }
        guard let found = all.first(where: { $0.id == setup.calendar || (setup.calendar == "primary" && $0.isPrimary) })
        else {
            throw .calendarGone(
                "The account \(setup.account) has no calendar \(setup.calendar) (any more). Nothing is deleted because of that."
            )
        }
        return found
    }

    private func makeFacts(_ setup: PairSetup, _ calendar: RemoteCalendar) -> PairFacts {
        var policy = setup.policy
        if let direction = request.direction { policy.direction = direction }
        let capabilities = setup.provider.capabilities
        var facts = PairFacts(
            id: setup.id, folder: setup.folder, service: capabilities.name, lens: setup.provider.lens(for: calendar),
            policy: policy, isWritable: calendar.isWritable,
            scheduleWriteResetsExceptions: capabilities.scheduleWriteResetsExceptions,
            marksEvents: !capabilities.createsOncePerUID)
        facts.account = setup.account
        facts.canMove = capabilities.movesEvents
        facts.mailsGuests = capabilities.mailsGuests
        facts.sharesFolder = setups.contains {
            $0.id != setup.id && $0.folder == setup.folder && $0.policy.direction != .pull
        }
        return facts
    }

    private func reading(of setup: PairSetup, _ calendar: RemoteCalendar) async throws -> RemoteReading {
        let state = store.manifest.pairs[setup.id]
        let isSame = state?.calendar == calendar.id || state?.calendar.isEmpty == true
        if let state, !isSame, store.manifest.records.keys.contains(where: { $0.pair == setup.id }) {
            throw ProviderError.rejected(
                "The pair \(setup.id) was kept in step with another calendar before (\(state.calendar)). "
                    + "Give the new one a pair of its own.")
        }
        environment.progress(.reading(setup.id))
        let cursor = isSame && !request.isFull ? state?.cursor : nil
        let (changes, isContinued): (ChangeSet, Bool)
        if let early = early(setup.id) {
            (_, changes, isContinued) = try early.result.get()
        } else {
            (changes, isContinued) = try await RemoteReader.changes(setup.provider, in: calendar, since: cursor)
        }
        let besides = (state?.besides ?? [:]).compactMapValues { UID($0) }
        if changes.items.isEmpty, !changes.isComplete, changes.present == nil, besides.isEmpty {
            return RemoteReading(changes)
        }
        let (uids, buried) = uids(of: setup.id)
        var known: [String: RemoteEvent] = [:]
        var records: [String: Record] = [:]
        var ids = RemoteReader.ids(in: changes, setup.provider)
        if changes.isComplete || changes.present != nil {
            // Which rows are gone only the series tell that they belong to.
            ids.formUnion(uids.keys.filter { RemoteEvent.uid(ofSpread: $0) != nil })
        }
        for id in ids {
            guard let uid = uids[id] ?? buried[id] else { continue }
            records[id] = try store.record(RecordKey(setup.id, uid))
            if case .live(let base)? = records[id] { known[id] = base.seen }
        }
        let reader = RemoteReader(
            pair: setup.id, provider: setup.provider, calendar: changes.calendar ?? calendar,
            uids: uids, known: known, buried: buried, besides: besides, isPast: { records[$0.id]?.isPast($0) ?? false },
            confirmsAll: request.allowsMassChange)
        var reading = try await reader.read(changes)
        reading.isContinued = isContinued
        disproved.formUnion(reading.restored.map { RecordKey(setup.id, $0) })
        return reading
    }

    /// The events of a pair by the service's id: the live ones, and those that were deleted.
    private func uids(of pair: PairID) -> (live: [String: UID], buried: [String: UID]) {
        var (live, buried): ([String: UID], [String: UID]) = ([:], [:])
        for (key, entry) in store.manifest.records where key.pair == pair {
            if entry.isDeleted { buried[entry.remoteID] = key.uid } else { live[entry.remoteID] = key.uid }
        }
        return (live, buried)
    }

    /// Whether the pair's folder is gone or another than before (cases.md 2.7): then nothing is done there.
    private func folderTrouble(_ setup: PairSetup) -> PairTrouble? {
        let path = setup.folder.isEmpty ? environment.root : environment.root + "/" + setup.folder
        let isKnown = store.manifest.records.contains { $0.key.pair == setup.id && !$0.value.isDeleted }
        let device = store.manifest.pairs[setup.id]?.device
        guard let status = try? environment.files.status(path), status.kind == .folder else {
            guard isKnown else { return nil }
            return PairTrouble(
                pair: setup.id,
                error: .rejected("The folder \(setup.folder) is gone, with all its events. Is a disk not mounted?"),
                remedy: "Mount or restore it, or remove the pair with `calsync pair remove \(setup.id)`.")
        }
        guard isKnown, let device, device != status.device else { return nil }
        return PairTrouble(
            pair: setup.id,
            error: .rejected("The folder \(setup.folder) is on another disk than before. Is its own not mounted?"),
            remedy: "Mount it; if it was moved for good, run `calsync repair`.")
    }

    /// Whether an editor's swap file beside `path` is younger than 10 minutes (case 94).
    private static func isFresh(_ path: String, _ environment: Environment) -> Bool {
        let folder = environment.root + "/" + Path.parent(path)
        let name = Path.name(path)
        for swap in [".\(name).swp", ".\(name).swo", ".#\(name)"] {
            guard let status = try? environment.files.status(folder + "/" + swap) else { continue }
            if environment.now() - status.stamp.mtime < 600 * 1_000_000_000 { return true }
        }
        return false
    }

    private static func result<Success>(_ body: () async throws(ProviderError) -> Success) async -> Result<
        Success, ProviderError
    > {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}

extension ProviderError {
    /// The variable that holds an account's token: `CALSYNC_TOKEN_` and the name in capitals, other characters as `_`.
    package static func tokenVariable(_ account: String) -> String {
        "CALSYNC_TOKEN_"
            + account.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
    }

    /// What a person does about it.
    package func remedy(account: String) -> String {
        switch self {
        case .unauthorized:
            "Sign in with `calsync login \(account)`, or set \(Self.tokenVariable(account)); your edits wait here."
        case .unavailable, .rateLimited, .uncertain: "Your edits are safe; sync again later."
        case .writesSuspended: "Your edits are safe; the service asks for a rest."
        case .calendarGone: "Look at `calsync calendars \(account)`; ask its owner, or remove the pair."
        case .forbidden: "Ask the calendar's owner for the right to change events."
        case .unreadable: "Sync again later; if it stays, report it with `calsync --version`."
        case .preconditionFailed, .syncTokenExpired: "Sync again."
        case .alreadyExists, .notFound, .rejected, .cancelled: ""
        }
    }
}
