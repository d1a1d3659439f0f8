import Crypto
import Foundation

/// What Google's sign-in servers answer: the consent page, `/token` and `/revoke`.
extension GoogleSandbox {
    /// Answers `GET /o/oauth2/v2/auth`, and the page's own `POST`.
    func consent(_ request: WireRequest) -> WireAnswer {
        let isStrict = options.strict
        return world.withLock { world in
            do throws(ConsentRequest.Blocked) {
                let asked = try ConsentRequest(request, world.accounts, isStrict: isStrict)
                let form = request.method == "POST" ? Form(request.body) : nil
                if let form {
                    guard form["decision"] == "approve" else { return denial(asked) }
                    return approval(asked, scopes: asked.scopes.filter { form.all("scope").contains($0) }, &world)
                }
                switch world.accounts.consent {
                case .ask: return .html(ConsentPage.ask(asked, account: options.account, target: request.target))
                case .approve:
                    let unticked = world.accounts.unticked
                    return approval(asked, scopes: asked.scopes.filter { !unticked.contains($0) }, &world)
                case .deny: return denial(asked)
                }
            } catch {
                return .html(ConsentPage.blocked(error), status: error.status)
            }
        }
    }

    private func denial(_ asked: ConsentRequest) -> WireAnswer {
        WireAnswer(status: 303, headers: [("Location", asked.address([("error", "access_denied")]))])
    }

    private func approval(_ asked: ConsentRequest, scopes: [String], _ world: inout World) -> WireAnswer {
        let code = world.accounts.code(for: asked, scopes: scopes, at: options.now())
        let pairs = [("code", code), ("scope", scopes.joined(separator: " "))]
        return WireAnswer(status: 303, headers: [("Location", asked.address(pairs))])
    }

    /// Answers `POST /token`.
    func token(_ request: WireRequest) -> WireAnswer {
        let (isStrict, now) = (options.strict, options.now())
        return world.withLock { world in
            let form = Form(request.body, authorization: request.headers["authorization"])
            do throws(TokenRefusal) {
                try form.check(request, known: isStrict ? Form.tokenParameters : nil)
                switch form["grant_type"] {
                case "authorization_code": return .json(try world.accounts.exchange(form, at: now))
                case "refresh_token": return .json(try world.accounts.refresh(form, at: now))
                case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                    return .json(try world.accounts.assert(form, tokenURL: Self.tokenURL(request), at: now))
                case nil, "": throw TokenRefusal("invalid_request", "Required parameter is missing: grant_type")
                case .some(let other): throw TokenRefusal("unsupported_grant_type", "Invalid grant_type: \(other)")
                }
            } catch {
                return error.answer
            }
        }
    }

    private static func tokenURL(_ request: WireRequest) -> String { "http://\(request.headers["host"] ?? "")/token" }

    /// Answers `POST /revoke` (RFC 7009).
    func revoke(_ request: WireRequest) -> WireAnswer {
        let now = options.now()
        return world.withLock { world in
            let form = Form(request.body)
            do throws(TokenRefusal) {
                try form.check(request, known: ["token"])
                guard let token = form["token"], !token.isEmpty else {
                    throw TokenRefusal("invalid_request", "Required parameter is missing: token")
                }
                guard world.accounts.revoke(token: token, at: now) else {
                    throw TokenRefusal("invalid_token", "Token expired or revoked")
                }
                return .json([:])
            } catch {
                return error.answer
            }
        }
    }
}

/// The body of a token request.
struct Form {
    private let pairs: [(name: String, value: String)]

    static let tokenParameters: Set<String> = [
        "grant_type", "code", "code_verifier", "client_id", "client_secret", "redirect_uri", "refresh_token",
        "assertion", "scope",
    ]

    /// - Parameter authorization: RFC 6749 section 2.3.1: a client may send its id and secret as HTTP Basic instead.
    init(_ body: [UInt8], authorization: String? = nil) {
        var pairs = Self.pairs(String(decoding: body, as: UTF8.self))
        if let authorization, authorization.hasPrefix("Basic "),
            let bytes = Data(base64Encoded: String(authorization.dropFirst(6)))
        {
            let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1)
            for (name, value) in zip(["client_id", "client_secret"], parts) {
                pairs += Self.pairs(name + "=" + value)
            }
        }
        self.pairs = pairs
    }

    private static func pairs(_ text: String) -> [(name: String, value: String)] {
        WireRequest(method: "", target: "/?" + text, headers: [:], body: []).query
    }

    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// RFC 6749 section 3.2: POST, form-encoded, no parameter twice, nothing in the query.
    func check(_ request: WireRequest, known: Set<String>?) throws(TokenRefusal) {
        guard request.method == "POST" else { throw TokenRefusal("invalid_request", "Method must be POST.") }
        let type = request.headers["content-type"]?.split(separator: ";").first.map(String.init) ?? ""
        guard type == "application/x-www-form-urlencoded", request.query.isEmpty else {
            throw TokenRefusal("invalid_request", "Send the parameters as application/x-www-form-urlencoded body.")
        }
        let names = pairs.map(\.name)
        guard names.count == Set(names).count else {
            throw TokenRefusal("invalid_request", "OAuth 2 parameters can only have a single value.")
        }
        if let known, let stranger = names.first(where: { !known.contains($0) }) {
            throw TokenRefusal("invalid_request", "Unknown parameter: \(stranger)")
        }
    }
}

/// A refusal of the token endpoint (RFC 6749 section 5.2).
struct TokenRefusal: Error {
    var word: String
    var text: String
    var status = 400

    init(_ word: String, _ text: String, status: Int = 400) {
        self.word = word
        self.text = text
        self.status = status
    }

    var answer: WireAnswer {
        .json(["error": .string(word), "error_description": .string(text)], status: status)
    }
}
