import ProviderKit
import SyncCore
import SyncEngine

/// Throws messages at the gate, none of which is signed with what it knows: nothing may come of them.
enum WebhookTarget {
    private static let gate: WebhookGate = {
        var book = ChannelBook()
        book.channels = [
            .init(
                id: "channel", pair: PairID("work"), target: .init(account: "a", calendar: "c", address: "https://b"),
                opened: 0, resource: "resource", expires: 1e12)
        ]
        return WebhookGate(
            secret: WebhookSecret(Secret("of this process")), book: book,
            notion: [(token: Secret("of Notion's account"), pairs: [PairID("plans")])])
    }()

    static func flaw(in bytes: [UInt8]) -> String? {
        var headers: [String: String] = [:]
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            headers[name] = String(decoding: line[(colon + 1)...], as: UTF8.self)
        }
        for kind in WebhookKind.allCases {
            switch gate.judge(WebhookCall(kind: kind, headers: headers, body: Array(rest))) {
            case .hint, .begun, .learned, .tried: return "A message without proof was believed."
            case .handshake, .ignored: continue
            }
        }
        return nil
    }
}
