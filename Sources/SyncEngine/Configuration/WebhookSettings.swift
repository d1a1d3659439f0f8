/// What `accounts.toml` says in `[webhook]`: where services may call this machine.
///
/// A calendar folder that was cloned from somewhere must not open ports, so this is the machine's.
package struct WebhookSettings: Hashable, Sendable {
    /// The loopback port that a tunnel or reverse proxy leads to; `nil` for no listener.
    package var port: UInt16?
    /// The address under which services reach that port, without a slash at its end; `nil` where there is none.
    package var publicURL: String?

    package init(port: UInt16? = nil, publicURL: String? = nil) {
        self.port = port
        self.publicURL = publicURL
    }

    /// The variable that goes before `public-url`: tunnels get a new name each day.
    package static let variable = "CALSYNC_PUBLIC_URL"

    /// Whether services can call: somebody listens, and there is an address.
    package var isComplete: Bool { port != nil && publicURL != nil }

    /// The address for one service's messages.
    package func address(for service: WebhookKind) -> String? { publicURL.map { $0 + "/" + service.rawValue } }

    /// These settings with the address that the environment has.
    ///
    /// - Throws: ``ConfigurationError`` when the variable holds no such address.
    package func with(environment: [String: String]) throws(ConfigurationError) -> WebhookSettings {
        guard let text = environment[Self.variable], !text.isEmpty else { return self }
        guard let url = Self.publicURL(text) else {
            throw ConfigurationError([
                ConfigurationProblem(
                    path: Self.variable, line: nil, sentence: "This is no address that a service can call.",
                    remedy: "Write one such as https://calendar.example.org, or unset the variable.")
            ])
        }
        return WebhookSettings(port: port, publicURL: url)
    }

    /// An address without the slash at its end: `https`, or `http` to this machine alone, for stand-ins.
    static func publicURL(_ text: String) -> String? {
        let url = text.hasSuffix("/") ? String(text.dropLast()) : text
        let isSafe = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !url.contains { "?#@\"<>\\".contains($0) }
        guard isSafe else { return nil }
        if url.hasPrefix("https://"), url.count > 8 { return url }
        for host in ["http://127.0.0.1:", "http://localhost:"] where url.hasPrefix(host) { return url }
        return nil
    }
}

/// Whose messages come to an address: the last part of its path.
package enum WebhookKind: String, Hashable, Sendable, CaseIterable { case google, notion }

extension SettingsReader {
    /// Reads `[webhook]` of an `accounts.toml`.
    mutating func webhook() -> WebhookSettings {
        guard let table = table("webhook", in: root) else { return WebhookSettings() }
        check(table, known: ["listen", "public-url"])
        var settings = WebhookSettings()
        if let text = text("listen", in: table) {
            let host = "127.0.0.1:"
            if text.hasPrefix(host), let port = UInt16(text.dropFirst(host.count)), port > 0 {
                settings.port = port
            } else {
                report(
                    table.path + ["listen"], "`listen` is no port of this machine alone: `\(text)`.",
                    "Write listen = \"\(host)8787\"; a tunnel or reverse proxy leads there.")
            }
        }
        if let text = text("public-url", in: table) {
            settings.publicURL = WebhookSettings.publicURL(text)
            if settings.publicURL == nil {
                report(
                    table.path + ["public-url"], "`public-url` is no address that a service can call: `\(text)`.",
                    "Write one such as public-url = \"https://calendar.example.org\".")
            }
        }
        return settings
    }
}
