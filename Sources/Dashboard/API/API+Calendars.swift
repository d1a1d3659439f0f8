import SyncEngine

extension API {
    var calendarRoutes: [Route] {
        [
            Route(.get, "/api/calendars") { _ in try await calendars() },
            Route(.post, "/api/pairs") { try await addPair($0) },
            Route(.patch, "/api/pairs/{name}") { try await changePair($0) },
            Route(.delete, "/api/pairs/{name}") { try await carryOut(["pair", "remove", "--", $0.parameter("name")]) },
        ]
    }

    /// An account with its calendars, or with why they can't be told.
    private struct AccountJSON: Encodable {
        let account, provider: String
        let signIn: SignIn
        @OrNull var error: String?
        let calendars: [Calendar]

        struct SignIn: Encodable {
            let state: String
            @OrNull var remedy: String?
        }

        struct Calendar: Encodable {
            let id, name, access: String
            @OrNull var pair: String?
        }
    }

    /// A row of `calsync calendars --json`.
    private struct Row: Decodable {
        let id, name: String
        let writable: Bool
        let pairs: [String]
    }

    /// Asks every service; one that does not answer leaves the others.
    private func calendars() async throws -> Answer {
        var accounts: [AccountJSON] = []
        for account in try await hub.look().standing.accounts.accounts {
            var signIn = AccountJSON.SignIn(state: "ok")
            var (error, rows): (String?, [Row]) = (nil, [])
            do {
                let answer = try CommandAnswer(await desk.read(["calendars", "--", account.name]))
                rows = try JSONText.decode([Row].self, from: answer.output)
            } catch let problem as Problem {
                error = problem.detail
                if problem.code == .signIn { signIn = AccountJSON.SignIn(state: "refused", remedy: problem.remedy) }
            }
            accounts.append(
                AccountJSON(
                    account: account.name, provider: account.provider.rawValue, signIn: signIn, error: error,
                    calendars: rows.map {
                        .init(
                            id: $0.id, name: $0.name, access: $0.writable ? "write" : "read", pair: $0.pairs.first)
                    }))
        }
        return try .json(accounts)
    }

    private func addPair(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let name, account, calendar: String
            let folder, direction: String?
        }
        let body = try request.json(Body.self)
        var words = ["pair", "add", "--account=\(body.account)", "--calendar=\(body.calendar)"]
        if let folder = body.folder { words.append("--in=\(folder)") }
        if let direction = body.direction { words.append("--direction=\(direction)") }
        return try await carryOut(words + ["--", body.name])
    }

    private func changePair(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let direction: String?
            let isActive: Bool?
        }
        let body = try request.json(Body.self)
        var words = ["pair", "set"]
        if let direction = body.direction { words.append("--direction=\(direction)") }
        if let isActive = body.isActive { words.append(isActive ? "--resume" : "--pause") }
        return try await carryOut(words + ["--", request.parameter("name")])
    }
}
