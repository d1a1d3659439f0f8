import ProviderKit

/// How people sign in to Google: addresses, scopes, and what its words mean (facts/google-calendar.md 7).
package enum GoogleSignIn {
    /// The consent page.
    package static let authorizationURL = "https://accounts.google.com/o/oauth2/v2/auth"
    /// Where tokens are asked for.
    package static let tokenURL = "https://oauth2.googleapis.com/token"
    /// The API.
    package static let apiURL = "https://www.googleapis.com/calendar/v3"

    private static let prefix = "https://www.googleapis.com/auth/"
    /// The narrowest scopes that do: events of any calendar, and which calendars there are.
    package static let scopes = ["calendar.events", "calendar.calendarlist.readonly"].map { prefix + $0 }
    /// A service account must also put a shared calendar on its own list.
    package static let serviceAccountScopes = ["calendar.events", "calendar.calendarlist"].map { prefix + $0 }

    /// A request for consent. `prompt=consent` makes Google give a refresh token on a second sign-in too.
    package static func request(
        client: OAuthClient, at endpoint: String, redirectURI: String, random: (Int) -> [UInt8]
    ) -> AuthorizationRequest {
        AuthorizationRequest(
            client: client, endpoint: endpoint, redirectURI: redirectURI, scopes: scopes,
            extra: [("access_type", "offline"), ("prompt", "consent")], random: random)
    }

    /// Where a consent is taken back: beside the address where tokens are asked for.
    package static func revocationURL(besides tokenURL: String) -> String {
        let base = tokenURL.lastIndex(of: "/").map { tokenURL[..<$0] } ?? tokenURL[...]
        return base + "/revoke"
    }

    /// What calsync needs and was not granted, in the words of the consent page.
    package static func missing(in granted: [String]) -> [String] {
        let has = { (names: [String]) in names.contains { granted.contains(prefix + $0) } }
        var missing: [String] = []
        if !has(["calendar", "calendar.events"]) { missing.append("“View and edit events on all your calendars”") }
        if !has(["calendar", "calendar.readonly", "calendar.calendarlist", "calendar.calendarlist.readonly"]) {
            missing.append("“See the list of Google calendars you’re subscribed to”")
        }
        return missing
    }
}

extension GoogleSignIn {
    private static let clients = "https://console.cloud.google.com/auth/clients"
    private static let audience = "https://console.cloud.google.com/auth/audience"

    /// Names the remedy for `error`.
    ///
    /// - Parameters:
    ///   - grant: The consent that was to be used; `nil` while somebody is signing in.
    ///   - now: Seconds since 1970.
    package static func advice(
        for error: OAuthError, account: String, grant: OAuthGrant? = nil, now: Double
    ) -> SignInProblem {
        let again = "Sign in again with `calsync login \(account)`."
        switch error {
        case .refused(let refusal): return advice(refusal, again, grant, now)
        case .unavailable(let sentence, _), .unreadable(let sentence):
            return SignInProblem(sentence, "Try again later; nothing was changed.")
        case .timedOut:
            return SignInProblem(
                "No answer came from the browser.",
                "If it shows “Access blocked” or “has not completed the Google verification process”: add your address "
                    + "under Test users, or publish the app: \(audience) . If it shows redirect_uri_mismatch: make a client of type "
                    + "“Desktop app”: \(clients) . If it can't open 127.0.0.1: paste its address here.")
        case .cancelled: return SignInProblem("Stopped; nothing was changed.", again)
        }
    }

    private static func advice(
        _ refusal: OAuthError.Refusal, _ again: String, _ grant: OAuthGrant?, _ now: Double
    ) -> SignInProblem {
        switch refusal.code {
        case "invalid_grant": return ended(refusal, again, grant, now)
        case "access_denied":
            return SignInProblem(
                "Google's page was left without consent.",
                "Run it again and choose Continue. If it said “has not completed the Google verification process”: add "
                    + "your address under Test users, or publish the app: \(audience)")
        case "admin_policy_enforced", "org_internal":
            return SignInProblem(
                "The administrator of your organisation doesn't let this app in.",
                "Ask them to trust its client ID, or use a service account: `calsync login google --service-account FILE`."
            )
        case "redirect_uri_mismatch":
            return SignInProblem(
                "The client was made for a web page: Google doesn't send its answers to this machine.",
                "Make one of type “Desktop app”, download its JSON, and sign in with that: \(clients)")
        case "invalid_client", "deleted_client", "unauthorized_client":
            return SignInProblem(
                "Google doesn't know this client: it was deleted, or its secret was replaced.",
                "Download its JSON anew (\(clients)), then `calsync login google FILE.json`.")
        case "invalid_request" where refusal.message?.contains("client_secret") == true:
            return SignInProblem(
                "Google wants the client's secret too.",
                "Sign in with the downloaded JSON, or set GOOGLE_CLIENT_SECRET beside GOOGLE_CLIENT_ID.")
        case "invalid_scope":
            return SignInProblem(
                "Google doesn't grant these rights to this account.", "Is the Google Calendar API on in your project?")
        case "key_file":
            return SignInProblem(refusal.message ?? "The key file can't be used.", "Put it back, or sign in anew.")
        default:
            let message = refusal.message.map { ": \($0)" } ?? ""
            return SignInProblem("Google refuses the sign-in (\(refusal.code)\(message)).", again)
        }
    }

    /// `invalid_grant` has many reasons and one word.
    private static func ended(
        _ refusal: OAuthError.Refusal, _ again: String, _ grant: OAuthGrant?, _ now: Double
    ) -> SignInProblem {
        if let ends = grant?.ends, Double(ends) <= now {
            return SignInProblem(
                "The sign-in has ended after its 7 days: your Google project is in “Testing”.",
                "Publish the app (\(audience) , “Publish app”; no verification needed), then s\(again.dropFirst())")
        }
        if let lag = refusal.lag, abs(lag) > 300 {
            let minutes = Int((abs(lag) / 60).rounded())
            return SignInProblem(
                "Google refuses the sign-in, and this machine's clock is \(minutes) minutes \(lag > 0 ? "behind" : "ahead").",
                "Set the clock; if that doesn't help, s\(again.dropFirst())")
        }
        if refusal.subtype == "invalid_rapt" {
            return SignInProblem("Your organisation asks for a new sign-in from time to time.", again)
        }
        if grant == nil {
            return SignInProblem(
                "Google no longer takes the code from the browser: it is good once, for a short time.", again)
        }
        return SignInProblem(
            "The sign-in holds no longer: it was revoked at Google, or not used for six months.", again)
    }

    /// What the run is told of a failure to get an access token.
    package static func providerError(
        _ error: OAuthError, account: String, grant: OAuthGrant?, now: Double
    ) -> ProviderError {
        switch error {
        case .unavailable(let sentence, let wait): return .unavailable(sentence, retryAfter: wait)
        case .unreadable(let sentence): return .unreadable(sentence)
        case .cancelled: return .cancelled
        case .refused, .timedOut:
            let advice = advice(for: error, account: account, grant: grant, now: now)
            let isPlain = advice.remedy == "Sign in again with `calsync login \(account)`."
            return .unauthorized(isPlain ? advice.sentence : "\(advice.sentence) \(advice.remedy)")
        }
    }
}
