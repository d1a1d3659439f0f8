import ProviderKit
import SyncCore
import SyncEngine

/// `calsync import --from vdirsyncer`: takes over the pairs that vdirsyncer keeps in step, and moves no file.
///
/// The next sync finds both sides alike and writes to neither.
struct Adoption {
    private let context: Context
    private let isDry: Bool
    private let files = DiskFileStore()
    /// The pairs that were added.
    private(set) var added: [PairConfiguration] = []
    /// What is left to do, as sentences.
    private(set) var notes: [String] = []
    /// Whether a server must be signed in to first.
    private(set) var needsSignIn = false

    init(_ context: Context, isDry: Bool) {
        self.context = context
        self.isDry = isDry
    }

    /// Takes over what `settings` says of this calendar folder.
    mutating func take(_ settings: VdirsyncerSettings) async throws {
        notes += settings.problems
        for link in settings.links {
            guard let base = try folder(link) else { continue }
            guard let account = context.accounts[link.server], account.provider == .caldav else {
                needsSignIn = true
                let user = link.user.isEmpty ? "USER" : link.user
                notes.append(
                    "First sign in: `calsync login caldav \(link.url) --account \(link.server) --user \(user)`. Then run this again."
                )
                continue
            }
            var providers = Providers(environment: context.environment, accounts: context.accounts)
            let provider = try providers.provider(account.name)
            let calendars = try await provider.calendars(of: account.name)
            await provider.close()
            for (name, remote) in try collections(link, base, calendars) {
                try add(name, remote, link, base, calendars)
            }
        }
    }

    /// The link's folder, relative to the calendar folder; `nil` where it lies elsewhere.
    private mutating func folder(_ link: VdirsyncerSettings.Link) throws -> String? {
        let home = context.environment["HOME"] ?? ""
        let path = link.path.hasPrefix("~") ? home + link.path.dropFirst() : link.path
        guard let real = try files.resolve(path) else {
            notes.append("\(link.pair): there is no folder \(path).")
            return nil
        }
        if real == context.root { return "" }
        guard real.hasPrefix(context.root + "/") else {
            notes.append("\(link.pair): \(real) is outside. Run `calsync init \(real)`, and this again in there.")
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
        let id = (name.isEmpty ? link.pair : name).map {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-"
        }
        let pair = PairConfiguration(
            id: PairID(String(id)), folder: place, account: link.server, calendar: found[0].id,
            policy: context.configuration.policy)
        let known = context.configuration.pairs + added
        if known.contains(where: { $0.folder == place && $0.account == link.server }) { return }
        if !isDry {
            let path = context.root + "/" + Configuration.fileName
            let text = String(decoding: try files.read(path, limit: 1 << 20), as: UTF8.self)
            try files.writeWhole(Array(try ConfigurationEditor.addPair(pair, to: text).utf8), to: path, mode: 0o644)
        }
        added.append(pair)
    }
}

extension Adoption {
    /// Where vdirsyncer looks for its configuration.
    static func path(environment: [String: String]) -> String {
        if let path = environment["VDIRSYNCER_CONFIG"], !path.isEmpty { return path }
        let home = environment["HOME"] ?? ""
        return (environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config")
            + "/vdirsyncer/config"
    }
}
