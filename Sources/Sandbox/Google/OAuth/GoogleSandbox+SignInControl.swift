/// The other hand on the sign-in server: what a person does in the console or on their account's page.
extension GoogleSandbox {
    /// What is set for signing in.
    package struct SignIn: Sendable {
        /// What the consent page does: `ask`, `approve` or `deny`.
        package var consent = "ask"
        /// Whether the app is in Testing: its refresh tokens die after seven days.
        package var isTesting = false
        /// Whether the account is one of the test users.
        package var isTestUser = true
        /// The word of a page that blocks everybody, such as `admin_policy_enforced`.
        package var block: String?
        /// How long access tokens live, in seconds.
        package var accessLife = 3599
        /// The scopes, by their last part, that an approval without a person leaves out.
        package var unticked: [String] = []

        /// Asks everybody, in production.
        package init() {}
    }

    /// Sets how signing in goes.
    package func setSignIn(_ change: (inout SignIn) -> Void) {
        world.withLock { world in
            var signIn = SignIn()
            signIn.consent = world.accounts.consent.rawValue
            (signIn.isTesting, signIn.isTestUser) = (world.accounts.isTesting, world.accounts.isTestUser)
            (signIn.block, signIn.accessLife) = (world.accounts.block, world.accounts.accessLife)
            change(&signIn)
            world.accounts.consent = .init(rawValue: signIn.consent) ?? .ask
            (world.accounts.isTesting, world.accounts.isTestUser) = (signIn.isTesting, signIn.isTestUser)
            (world.accounts.block, world.accounts.accessLife) = (signIn.block, signIn.accessLife)
            world.accounts.unticked = Set(signIn.unticked.map { GoogleAccounts.scopePrefix + $0 })
        }
    }

    /// Takes every consent back, as on the account's security page.
    package func revokeSignIns() { world.withLock { $0.accounts.revokeAll() } }

    /// Lets every access token expire; refresh tokens stay good.
    package func expireAccessTokens() { world.withLock { $0.accounts.expireAccess() } }

    /// Gives the client another secret, as in the console.
    package func replaceClientSecret(_ secret: String) { world.withLock { $0.accounts.apps[0].secret = secret } }

    /// How many consents are good now.
    package var signIns: Int { world.withLock { $0.accounts.grants.count { !$0.isRevoked } } }

    /// The client's JSON, as the console's download, with the addresses of this sandbox.
    package func clientFile(address: String) -> JSON {
        let app = world.withLock { $0.accounts.apps[0] }
        return [
            "installed": [
                "client_id": .string(app.id), "client_secret": .string(app.secret), "project_id": "sandbox",
                "auth_uri": .string(address + "/o/oauth2/v2/auth"), "token_uri": .string(address + "/token"),
                "auth_provider_x509_cert_url": .string(address + "/certs"), "redirect_uris": ["http://localhost"],
            ]
        ]
    }

    /// The service account's key file, with the addresses of this sandbox.
    package func serviceAccountFile(address: String) throws -> JSON {
        try world.withLock { try $0.accounts.robot() }.file(address: address)
    }

    /// Answers what is below `/_sandbox/sign-in`: `{"consent":"approve","testing":true,…}`.
    func signInControl(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        let address = "http://" + (request.headers["host"] ?? "")
        switch (request.method, segments.first) {
        case ("GET", "client_secret_sandbox.json"): return .json(clientFile(address: address))
        case ("GET", "service_account_sandbox.json"):
            guard let file = try? serviceAccountFile(address: address) else { return WireAnswer(status: 500) }
            return .json(file)
        case ("POST", "revoke"): revokeSignIns()
        case ("POST", "expire"): expireAccessTokens()
        case ("POST", nil):
            guard let json = try? JSON(parsing: request.body), json.object != nil else {
                return .json(
                    [
                        "error":
                            #"Write {"consent":"ask|approve|deny","testing":false,"testUser":true,"block":null,"accessLife":3599,"unticked":[]}"#
                    ], status: 400)
            }
            setSignIn { signIn in
                signIn.consent = json["consent"]?.string ?? signIn.consent
                signIn.isTesting = json["testing"]?.bool ?? signIn.isTesting
                signIn.isTestUser = json["testUser"]?.bool ?? signIn.isTestUser
                if let block = json["block"] { signIn.block = block.string }
                signIn.accessLife = json["accessLife"]?.int ?? signIn.accessLife
                signIn.unticked = (json["unticked"]?.array ?? []).compactMap(\.string)
            }
        default: return .json(["error": "There is no such page in the sandbox."], status: 404)
        }
        return WireAnswer(status: 204)
    }
}
