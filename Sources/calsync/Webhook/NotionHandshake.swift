import ProviderKit
import SyncCore
import SyncEngine

/// Notion's verification: it sends a token here, and the person gives it back to Notion by hand.
///
/// Anybody can send such a token. It counts only once the person says that Notion took it.
struct NotionHandshake {
    let work: ChannelWork
    /// Whether the person has said so already.
    let isAnswered: Bool

    /// Says what is to be done next, or does it.
    func finish() async throws {
        let webhooks = work.webhooks
        let accounts = webhooks.notionPairs.filter { pairs in
            work.named.map { !pairs.value.isDisjoint(with: $0) } ?? true
        }.keys.sorted()
        guard
            let account = accounts.first(where: { !webhooks.isConfirmed($0) })
                ?? (accounts.count == 1 ? accounts[0] : nil)
        else { return }
        guard let token = try await webhooks.waitingToken() else {
            guard !webhooks.isConfirmed(account) else { return }
            let address = webhooks.settings.address(for: .notion) ?? ""
            work.say(
                "\(account): open your connection at https://www.notion.so/profile/integrations, and its Webhooks tab.")
            work.say("  Subscribe \(address) to page and data source events, while `calsync watch` runs.")
            return work.say("  Notion then sends a token there; `calsync webhook register` shows it.")
        }
        work.say("Notion sent this verification token. Paste it into the Webhooks tab, and press Verify:")
        work.say("  " + token.text)
        let prompt = Prompt.standard(work.context.output)
        guard isAnswered || prompt.isInteractive else {
            return work.say("  Once Notion has taken it: calsync webhook register --yes")
        }
        if !isAnswered {
            guard try await prompt.confirm("Did Notion take it for \(account)?") else {
                return work.say("Then it was not Notion's. Press \"Resend token\" there, and try again.")
            }
        }
        try await webhooks.confirm(token, for: account)
        work.say("\(account): Notion tells of changes now.")
    }
}
