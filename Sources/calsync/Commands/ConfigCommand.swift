import ArgumentParser
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync config`: what holds, and whether it can.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the settings that hold and where each was said, or check them.",
        subcommands: [Show.self, Check.self], defaultSubcommand: Show.self)

    /// `calsync config show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show every setting, where it comes from, and no secret.")
        @OptionGroup var options: GlobalOptions

        /// The stable shape of a setting in `--json`.
        struct SettingJSON: Encodable {
            let key, value, origin: String
            @OrNull var file: String?
            @OrNull var line: Int?

            init(_ setting: Setting) {
                (key, value) = (setting.key, setting.value)
                switch setting.origin {
                case .flag: origin = "flag"
                case .environment: origin = "environment"
                case .usual: origin = "default"
                case .file(let path, let place):
                    origin = "file"
                    (file, line) = (path, place)
                }
            }
        }

        func run() throws {
            let files = try ConfigurationFiles(options)
            let settings = try files.machine() + files.accounts() + files.folder()
            let output = Output.standard
            if options.json { return try output.json(settings.map { SettingJSON($0) }) }
            let style = Context.style(options, files.environment)
            let table = Table(
                [Table.Column(), Table.Column(isFlexible: true), Table.Column(isFlexible: true)],
                rows: settings.map {
                    [.init($0.key), .init($0.value), .init($0.origin.words, paint: { style.dim($0) })]
                })
            let width = output.isTerminal ? Terminal.columns(environment: files.environment) : nil
            output.print(lines: table.lines(width: width, style: style))
        }
    }

    /// `calsync config check`
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Say all that is wrong with both files at once, and which sign-ins are missing.")
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let files = try ConfigurationFiles(options)
            let problems = files.problems()
            let missing = problems.isEmpty ? try files.missingSignIns() : []
            let output = Output.standard
            let found =
                problems.map { ProblemJSON($0) }
                + missing.map { ProblemJSON($0, path: files.accountsPath ?? "accounts.toml") }
            if options.json {
                try output.json(found)
            } else {
                let style = Context.style(options, files.environment)
                output.print(
                    lines: found.map { problem in
                        let place = problem.line.map { "\(problem.file):\($0)" } ?? problem.file
                        return style.red("✗ ") + "\(place): \(problem.error) " + style.dim(problem.remedy)
                    })
                if found.isEmpty { output.print("The configuration is sound.") }
            }
            try Finished.check(problems.isEmpty ? missing.isEmpty ? [] : [.signIn] : [.usage])
        }

        /// The stable shape of a problem in `--json`.
        struct ProblemJSON: Encodable {
            let file, error, remedy: String
            @OrNull var line: Int?

            init(_ problem: ConfigurationProblem) {
                (file, error, remedy) = (problem.path, problem.sentence, problem.remedy)
                line = problem.line
            }

            init(_ failure: Failure, path: String) {
                (file, error, remedy) = (path, failure.sentence, failure.remedy)
            }
        }
    }
}

/// The two files that configure calsync, as they are on disk.
struct ConfigurationFiles {
    /// The environment of this process.
    let environment: [String: String]
    /// Where `accounts.toml` is, or would be.
    let accountsPath: String?
    private let options: GlobalOptions
    private let root: String?
    private let folderText: String?
    private let accountsText: String?

    /// Reads both; one that isn't there is empty.
    init(_ options: GlobalOptions) throws {
        self.options = options
        environment = Context.processEnvironment
        accountsPath = Accounts.path(environment: environment)
        let files = DiskFileStore()
        // Outside of a calendar folder the accounts alone are looked at, unless a folder was named.
        let named = options.folder ?? environment[Context.folderVariable]
        root = named == nil ? try? Context.findRoot(nil) : try Context.findRoot(options.folder)
        folderText = try root.map {
            try String(decoding: files.read($0 + "/calsync.toml", limit: 1 << 20), as: UTF8.self)
        }
        accountsText = try accountsPath.flatMap { try files.readIfThere($0, limit: 1 << 20) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Where things are on this machine.
    func machine() -> [Setting] {
        let origin: Setting.Origin =
            options.folder != nil
            ? .flag("-C") : environment[Context.folderVariable] != nil ? .environment(Context.folderVariable) : .usual
        let zone = SystemZone.current(environment).zone
        return [
            Setting("folder", root ?? "none here", origin),
            Setting("accounts-file", accountsPath ?? "none", place("XDG_CONFIG_HOME")),
            Setting(
                "state-folder", KnownFolders.stateFolder(environment: environment) ?? "none", place("XDG_STATE_HOME")),
            Setting("zone", zone.name, environment["TZ"].map { _ in .environment("TZ") } ?? .usual),
        ]
    }

    private func place(_ variable: String) -> Setting.Origin {
        environment[variable]?.hasPrefix("/") == true ? .environment(variable) : .usual
    }

    /// What `calsync.toml` comes to.
    func folder() throws -> [Setting] { try folderText.map { try EffectiveSettings.folder(text: $0) } ?? [] }

    /// What `accounts.toml` comes to, and which tokens are at hand.
    func accounts() throws -> [Setting] {
        guard let accountsText, let accountsPath else { return [] }
        let settings = try EffectiveSettings.accounts(text: accountsText, path: accountsPath)
        let accounts = try Accounts.load(text: accountsText, path: accountsPath).accounts
        return settings
            + accounts.compactMap { account in
                let name = ProviderError.tokenVariable(account.name)
                guard environment[name]?.isEmpty == false else { return nil }
                return Setting("account.\(account.name).token", "(hidden)", .environment(name))
            }
    }

    /// All that is wrong with both files.
    func problems() -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        var accounts: Accounts?
        do throws(ConfigurationError) {
            accounts = try Accounts.load(text: accountsText ?? "", path: accountsPath ?? "accounts.toml")
        } catch { problems += error.problems }
        if let folderText {
            do throws(ConfigurationError) { _ = try Configuration.load(text: folderText, accounts: accounts) } catch {
                problems += error.problems
            }
        }
        return problems
    }

    /// The accounts of pairs, all of them outside of a folder, that nobody has signed in to.
    func missingSignIns() throws -> [Failure] {
        let accounts = try Accounts.load(text: accountsText ?? "").accounts
        let pairs = try folderText.map { try Configuration.load(text: $0).pairs }
        return accounts.filter { account in pairs?.contains { $0.account == account.name } ?? true }.compactMap {
            account in
            let note = SignInNote(account, environment: environment, now: SignIns.now())
            guard ["none", "unreadable"].contains(note.kind) else { return nil }
            let sentence = note.kind == "none" ? "There is no sign-in for the account \(account.name)." : note.warning
            return Failure(ProviderError.unauthorized(sentence ?? ""), account: account.name)
        }
    }
}
