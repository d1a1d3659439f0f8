import Glibc
import ProviderKit
import SyncCore
import SyncEngine

extension Watch {
    /// What lies elsewhere and matters: git's locks, the accounts, the sign-ins.
    static func beside(_ context: Context) -> [FolderWatcher.Beside] {
        var places: [FolderWatcher.Beside] = []
        if let folder = GitState(root: context.root).folder { places.append(.init(folder, hint: .git)) }
        if let path = Accounts.path(environment: context.environment) {
            places.append(.init(Path.parent(path), name: Path.name(path), hint: .configuration))
        }
        if let state = try? context.stateFolder() {
            places.append(.init(TokenStore.folder(in: state), hint: .signIns))
        }
        return places
    }

    /// Takes what was noticed.
    func take(_ hint: FolderWatcher.Hint) {
        switch hint {
        case .written(let path): touched(path, quiet: Settling.written)
        case .vanished(let path): touched(path, quiet: Settling.vanished)
        case .anything: schedule.touched(setups.map(\.id), quiet: Settling.vanished, at: Self.now)
        case .git: schedule.goOn()
        case .configuration: reload()
        case .signIns: signedIn()
        // It is its own doing.
        case .state: break
        case .unwatched(let folder, let count, let code): tellUnwatched(folder, count, code)
        }
    }

    private func touched(_ path: String, quiet: Double) {
        log.tell(.debug, "Touched: \(DisplayWidth.safe(path))")
        let pairs = context.configuration.pairs(ofFile: path).map(\.id)
        guard !pairs.isEmpty else { return }
        schedule.touched(pairs, quiet: quiet, at: Self.now)
        guard let status = try? DiskFileStore().status(context.root + "/" + path) else { return }
        earlier[path] = (status.stamp, Self.now)
    }

    /// A sign-in was stored: what was refused for want of one is tried again.
    private func signedIn() {
        guard isSignedOut, let fresh = try? context.setups() else { return }
        setups = fresh
        schedule.networkChanged(at: Self.now)
    }

    /// The pairs that share a folder with one: they are planned together.
    func together(_ pair: PairID) -> Set<PairID> {
        let folder = setups.first { $0.id == pair }?.folder
        return Set(setups.filter { $0.folder == folder }.map(\.id))
    }

    /// Reads the settings again; where they have mistakes, what was read before stays in force.
    func reload() {
        notifier.reloading()
        defer { notifier.ready("Watching") }
        do {
            let next = try Context(context.options)
            isOver(.settings, "The settings are in order again.")
            guard next.configuration != context.configuration || next.accounts != context.accounts else { return }
            setups = try next.setups()
            context = next
            (schedule, quiet) = (WatchSchedule(Self.rhythms(next)), nil)
            findings.forget { schedule.rhythm(of: $0) == nil }
            log.tell(.info, "Read the settings again: \(Self.count(setups.count, "pair")).")
        } catch {
            tellOnce(
                .settings, .error,
                "The settings are left as they were read before: \(Failure(error).sentence)")
        }
    }

    /// Tells that folders can't be watched.
    private func tellUnwatched(_ folder: String, _ count: Int, _ code: Int32) {
        let name = folder.isEmpty ? "The calendar folder" : "The folder \(DisplayWidth.safe(folder))"
        let place = count == 1 ? name : "\(name) and \(count - 1) more"
        let remedy: String? =
            switch code {
            case ENOSPC: "fs.inotify.max_user_watches=524288"
            case EMFILE: "fs.inotify.max_user_instances=1024"
            default: nil
            }
        let reason = remedy == nil ? String(cString: strerror(code)) : "the system's limit is reached"
        let more = remedy.map { " Raise it with `sudo sysctl \($0)`, then start `calsync watch` again." } ?? ""
        tellOnce(
            .folders, .warning,
            "\(place) can't be watched, so changes there are seen only when services are polled: \(reason).\(more)")
    }
}
