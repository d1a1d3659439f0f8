/// What signs an account in at its service, as the ``TokenStore`` keeps it.
package enum Credential: Hashable, Sendable {
    /// A person's consent for an app of theirs (RFC 6749).
    case oauth(OAuthGrant)
    /// A service account's key file, with the access token that it last gave.
    case serviceAccount(ServiceAccountGrant)
    /// A token that is good as it is, such as Notion's.
    case token(Secret)
    /// A user name with its password, such as CalDAV's app passwords.
    case password(user: String, Secret)

    /// Which of these it is, as the file and `status` name it.
    package enum Kind: String, Hashable, Sendable, Codable {
        case oauth, token, password
        case serviceAccount = "service-account"
    }

    /// Which of these it is.
    package var kind: Kind {
        switch self {
        case .oauth: .oauth
        case .serviceAccount: .serviceAccount
        case .token: .token
        case .password: .password
        }
    }

    /// When a new sign-in will be needed, in seconds since 1970, where that is known.
    package var ends: Int? {
        switch self {
        case .oauth(let grant): grant.ends
        case .serviceAccount, .token, .password: nil
        }
    }
}

/// A person's consent for an app of theirs: what is needed to get access tokens without asking again.
package struct OAuthGrant: Hashable, Sendable, Codable {
    /// The app.
    package var client: OAuthClient
    /// What new access tokens are asked with.
    package var refreshToken: Secret
    /// The newest access token.
    package var access: AccessToken?
    /// What was granted.
    package var scopes: [String]
    /// When the consent itself ends, in seconds since 1970; `nil` where no end is known.
    package var ends: Int?

    /// Keeps the parts as they are given.
    package init(
        client: OAuthClient, refreshToken: Secret, access: AccessToken? = nil, scopes: [String], ends: Int? = nil
    ) {
        self.client = client
        self.refreshToken = refreshToken
        self.access = access
        self.scopes = scopes
        self.ends = ends
    }
}

/// A service account: its key file stays where it is.
package struct ServiceAccountGrant: Hashable, Sendable, Codable {
    /// The absolute path of the key file.
    package var keyFile: String
    /// The account's address, for people.
    package var email: String
    /// What is asked for.
    package var scopes: [String]
    /// The newest access token.
    package var access: AccessToken?

    /// Keeps the parts as they are given.
    package init(keyFile: String, email: String, scopes: [String], access: AccessToken? = nil) {
        self.keyFile = keyFile
        self.email = email
        self.scopes = scopes
        self.access = access
    }
}

/// The right to ask for something for an hour or so.
package struct AccessToken: Hashable, Sendable, Codable {
    /// The token.
    package var secret: Secret
    /// When it expires, in seconds since 1970 of this machine's clock.
    package var expires: Double

    /// Keeps the parts as they are given.
    package init(_ secret: Secret, expires: Double) {
        self.secret = secret
        self.expires = expires
    }

    /// Whether it is good for another minute at least.
    package func isGood(at now: Double) -> Bool { expires - now >= 60 }
}

/// An app that a person registered with a service.
package struct OAuthClient: Hashable, Sendable, Codable {
    /// Its id, which everybody may see.
    package var id: String
    /// Its secret; Google wants it of desktop apps too, where it protects nothing.
    package var secret: Secret?

    /// Keeps the parts as they are given.
    package init(id: String, secret: Secret? = nil) {
        self.id = id
        self.secret = secret
    }
}

extension Credential: Codable {
    private enum Key: String, CodingKey { case kind, grant, user, secret }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .oauth: self = .oauth(try container.decode(OAuthGrant.self, forKey: .grant))
        case .serviceAccount: self = .serviceAccount(try container.decode(ServiceAccountGrant.self, forKey: .grant))
        case .token: self = .token(try container.decode(Secret.self, forKey: .secret))
        case .password:
            self = .password(
                user: try container.decode(String.self, forKey: .user),
                try container.decode(Secret.self, forKey: .secret))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .oauth(let grant): try container.encode(grant, forKey: .grant)
        case .serviceAccount(let grant): try container.encode(grant, forKey: .grant)
        case .token(let secret): try container.encode(secret, forKey: .secret)
        case .password(let user, let secret):
            try container.encode(user, forKey: .user)
            try container.encode(secret, forKey: .secret)
        }
    }
}
