import HTTPTypes
import HummingbirdCore
import NIOCore
import SyncEngine

/// Answers what comes to the dashboard's listener: checks who asks, then the page or the endpoint.
struct DashboardResponder: Sendable {
    let limits: LoopbackListener.Limits
    let access: Access
    let routes: [Route]

    /// Returns the answer to a request; `close` ends the connection of one that takes too long.
    func respond(to request: Request, close: @escaping @Sendable () -> Void) async -> Response {
        let isHead = request.method == .head
        do {
            guard access.isHere(request) else {
                throw Problem(
                    .wrongHost, "This address is not calsync's.", "Use the one that `calsync dashboard` prints.")
            }
            return response(try await answer(request, close: close), isHead: isHead)
        } catch {
            var response = response(Problem(error).answer, isHead: isHead)
            // What was not read of a request must not be taken for the next one.
            response.headers[.connection] = "close"
            return response
        }
    }

    private func answer(_ request: Request, close: @escaping @Sendable () -> Void) async throws -> Answer {
        guard let head = APIRequest(request, body: []) else {
            return routes.refusal(of: request.method.rawValue, at: APIRequest.path(of: request))
        }
        if head.method.isSafe, let answer = page(head, request) { return answer }
        if head.path != ["healthz"] { try access.check(request, isSafe: head.method.isSafe) }
        guard let body = await request.bytes(within: limits, close: close) else {
            throw Problem(.tooLarge, "The body is larger than \(limits.bodyBytes) bytes, or came too slowly.")
        }
        guard let asked = APIRequest(request, body: body) else { throw Problem(.badRequest, "The head can't be read.") }
        return await routes.answer(asked)
    }

    /// The page and its files; `nil` for any other path.
    private func page(_ asked: APIRequest, _ request: Request) -> Answer? {
        if let asset = Asset.at(asked.path) { return asset.answer(asked) }
        guard asked.path.isEmpty else { return nil }
        if let key = asked.query["key"], access.opens(key) {
            return Answer(status: 303, type: Self.html).with("Location", "/").with("Set-Cookie", access.cookie)
        }
        guard access.hasSession(request) else {
            var answer = Asset.all["locked.html"]?.answer(asked) ?? Answer()
            answer.status = 401
            return answer.with("WWW-Authenticate", "Bearer")
        }
        return Asset.all["index.html"]?.answer(asked)
    }

    private static let html = "text/html; charset=utf-8"

    private func response(_ answer: Answer, isHead: Bool) -> Response {
        let body: ResponseBody =
            switch answer.body {
            case .bytes(let bytes):
                isHead || bytes.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: .init(bytes: bytes))
            case .events(let events): ResponseBody(asyncSequence: events.map { .init(bytes: $0) })
            }
        var response = Response(status: .init(code: answer.status), headers: [.contentType: answer.type], body: body)
        for (name, value) in [("Cache-Control", "no-store")] + Self.guards + answer.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        // RFC 9110 §8.6: none with 204 and 304.
        if answer.status == 204 || answer.status == 304 {
            response.headers[.contentLength] = nil
            if answer.status == 204 { response.headers[.contentType] = nil }
        }
        return response
    }

    /// Headers with which the browser keeps strangers out of the page, and the page out of theirs.
    private static let guards = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
}
