/// A service that people know by its name: where its calendars are, and which password it wants.
///
/// Sources: facts/caldav.md 7.
package struct CalDAVProfile: Hashable, Sendable {
    /// The word for it on the command line.
    package let word: String
    /// Its name on the screen.
    package let name: String
    /// Where the search for calendars begins; `nil` where everybody has a server of their own.
    package let endpoint: String?
    /// The domains of its mail addresses.
    package let domains: Set<String>
    /// What to sign in with, and where to make it.
    package let advice: [String]

    /// All of them.
    package static let all = [
        CalDAVProfile(
            word: "icloud", name: "iCloud", endpoint: "https://caldav.icloud.com/",
            domains: ["icloud.com", "me.com", "mac.com"],
            advice: [
                "iCloud wants the mail address of your Apple Account and an app-specific password, not your usual one.",
                "Make one at https://account.apple.com: Sign-In and Security, App-Specific Passwords.",
                "All of them end when the account's own password is changed.",
            ]),
        CalDAVProfile(
            word: "fastmail", name: "Fastmail", endpoint: "https://caldav.fastmail.com/",
            domains: ["fastmail.com", "fastmail.fm"],
            advice: [
                "Fastmail wants your whole mail address and an app password, not your usual one.",
                "Make one at https://app.fastmail.com: Settings, Privacy & Security, Manage app passwords; allow CalDAV.",
            ]),
        CalDAVProfile(
            word: "nextcloud", name: "Nextcloud", endpoint: nil, domains: [],
            advice: [
                "Nextcloud wants your user name and an app password; with two-factor sign-in nothing else works.",
                "Make one in its web page: Personal settings, Security, Create new app password.",
            ]),
    ]

    /// The service of that word, or of a mail address there; `nil` for any other server.
    package init?(for words: String) {
        let domain = words.split(separator: "@").dropFirst().last?.lowercased()
        let host = words.lowercased()
        guard
            let known = Self.all.first(where: { profile in
                profile.word == host || domain.map { profile.domains.contains($0) } ?? false
                    || profile.endpoint.map { host.hasPrefix($0.dropLast()) } ?? false
            })
        else { return nil }
        self = known
    }

    private init(word: String, name: String, endpoint: String?, domains: Set<String>, advice: [String]) {
        self.word = word
        self.name = name
        self.endpoint = endpoint
        self.domains = domains
        self.advice = advice
    }

    /// Where the calendars of a person's address may be, the likeliest first: of the service, or by RFC 6764.
    package static func endpoints(for words: String) -> [String] {
        if let endpoint = CalDAVProfile(for: words)?.endpoint { return [endpoint] }
        let found = CalDAVProvider.endpoints(for: words)
        guard words.hasPrefix("http"), let place = DAVLocation(words), place.segments.isEmpty else { return found }
        // Nextcloud's own path, for servers whose well-known address leads nowhere.
        return found + [place.origin + "/remote.php/dav/"]
    }

    /// Whether two addresses are of the same server.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        guard let one = DAVLocation(one), let other = DAVLocation(other) else { return false }
        return one.sharesSignIn(with: other)
    }
}
