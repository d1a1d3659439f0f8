import Crypto

/// A subscription to what changes in the workspace (reference/webhooks).
struct NotionSubscription: Sendable {
    /// Its id.
    var id: String
    /// Where events go.
    var address: String
    /// What the handshake told, and every event is signed with.
    var token: String
    /// Whether the person has given the token back.
    var isVerified = false
}

/// A change of a page that subscribers are told of.
struct NotionChange: Sendable {
    /// Such as `page.created`.
    var type: String
    var page: String
    var source: String?
    var properties: [String] = []
    var author: String
    var isPerson: Bool
    /// Seconds since 1970.
    var time: Int
}

extension NotionState {
    /// Notes what became of a page, for subscribers.
    mutating func noteChange(from old: NotionRow?, to row: NotionRow) {
        let type: String
        switch old {
        case nil: type = "page.created"
        case let old? where old.isInTrash != row.isInTrash: type = row.isInTrash ? "page.deleted" : "page.undeleted"
        case let old? where old.source != row.source: type = "page.moved"
        case let old? where old.markdown != row.markdown: type = "page.content_updated"
        case _?: type = "page.properties_updated"
        }
        let names = Set(row.values.keys).union(old.map { Array($0.values.keys) } ?? [])
        let properties = names.filter { old?.values[$0] != row.values[$0] }.sorted()
        changes.append(
            NotionChange(
                type: type, page: row.id, source: row.source, properties: old == nil ? [] : properties,
                author: row.editedBy, isPerson: row.editedBy == person.id, time: row.edited))
        // Without a subscriber nobody reads them.
        if changes.count > 10_000 { changes.removeFirst(5_000) }
    }
}

/// Webhooks of the stand-in: they go to addresses of this machine.
extension NotionSandbox {
    /// Subscribes an address, as the Webhooks tab of a connection does, and sends the handshake; returns its answer's status.
    ///
    /// The address gets one message with a token, signed with that token.
    package func subscribe(_ address: String) async -> Int {
        let subscription = world.withLock { world in
            let token = "secret_" + world.state.newID().filter { $0 != "-" } + world.state.newID().filter { $0 != "-" }
            let made = NotionSubscription(id: world.state.newID(), address: address, token: token)
            world.subscription = made
            return made
        }
        let body: JSON = ["verification_token": .string(subscription.token)]
        return await WebhookSender.post(Self.signed(body, for: subscription))
    }

    /// Takes the token that the person pastes into the Webhooks tab; returns whether it is the one that was sent.
    package func verifySubscription(_ token: String) -> Bool {
        world.withLock { world in
            guard world.subscription?.token == token else { return false }
            world.subscription?.isVerified = true
            world.state.changes = []
            return true
        }
    }

    /// Ends the subscription.
    package func unsubscribe() { world.withLock { $0.subscription = nil } }

    /// The types of the events that were sent, each with the status that it was answered with.
    package var sentEvents: [String] { sent.withLock { $0 } }

    /// Sends what there is to tell until it is cancelled. The real service takes up to five minutes; this one a moment.
    func deliverEvents() async {
        while !Task.isCancelled {
            let (subscription, events) = world.withLock { world -> (NotionSubscription?, [JSON]) in
                guard let subscription = world.subscription, subscription.isVerified else { return (nil, []) }
                defer { world.state.changes = [] }
                return (subscription, world.state.changes.map { world.state.event($0, for: subscription) })
            }
            for event in events {
                guard let subscription else { break }
                let status = await WebhookSender.deliver(Self.signed(event, for: subscription))
                sent.withLock { $0.append("\(event["type"]?.string ?? "") \(status)") }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The body's HMAC under the token goes along (reference/webhooks, "Validating event payloads").
    private static func signed(_ body: JSON, for subscription: NotionSubscription) -> WebhookMessage {
        let bytes = Array(body.text().utf8)
        let code = HMAC<SHA256>.authenticationCode(
            for: bytes, using: SymmetricKey(data: Array(subscription.token.utf8)))
        let hex = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return WebhookMessage(
            address: subscription.address,
            headers: [("Content-Type", "application/json"), ("X-Notion-Signature", "sha256=" + hex)], body: bytes)
    }
}

extension NotionState {
    fileprivate mutating func event(_ change: NotionChange, for subscription: NotionSubscription) -> JSON {
        var data: JSON = [:]
        if let source = change.source.flatMap({ sources[$0] }) {
            data["parent"] = [
                "id": .string(source.database), "type": "database", "data_source_id": .string(source.id),
            ]
        } else {
            data["parent"] = ["id": .string(workspaceID), "type": "space"]
        }
        if !change.properties.isEmpty { data["updated_properties"] = .array(change.properties.map { .string($0) }) }
        return [
            "id": .string(newID()), "timestamp": .string(Timestamp.milliseconds(change.time * 1_000_000)),
            "workspace_id": .string(workspaceID), "workspace_name": .string(workspaceName),
            "subscription_id": .string(subscription.id), "integration_id": .string(bot.id),
            "authors": [["id": .string(change.author), "type": change.isPerson ? "person" : "bot"]],
            "attempt_number": 1, "api_version": "2026-03-11", "type": .string(change.type),
            "entity": ["id": .string(change.page), "type": "page"], "data": data,
        ]
    }
}
