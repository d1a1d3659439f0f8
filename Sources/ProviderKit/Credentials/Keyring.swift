import Crypto
import Glibc

/// The desktop's keyring (Secret Service), through libsecret's `secret-tool`, which people have or don't.
struct Keyring: Sendable {
    private static let attributes = ["application", "calsync", "purpose", "token-encryption"]
    /// A person may have to unlock it first.
    private static let patience = Duration.seconds(60)

    private let environment: [String: String]
    private let tool: String

    /// Finds the tool; `nil` without it, or without a session bus to reach a keyring by.
    init?(environment: [String: String]) {
        let bus = environment["XDG_RUNTIME_DIR"].map { $0 + "/bus" }
        let hasBus =
            environment["DBUS_SESSION_BUS_ADDRESS"]?.isEmpty == false || bus.map { access($0, F_OK) == 0 } == true
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        guard hasBus, let tool = folders.map({ $0 + "/secret-tool" }).first(where: { access(String($0), X_OK) == 0 })
        else { return nil }
        self.environment = environment
        self.tool = String(tool)
    }

    /// The key that is kept there.
    func key() -> SymmetricKey? {
        guard
            let outcome = try? ChildProcess.run(
                [tool, "lookup"] + Self.attributes, timeout: Self.patience, isQuiet: true, environment: environment),
            outcome.status == 0
        else { return nil }
        return TokenKeys.key(base64: String(decoding: outcome.output.prefix { $0 > 0x20 }, as: UTF8.self))
    }

    /// Stores a key and returns what the keyring then has; `nil` where it keeps nothing.
    func newKey(_ text: String) -> SymmetricKey? {
        guard
            let outcome = try? ChildProcess.run(
                [tool, "store", "--label=calsync: key of the stored sign-ins"] + Self.attributes,
                input: Array(text.utf8), timeout: Self.patience, isQuiet: true, environment: environment),
            outcome.status == 0
        else { return nil }
        return key()
    }
}
