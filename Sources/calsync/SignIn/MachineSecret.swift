import ProviderKit
import SyncEngine

extension TokenStore {
    /// A secret that only this person on this machine knows; made when first needed.
    ///
    /// - Parameter entry: Its name, which has a dot, as no account's has.
    func machineSecret(_ entry: String) async throws -> Secret {
        if let known = try await known(entry) { return known }
        return try await alone(with: entry) {
            // Another process may have made it meanwhile.
            if let known = try await known(entry) { return known }
            let new = WebhookSecret.new(random: Random.bytes)
            try await save(.token(new), of: entry)
            return new
        }
    }

    private func known(_ entry: String) async throws -> Secret? {
        guard case .token(let secret)? = try await credential(of: entry) else { return nil }
        return secret
    }
}
