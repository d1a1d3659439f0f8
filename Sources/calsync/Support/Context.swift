import ArgumentParser
import Glibc
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("folder")],
        help: "The calendar folder; else the one around the current folder.", completion: .directory)
    var folder: String?

    @Flag(help: "Print JSON of a stable shape.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color: ColorChoice = .auto

    /// What `--color` takes.
    enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    /// The folder that a command line names, wherever it stands there.
    static func folder(in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if ["-C", "--folder"].contains(argument), index + 1 < arguments.count { return arguments[index + 1] }
            if argument.hasPrefix("--folder=") { return String(argument.dropFirst("--folder=".count)) }
        }
        return nil
    }

    /// Moves these options behind the command, where `git -C DIR status` has taught people to write them before it.
    static func behindCommand(_ arguments: [String]) -> [String] {
        var moved: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if ["-C", "--folder", "--color"].contains(first), rest.count > 1 {
                moved += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if first == "--json" || first.hasPrefix("--color=") || first.hasPrefix("--folder=") {
                moved.append(first)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        // What stands behind `--` is no option any more.
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + moved + Array(rest[end...])
    }
}

/// What a command works with: the folder, its configuration, and where to print.
struct Context {
    let options: GlobalOptions
    let environment: [String: String]
    let output = Caller.current.output
    let style: Style
    /// The calendar folder, absolute and without links.
    let root: String
    let configuration: Configuration
    let accounts: Accounts
    private let settings: SettingsMemo?

    /// Finds and reads the folder's configuration.
    ///
    /// - Parameter checksAccounts: Whether the accounts that pairs name must be in `accounts.toml`; a look at files alone
    ///   (in CI, in a hook) has none.
    init(_ options: GlobalOptions, checksAccounts: Bool = true) throws {
        self.options = options
        environment = Context.processEnvironment
        style = Context.style(options, environment)
        root = try Context.findRoot(options.folder)
        let files = try SettingsFiles(root: root, environment: environment, files: DiskFileStore())
        accounts = try files.loadAccounts()
        configuration = try files.loadConfiguration(accounts: checksAccounts ? accounts : nil)
        settings =
            checksAccounts && !configuration.pairs.isEmpty
            ? SettingsMemo(digest: files.digest(program: Version.text), configuration) : nil
    }

    static func style(_ options: GlobalOptions, _ environment: [String: String]) -> Style {
        let choice: Style.Choice =
            switch options.color {
            case .auto: .auto
            case .always: .always
            case .never: .never
            }
        return Style(choice, environment: environment, isTerminal: Terminal.isTerminal(1))
    }

    /// The environment in which the command was typed.
    static var processEnvironment: [String: String] { Caller.current.environment }

    /// The variable that names the calendar folder, so that `calsync agenda` works anywhere.
    static let folderVariable = "CALSYNC_FOLDER"

    /// The folder named, by the option or by `CALSYNC_FOLDER`, else the nearest one at or above the current folder that
    /// has a `calsync.toml`.
    static func findRoot(_ option: String?) throws -> String {
        let files = DiskFileStore()
        let named = option ?? processEnvironment[folderVariable].flatMap { $0.isEmpty ? nil : $0 }
        let start = named ?? "."
        guard let real = try files.resolve(absolute(start)) else {
            throw Failure(.usage, "There is no folder \(start).", "Make it with `calsync init \(start)`.")
        }
        var path = real
        while true {
            if try files.status(path + "/" + Configuration.fileName) != nil { return path }
            guard named == nil, path != "/" else { break }
            path = Path.parent(path).isEmpty ? "/" : Path.parent(path)
        }
        throw Failure(
            .usage,
            "\(named.map { "\($0) is" } ?? "This is") no calendar folder: there is no \(Configuration.fileName).",
            "Make one with `calsync init`, or name one with -C DIR.")
    }

    /// A path seen from the current folder, absolute.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let current = Caller.current.folder
        return path == "." ? current : current + "/" + path
    }

    /// Where this machine remembers folders.
    func stateFolder() throws -> String {
        guard let folder = KnownFolders.stateFolder(environment: environment) else {
            throw Failure(.usage, "There is no place for calsync's state.", "Set HOME or XDG_STATE_HOME.")
        }
        return folder
    }

    /// The pairs that arguments name; `nil` for all.
    func pairs(_ names: [String]) throws -> Set<PairID>? {
        guard !names.isEmpty else { return nil }
        for name in names where configuration.pair(PairID(name)) == nil {
            let known = configuration.pairs.map(\.id.text)
            let nearest = Suggestion.nearest(name, in: known).map { " Did you mean \($0)?" } ?? ""
            throw Failure(
                .usage, "There is no pair \(name).\(nearest)",
                known.isEmpty
                    ? "Add one with `calsync pair add`." : "The pairs are: \(known.joined(separator: ", ")).")
        }
        return Set(names.map { PairID($0) })
    }

    /// Says so where there is no pair yet: everything else would look as if all were well.
    func notePairs() {
        guard configuration.pairs.isEmpty else { return }
        output.note("No pair yet. Add one with `calsync pair add NAME --account ACCOUNT --calendar ID`.")
    }

    /// The pairs, each with its service.
    func setups() throws -> [PairSetup] {
        var providers = Providers(environment: environment, accounts: accounts)
        let known = try? KnownFolders(stateFolder: try stateFolder(), files: DiskFileStore()).folder(at: root)
        return try configuration.pairs.map { pair in
            let provider = try providers.provider(for: pair, polls: known?.lastRun[pair.id]?.count ?? 0)
            let client = accounts[pair.account].map { providers.client($0) }
            return PairSetup(
                id: pair.id, folder: pair.folder, account: pair.account, calendar: pair.calendar, policy: pair.policy,
                provider: provider, isPaused: pair.isPaused, takeTraffic: { client?.takeTraffic() ?? Traffic() })
        }
    }

    /// How the accounts of the pairs are signed in, without asking anybody.
    func signIns() -> [SignInNote] {
        let named = Set(configuration.pairs.map(\.account))
        return accounts.accounts.filter { named.contains($0.name) }.map {
            SignInNote($0, environment: environment, now: SignIns.now())
        }
    }

    /// Opens the folder; under the caller's lock, if it has one.
    ///
    /// - Parameters:
    ///   - setups: The pairs, where they are kept from run to run.
    ///   - checkpoint: Called between steps; what it throws stops there.
    ///   - progress: Told how far a run has come, and the caller after it.
    func session(
        writes: Bool, setups: [PairSetup]? = nil,
        checkpoint: @escaping @Sendable (String) throws -> Void = { _ in },
        progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
    ) throws -> SyncSession {
        var session = try sessionEnvironment()
        let crash = Crash.checkpoint(environment)
        session.checkpoint = { step in
            try crash?(step)
            try checkpoint(step)
        }
        session.progress = { [caller = Caller.current.progress] step in
            progress(step)
            caller(step)
        }
        return try SyncSession(session, setups: try setups ?? self.setups(), writes: writes, held: Caller.current.lock)
    }

    /// Takes the lock of the folder, if it is the folder it should be.
    func takeLock() throws -> FolderLock { try SyncSession.takeLock(try sessionEnvironment()) }

    private func sessionEnvironment() throws -> SyncSession.Environment {
        SyncSession.Environment(
            root: root, stateFolder: try stateFolder(), settings: settings, now: Clock.now,
            random: { UInt64.random(in: .min ... .max) },
            wait: { try await Task.sleep(for: .seconds($0)) })
    }

    /// Refuses to touch a folder while git is in the middle of something.
    func checkGit() throws {
        guard let business = GitState(root: root).business else { return }
        throw Failure(
            .gitBusy, "The folder waits: \(business).", "Finish it (`git status` says how), then run this again.")
    }
}

/// The time of day.
enum Clock {
    /// ns since 1970.
    static let now: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Ends the process without warning at a chosen step, so that crashes can be tried on the real program.
enum Crash {
    /// The checkpoint that `CALSYNC_CRASH_AT=N` asks for: SIGKILL to itself at the N-th step.
    static func checkpoint(_ environment: [String: String]) -> (@Sendable (String) throws -> Void)? {
        guard let step = environment["CALSYNC_CRASH_AT"].flatMap({ Int($0) }) else { return nil }
        let left = Locked(step)
        return { _ in
            let remaining = left.withLock { count in
                count -= 1
                return count
            }
            if remaining == 0 { kill(getpid(), SIGKILL) }
        }
    }
}
