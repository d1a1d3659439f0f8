import ProviderKit
import SyncCore
import SyncEngine

/// `calsync import --from vdirsyncer` and `khal`: takes over the folders of other programs, and moves no file.
///
/// The next sync finds both sides alike and writes to neither.
struct Adoption {
    let context: Context
    private let isDry: Bool
    let files = DiskFileStore()
    /// The pairs that were added.
    private(set) var added: [PairConfiguration] = []
    /// What is left to do, as sentences.
    var notes: [String] = []
    /// Whether a server must be signed in to first.
    var needsSignIn = false

    init(_ context: Context, isDry: Bool) {
        self.context = context
        self.isDry = isDry
    }

    /// Takes over what `settings` says of this calendar folder.
    mutating func take(_ settings: VdirsyncerSettings) async throws {
        notes += settings.problems
        for link in settings.links {
            guard let base = try folder(link.path, of: link.pair) else { continue }
            guard let account = context.accounts[link.server], account.provider == .caldav else {
                needsSignIn = true
                let user = link.user.isEmpty ? "USER" : link.user
                notes.append(
                    "First sign in: `calsync login caldav \(link.url) --account \(link.server) --user \(user)`. Then run this again."
                )
                continue
            }
            let calendars = try await calendars(of: account.name)
            for (name, remote) in try collections(link, base, calendars) {
                try add(name, remote, link, base, calendars)
            }
        }
    }

    /// The calendars of an account.
    func calendars(of account: String) async throws -> [RemoteCalendar] {
        var providers = Providers(environment: context.environment, accounts: context.accounts)
        let provider = try providers.provider(account)
        do {
            let calendars = try await provider.calendars(of: account)
            await provider.close()
            return calendars
        } catch {
            await provider.close()
            throw error
        }
    }

    /// A path as it was written, with the home in place of `~`.
    func expanded(_ path: String) -> String {
        path.hasPrefix("~") ? (context.environment["HOME"] ?? "") + path.dropFirst() : path
    }

    /// A folder that another program names, relative to the calendar folder; `nil` where it lies elsewhere.
    mutating func folder(_ path: String, of name: String) throws -> String? {
        let path = expanded(path)
        guard let real = try files.resolve(path) else {
            notes.append("\(name): there is no folder \(path).")
            return nil
        }
        if real == context.root { return "" }
        guard real.hasPrefix(context.root + "/") else {
            notes.append("\(name): \(real) is outside. Run `calsync init \(real)`, and this again in there.")
            return nil
        }
        return String(real.dropFirst(context.root.count + 1))
    }

    /// The collections of a link: the folder's names, and the server's.
    private func collections(
        _ link: VdirsyncerSettings.Link, _ base: String, _ calendars: [RemoteCalendar]
    ) throws -> [(name: String, remote: String)] {
        switch link.collections {
        case nil: return [("", link.url.split(separator: "/").last.map(String.init) ?? "")]
        case .named(let names)?: return names.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        case .all?:
            let path = base.isEmpty ? context.root : context.root + "/" + base
            let folders = try files.list(path).filter { $0.kind == .folder && !$0.name.hasPrefix(".") }.map(\.name)
            return folders.sorted().map { ($0, $0) }
        }
    }

    private mutating func add(
        _ name: String, _ remote: String, _ link: VdirsyncerSettings.Link, _ base: String, _ calendars: [RemoteCalendar]
    ) throws {
        let place = [base, name].filter { !$0.isEmpty }.joined(separator: "/")
        let found = calendars.filter { $0.id.split(separator: "/").last.map(String.init) == remote }
        guard found.count == 1 else {
            notes.append("\(link.pair): \(link.server) has no calendar \(remote) for events; \(place) stays as it is.")
            return
        }
        let known = context.configuration.pairs + added
        if known.contains(where: { $0.folder == place && $0.account == link.server }) { return }
        try add(Self.pairID(name.isEmpty ? link.pair : name), place, link.server, found[0].id)
    }

    /// Adds a pair to `calsync.toml`.
    mutating func add(_ id: String, _ place: String, _ account: String, _ calendar: String) throws {
        let pair = PairConfiguration(
            id: PairID(id), folder: place, account: account, calendar: calendar, policy: context.configuration.policy)
        if !isDry {
            let path = context.root + "/" + Configuration.fileName
            let text = String(decoding: try files.read(path, limit: 1 << 20), as: UTF8.self)
            try files.writeWhole(Array(try ConfigurationEditor.addPair(pair, to: text).utf8), to: path, mode: 0o644)
        }
        added.append(pair)
    }

    /// The name of a pair, out of what another program calls it.
    static func pairID(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }
}

extension Adoption {
    /// Where vdirsyncer looks for its configuration.
    static func vdirsyncerPath(environment: [String: String]) -> String {
        if let path = environment["VDIRSYNCER_CONFIG"], !path.isEmpty { return path }
        return configuration("vdirsyncer/config", environment: environment)
    }

    /// Where a program keeps its configuration (XDG Base Directory Specification).
    static func configuration(_ name: String, environment: [String: String]) -> String {
        let home = environment["HOME"] ?? ""
        return (environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config") + "/" + name
    }
}
