import ProviderKit
import SyncEngine

/// Tries whether messages to the public address arrive at this machine's listener.
struct WebhookTrial {
    let webhooks: Webhooks

    /// Sends one message as Google would, and returns the address that it went to.
    func run() async throws -> String {
        guard webhooks.settings.isComplete, let address = webhooks.settings.address(for: .google) else {
            throw Failure(
                .usage, "Services can't call this machine: there is no address for them.",
                "Write listen and public-url below [webhook] in accounts.toml; docs/webhooks.md says how.")
        }
        let token = try await webhooks.secret().token(of: WebhookGate.trial)
        var request = HTTPRequest(
            method: "POST", url: address,
            headers: [
                HTTPHeader("X-Goog-Channel-ID", WebhookGate.trial), HTTPHeader("X-Goog-Channel-Token", token.text),
            ], body: [])
        request.timeout = .seconds(15)
        let http = HTTPClient()
        let result: Result<HTTPResponse, HTTPError>
        do throws(HTTPError) { result = .success(try await http.send(request)) } catch { result = .failure(error) }
        await http.close()
        switch result {
        case .success(let response) where response.status == 202: return address
        case .success(let response) where response.status == 204:
            throw Failure(
                .failure, "\(address) leads to a calsync that doesn't know this machine's secret.",
                "Run this where `calsync watch` runs, as the same person.")
        case .success(let response):
            throw Failure(
                .failure, "\(address) answers \(response.status): something else is there.",
                "Is `calsync watch` running, and does your tunnel or proxy lead to 127.0.0.1:\(webhooks.settings.port ?? 0)?"
            )
        case .failure(let error):
            throw Failure(
                .failure, "\(address) can't be reached: \(error.description)",
                "Is `calsync watch` running, and does your tunnel or proxy lead to 127.0.0.1:\(webhooks.settings.port ?? 0)?"
            )
        }
    }
}
