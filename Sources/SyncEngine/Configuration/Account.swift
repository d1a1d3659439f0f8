import ProviderKit

/// One sign-in at a service, as `accounts.toml` sets it up. The credentials themselves are elsewhere.
package struct Account: Hashable, Sendable {
    /// The account's name, 1 to 64 of `A-Z a-z 0-9 _ -`; pairs name it.
    package var name: String
    /// The service.
    package var provider: ProviderKind
    /// The base URL of the service's API, without a slash at its end; `nil` for the service's own. Of a CalDAV server, where
    /// its account was found.
    package var endpoint: String?
    /// The page where a person signs in; `nil` for the service's own.
    package var authEndpoint: String?
    /// Where tokens are asked for; `nil` for the service's own.
    package var tokenEndpoint: String?
    /// The absolute path of a PEM file with the certificate authorities to trust; `nil` for the system's.
    package var caFile: String?
    /// What prints the account's token or password; `nil` where calsync keeps the sign-in itself.
    package var passwordCommand: PasswordCommand?
    /// The version of the service's API to ask for; `nil` for the newest that calsync speaks.
    package var apiVersion: String?
    /// The user name, where the service wants one beside the password.
    package var user: String?

    /// Keeps the parts as they are given.
    package init(
        name: String, provider: ProviderKind, endpoint: String? = nil, authEndpoint: String? = nil,
        tokenEndpoint: String? = nil, caFile: String? = nil, passwordCommand: PasswordCommand? = nil,
        apiVersion: String? = nil, user: String? = nil
    ) {
        self.name = name
        self.provider = provider
        self.endpoint = endpoint
        self.authEndpoint = authEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.caFile = caFile
        self.passwordCommand = passwordCommand
        self.apiVersion = apiVersion
        self.user = user
    }

    /// Whether an account may be called that.
    package static func isName(_ text: String) -> Bool { SettingsReader.isName(text) }
}

/// The services that calsync speaks to.
package enum ProviderKind: String, Hashable, Sendable, Codable, CaseIterable {
    case google, notion, caldav

    /// Services that are known by name and come with a later version.
    static let later = ["outlook"]
}
