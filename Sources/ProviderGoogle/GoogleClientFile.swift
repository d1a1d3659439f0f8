import ProviderKit

/// The JSON file of an OAuth client, as it is downloaded from the Google console.
package struct GoogleClientFile: Hashable, Sendable {
    /// The client.
    package let client: OAuthClient
    /// The consent page it names, where that isn't Google's own.
    package let authorizationURL: String?
    /// The token address it names, where that isn't Google's own.
    package let tokenURL: String?

    private struct Wire: Decodable {
        struct Client: Decodable { var clientId, clientSecret, authUri, tokenUri: String? }

        var installed, web: Client?
        var type: String?
    }

    /// Reads a file's text; the `installed` key must be there before any browser is opened.
    ///
    /// - Throws: What kind of file it is instead, and where the right one is.
    package init(json: [UInt8]) throws(SignInProblem) {
        let desktop =
            "In the Google console: Clients, Create client, “Desktop app”, Download JSON: https://console.cloud.google.com/auth/clients"
        guard let wire = SnakeCase.decode(Wire.self, from: json) else {
            throw SignInProblem(
                "The file is no client's JSON.",
                desktop)
        }
        if wire.type == "service_account" {
            throw SignInProblem(
                "The file is a service account's key.",
                "Use it so: calsync login google --service-account FILE")
        }
        if wire.installed == nil, wire.web != nil {
            throw SignInProblem(
                "The file is of a client of type “Web application”: Google would refuse it (redirect_uri_mismatch).",
                desktop)
        }
        guard let found = wire.installed, let id = found.clientId, !id.isEmpty else {
            throw SignInProblem(
                "The file has no `installed` client in it.",
                desktop)
        }
        client = OAuthClient(id: id, secret: found.clientSecret.flatMap { $0.isEmpty ? nil : Secret($0) })
        authorizationURL = found.authUri.flatMap { Self.isGoogles($0) ? nil : $0 }
        tokenURL = found.tokenUri.flatMap { Self.isGoogles($0) ? nil : $0 }
    }

    private static func isGoogles(_ url: String) -> Bool {
        ["https://accounts.google.com/", "https://oauth2.googleapis.com/", "https://www.googleapis.com/"]
            .contains { url.hasPrefix($0) }
    }
}
