import ProviderKit
import SyncEngine

extension API {
    var signInRoutes: [Route] { [Route(.post, "/api/accounts/{name}/login") { try await signIn($0) }] }

    /// The answer of a sign-in: it is done, or goes on in the browser.
    private struct StateJSON: Encodable {
        let state: String
        @OrNull var url: String?
    }

    /// What the desk says of a sign-in that goes on in the browser.
    private struct Opened: Decodable {
        let url: String
    }

    /// Signs in to an account again; a Google account in a page of its own, whose end the stream tells.
    private func signIn(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let token, password: String?
        }
        let name = request.parameter("name")
        guard try await hub.look().standing.accounts[name] != nil else {
            throw Problem(.notFound, "There is no account \(name).", "GET /api/calendars names them.")
        }
        let body = try request.jsonIfThere(Body.self)
        let secret = (body?.token ?? body?.password).map { Secret($0) }
        let answer = try CommandAnswer(await desk.signIn(name, secret) { await tellPages() })
        if let opened = try? JSONText.decode(Opened.self, from: answer.output) {
            return try .json(StateJSON(state: "open", url: opened.url))
        }
        await tellPages()
        return try .json(StateJSON(state: "done"))
    }
}
