/// A channel of push notifications (the guide "Push notifications", events.watch).
package struct GoogleChannel: Sendable, Hashable {
    /// The client's id of it.
    package var id: String
    /// The calendar that it watches.
    package var calendar: String
    /// Names what is watched, for the client and for `channels.stop`.
    package var resourceID: String
    /// What the client wants to see in every message.
    package var token: String?
    /// Where messages go.
    package var address: String
    /// When it ends, in ms since 1970.
    package var expiration: Int
    /// The number of the last message.
    package var number = 0
    /// The calendar's last change that was told.
    var told: Int
}

/// The channels of an account.
struct GoogleChannels {
    /// Those that are open, by id.
    var open: [String: GoogleChannel] = [:]
    /// Every id that was ever used: none is taken twice.
    var used: Set<String> = []
    /// Messages that are to be sent.
    var outgoing: [WebhookMessage] = []
}

extension GoogleState {
    /// The longest life, which is also the usual one: seven days (LIVE E0: 604,800 s).
    private static let longestLife = 604_800

    /// `events.watch`.
    mutating func watchEvents(_ call: Call) throws(GoogleError) -> JSON {
        let calendar = try calendar(call.path["calendarId"])
        let body = call.body?.object ?? [:]
        guard let id = body["id"]?.string, (1...64).contains(id.utf8.count) else {
            throw .invalid("A channel needs an id of at most 64 characters.")
        }
        guard ["web_hook", "webhook"].contains(body["type"]?.string) else {
            throw .invalid("Unknown channel type. Write web_hook.")
        }
        guard (body["token"]?.string ?? "").utf8.count <= 256 else { throw .invalid("The token is too long.") }
        guard let address = body["address"]?.string, address.hasPrefix("https://") || WebhookSender.reaches(address)
        else {
            // The real service wants https and a certificate that it trusts; this one speaks plain http to this machine too.
            throw GoogleError(
                status: 400, reason: "push.webhookUrlNotHttps", message: "WebHook callback must be HTTPS.")
        }
        guard !options.unwatchable.contains(calendar.id) else {
            // CODE (eight projects): holidays, birthdays, week numbers, resources.
            throw GoogleError(
                status: 400, reason: "pushNotSupportedForRequestedResource",
                message: "Push notifications are not supported by this resource.", domain: "calendar")
        }
        guard !options.unverifiedHosts.contains(where: { address.contains("://" + $0) }) else {
            throw GoogleError(
                status: 401, reason: "push.webhookUrlUnauthorized",
                message: "Unauthorized WebHook callback channel: \(address)")
        }
        guard channels.used.insert(id).inserted else {
            throw GoogleError(
                status: 400, reason: "channelIdNotUnique", message: "Channel id \(id) not unique", location: [])
        }
        let now = Int(options.now().timeIntervalSince1970 * 1_000)
        let latest = now + Self.longestLife * 1_000
        var end = latest
        if let ttl = body["params"]?["ttl"]?.string.flatMap({ Int($0) }) { end = now + ttl * 1_000 }
        if let wanted = body["expiration"]?.string.flatMap({ Int($0) }) { end = wanted }
        guard end > now else { throw .invalid("The channel would have expired already.") }
        let channel = GoogleChannel(
            id: id, calendar: calendar.id, resourceID: Self.resourceID(of: calendar.id), token: body["token"]?.string,
            address: address, expiration: min(end, latest), told: calendar.changes)
        channels.open[id] = channel
        // "sync", number 1; it can arrive before this answer does.
        tell(id, "sync")
        var answer: JSON = [
            "kind": "api#channel", "id": .string(id), "resourceId": .string(channel.resourceID),
            "resourceUri": .string(Self.resourceURI(of: calendar.id)), "expiration": .string("\(channel.expiration)"),
        ]
        answer["token"] = body["token"]
        return answer
    }

    /// `channels.stop`.
    mutating func stopChannel(_ call: Call) throws(GoogleError) -> Outcome {
        forgetEndedChannels()
        guard let id = call.body?["id"]?.string, let channel = channels.open[id],
            channel.resourceID == call.body?["resourceId"]?.string
        else {
            throw GoogleError(
                status: 404, reason: "notFound", message: "Channel '\(call.body?["id"]?.string ?? "")' not found")
        }
        channels.open[id] = nil
        return .empty
    }

    /// Writes a message for each channel whose calendar has changed since the last one, and returns all that wait.
    ///
    /// Several changes at once are one message.
    mutating func takeMessages() -> [WebhookMessage] {
        forgetEndedChannels()
        for (id, channel) in channels.open.sorted(by: { $0.key < $1.key }) {
            guard let calendar = calendars[channel.calendar], calendar.changes != channel.told else { continue }
            // Numbers rise, but not by one ("not sequential").
            channels.open[id]?.number += calendar.changes - channel.told
            channels.open[id]?.told = calendar.changes
            tell(id, "exists")
        }
        defer { channels.outgoing = [] }
        return channels.outgoing
    }

    private mutating func tell(_ id: String, _ state: String) {
        channels.open[id]?.number += 1
        guard let channel = channels.open[id], WebhookSender.reaches(channel.address) else { return }
        var headers = [
            ("User-Agent", "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)"),
            ("Accept", "*/*"), ("X-Goog-Channel-ID", id),
            ("X-Goog-Channel-Expiration", HTTPDate.text(channel.expiration / 1_000)),
            ("X-Goog-Resource-State", state), ("X-Goog-Message-Number", "\(channel.number)"),
            ("X-Goog-Resource-ID", channel.resourceID), ("X-Goog-Resource-URI", Self.resourceURI(of: channel.calendar)),
        ]
        if let token = channel.token { headers.append(("X-Goog-Channel-Token", token)) }
        channels.outgoing.append(WebhookMessage(address: channel.address, headers: headers))
    }

    private mutating func forgetEndedChannels() {
        let now = Int(options.now().timeIntervalSince1970 * 1_000)
        channels.open = channels.open.filter { $0.value.expiration > now }
    }

    /// The same for every channel of a calendar ("stable across different API versions").
    private static func resourceID(of calendar: String) -> String { Base32.hex(Array(calendar.utf8.suffix(16))) }

    private static func resourceURI(of calendar: String) -> String {
        let plain = calendar.utf8.map { byte -> String in
            let scalar = Unicode.Scalar(byte)
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                ? String(scalar) : "%" + String(byte, radix: 16, uppercase: true)
        }
        return "https://www.googleapis.com/calendar/v3/calendars/\(plain.joined())/events?alt=json"
    }
}
