extension GoogleState {
    /// What may not go with a sync token (Discovery document, `syncToken`).
    private static let forbidden = [
        "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax",
        "updatedMin",
    ]

    /// What must be the same from one listing to the next ("All other query parameters should be the same").
    private static let shaping = ["eventTypes", "maxAttendees", "showHiddenInvitations", "singleEvents", "timeZone"]

    /// Reads and checks the sync token of a call; nil when it has none.
    func syncToken(_ call: Call, of calendar: GoogleCalendar) throws(GoogleError) -> SyncToken? {
        guard let text = call.parameter("syncToken") else { return nil }
        for name in Self.forbidden where call.parameter(name) != nil {
            throw .parameter(
                name, "Sync token cannot be used together with the parameter \(name).", reason: "badRequest")
        }
        if call.parameter("showDeleted") == "false" {
            throw .parameter(
                "showDeleted", "Sync token cannot be used with showDeleted set to false.", reason: "badRequest")
        }
        guard let token = SyncToken(text), token.scope == calendar.id, token.era == era else { throw .fullSyncRequired }
        guard token.shape == Self.shape(of: call) else {
            throw .parameter(
                "syncToken", "Sync token was issued for another query: \(token.shape).", reason: "badRequest")
        }
        return token
    }

    /// The query's shape.
    static func shape(of call: Call) -> String {
        shaping.flatMap { name in
            call.all(name).filter { $0 != "false" }.sorted().map { name + "=" + $0 }
        }.joined(separator: "&")
    }

    /// The query without what may differ from page to page.
    static func queryText(_ call: Call) -> String {
        let free: Set = [
            "pageToken", "maxResults", "fields", "key", "alt", "prettyPrint", "quotaUser", "oauth_token", "userIp",
        ]
        let pairs = call.query.filter { !free.contains($0.name) }.map { $0.name + "=" + $0.value }.sorted()
        // The sync token is long and says nothing here but that there was one, and which.
        return Base32.hex(Array(String(pairs.joined(separator: "&").stableHash).utf8))
    }
}

extension String {
    /// FNV-1a: the same on every run, unlike `hashValue`.
    fileprivate var stableHash: UInt64 {
        utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
