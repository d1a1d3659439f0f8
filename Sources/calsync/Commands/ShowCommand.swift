import ArgumentParser
import ICalendar
import SyncCore
import SyncEngine

/// `calsync show`: one event in words.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one event in words: when it is, what it says, how it stands with each service.")

    @Argument(
        help: ArgumentHelp("The event: its file, its UID, or a part of its title.", valueName: "event"),
        completion: Completions.events)
    var words: [String]
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let context = try Context(options, checksAccounts: false)
        let named = words.joined(separator: " ")
        guard let found = try EventFinder(context).found(named) else {
            throw Failure(
                .usage, "There is no event \(named).",
                "Name its file, its UID, or a part of its title; `calsync list` has them.")
        }
        let bytes = try DiskFileStore().read(context.root + "/" + found.path, limit: 10 << 20)
        guard let event = FolderEvents.event(in: bytes, at: found.path) else {
            let problem = EventFile(bytes).diagnostics.first
            throw Failure(
                .attention, problem?.text(path: found.path) ?? "\(found.path) can't be read as an event.",
                "`calsync check \(found.path)` says more.")
        }
        let here = context.standpoint()
        let states = ServiceState.all(of: event.uid, path: found.path, digest: Digest.of(bytes), context)
        let text = EventText(event: event, path: found.path, here: here, states: states)
        if options.json {
            try context.output.json(ShowJSON(text))
        } else {
            context.output.print(lines: text.lines(style: context.style, width: context.width))
        }
    }
}

/// How an event stands with one service, as far as is known without asking it.
struct ServiceState {
    /// The pair.
    let pair: PairConfiguration
    /// The standing, as a phrase.
    let words: String
    /// The service's id of it; nil where it doesn't have it.
    let remoteID: String?

    /// The standing with each pair that the file belongs to.
    static func all(of uid: UID, path: String, digest: String, _ context: Context) -> [ServiceState] {
        let store = DiskFileStore()
        let anchor = (try? Anchor.read(root: context.root, files: store)) ?? nil
        let known = try? ManifestStore.open(root: context.root, files: store, folderID: anchor ?? "")
        return context.configuration.pairs(ofFile: path).map { pair in
            guard let known else {
                return ServiceState(
                    pair: pair, words: "unknown: the state is damaged (`calsync repair`)", remoteID: nil)
            }
            return state(pair, uid, isChanged: known.manifest.files[path]?.hash != digest, known)
        }
    }

    private static func state(_ pair: PairConfiguration, _ uid: UID, isChanged: Bool, _ known: ManifestStore)
        -> ServiceState
    {
        if let attempts = known.manifest.pairs[pair.id]?.retries?[uid.text] {
            let word = attempts.isParked ? "parked" : "waits to be tried again"
            return ServiceState(pair: pair, words: "\(word): \(attempts.lastError)", remoteID: nil)
        }
        switch (try? known.record(RecordKey(pair.id, uid))) ?? nil {
        case nil: return ServiceState(pair: pair, words: "not sent yet", remoteID: nil)
        case .deleted?: return ServiceState(pair: pair, words: "deleted there", remoteID: nil)
        case .live(let base)?:
            let waiting = base.remoteShadow.changes(to: base.seen.view)
            var words = isChanged ? "changed here since the last sync" : "in step"
            if !waiting.isEmpty {
                words = "not taken from there yet: \(waiting.words)" + (isChanged ? "; " + words : "")
            }
            return ServiceState(pair: pair, words: words, remoteID: base.seen.id)
        }
    }
}
