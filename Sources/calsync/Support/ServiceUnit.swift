import Glibc
import ICalendar
import ProviderKit
import SyncEngine

/// The systemd user unit that watches one calendar folder (systemd.service(5), systemd.exec(5)).
struct ServiceUnit {
    /// Its name: the folder's, and a digest that tells two of one name apart.
    let name: String
    /// Where it is.
    let path: String
    private let root: String
    private let program: String
    private let environment: [String: String]
    private let files = DiskFileStore()

    /// - Throws: ``Failure`` where there is no place for units.
    init(_ context: Context) throws {
        root = context.root
        environment = context.environment
        let letters = Path.name(root).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined()
        name = "calsync-\(letters.isEmpty ? "folder" : letters)-\(Digest.of(Array(root.utf8)).prefix(8)).service"
        let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let config = config ?? environment["HOME"].map({ $0 + "/.config" }), config.hasPrefix("/") else {
            throw Failure(.usage, "There is no place for systemd's user units.", "Set HOME or XDG_CONFIG_HOME.")
        }
        path = config + "/systemd/user/" + name
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        program =
            count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : "calsync"
    }

    /// Whether it was written.
    var isInstalled: Bool { get throws { try files.status(path) != nil } }

    /// The unit's text.
    var text: String {
        // Where this person's files are is not always where systemd would look.
        let own = ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "CALSYNC_GOOGLE_CLIENT"].compactMap { name in
            environment[name].map { "Environment=\(Self.quoted("\(name)=\($0)"))\n" }
        }.joined()
        return """
            # Written by `calsync service install`; `calsync service remove` takes it away.
            [Unit]
            Description=Calendar sync of \(Self.plain(root))
            Documentation=man:calsync-watch(1)
            After=network-online.target

            [Service]
            Type=notify
            ExecStart=\(Self.quoted(program)) watch -C \(Self.quoted(root))
            ExecReload=/bin/kill -HUP $MAINPID
            \(own)Restart=on-failure
            RestartSec=10
            # Damaged state, a wrong setting and a folder that is watched already want a person.
            RestartPreventExitStatus=2 7 8
            WatchdogSec=300
            TimeoutStopSec=20
            UMask=0077
            NoNewPrivileges=yes
            LockPersonality=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
            SystemCallArchitectures=native

            [Install]
            WantedBy=default.target

            """
    }

    /// Writes the unit.
    func write() throws {
        try files.makeFolder(Path.parent(path))
        try files.writeWhole(Array(text.utf8), to: path, mode: 0o644)
    }

    /// Has systemd start it now and with each session; `false` where systemd doesn't run for this user.
    func start() async throws -> Bool {
        guard try await systemctl("daemon-reload") else { return false }
        guard try await systemctl("enable", "--now", name) else {
            throw Failure(
                .failure, "systemd could not start \(name).", "`systemctl --user status \(name)` says why.")
        }
        return true
    }

    /// Has systemd stop it, and removes it.
    func remove() async throws {
        _ = try await systemctl("disable", "--now", name)
        try files.removeIfThere(path)
        _ = try await systemctl("daemon-reload")
    }

    private func systemctl(_ words: String...) async throws -> Bool {
        let environment = environment
        let outcome = try? await Offload.run { () throws(ChildProcess.Failure) in
            try ChildProcess.run(
                ["systemctl", "--user"] + words, timeout: .seconds(60), isQuiet: true, environment: environment)
        }
        return outcome?.status == 0
    }

    /// A word of a command line: quoted, `%` and `$` for themselves.
    static func quoted(_ word: String) -> String {
        var result = "\""
        for character in plain(word) {
            switch character {
            case "\"", "\\": result += "\\" + String(character)
            case "$": result += "$$"
            default: result.append(character)
            }
        }
        return result + "\""
    }

    /// A text in a unit: on one line, and `%` for itself.
    private static func plain(_ text: String) -> String {
        text.replacing("%", with: "%%").replacing("\n", with: " ")
    }
}
