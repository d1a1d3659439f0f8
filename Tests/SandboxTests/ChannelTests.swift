import Foundation
import Testing

@testable import Sandbox

/// The stand-in's channels are as strict as Google's (the guide "Push notifications"; discovery document, `Channel`).
@Suite struct ChannelTests {
    private static let path = "calendars/family@group.calendar.google.com/events/watch"

    private func channel(_ id: String, _ change: JSON = [:]) -> JSON {
        let usual: JSON = ["id": .string(id), "type": "web_hook", "address": "https://example.org/hook", "token": "t"]
        return usual.merging(change)
    }

    private func with(
        _ options: GoogleSandbox.Options = .init(strict: true),
        _ body: (GoogleSandbox, Client) async throws -> Void
    ) async throws {
        var options = options
        options.now = { Date(timeIntervalSince1970: 1_795_392_000) }
        let sandbox = GoogleSandbox(options: options)
        let client = Client(try await sandbox.start(), token: sandbox.token)
        let result: Result<Void, any Error>
        do { result = .success(try await body(sandbox, client)) } catch { result = .failure(error) }
        await sandbox.stop()
        try result.get()
    }

    @Test func `a channel lives a week at most, and has an id of what it watches`() async throws {
        try await with { sandbox, client in
            let week = try await client.send("POST", Self.path, channel("a"))
            #expect(week.json["kind"] == "api#channel")
            #expect(week.json["expiration"] == "1795996800000")
            #expect(week.json["token"] == "t")
            let hour = try await client.send("POST", Self.path, channel("b", ["params": ["ttl": "3600"]]))
            #expect(hour.json["expiration"] == "1795395600000")
            let year = try await client.send("POST", Self.path, channel("c", ["params": ["ttl": "31536000"]]))
            #expect(year.json["expiration"] == "1795996800000")
            #expect(hour.json["resourceId"] == week.json["resourceId"])
            #expect(sandbox.channels.map(\.id) == ["a", "b", "c"])
            #expect(sandbox.writes == 0)
        }
    }

    @Test func `a channel is closed by both its ids, once`() async throws {
        try await with { sandbox, client in
            let made = try await client.send("POST", Self.path, channel("a"))
            let body: JSON = ["id": "a", "resourceId": made.json["resourceId"] ?? .null]
            #expect(try await client.send("POST", "channels/stop", ["id": "a", "resourceId": "x"]).status == 404)
            #expect(try await client.send("POST", "channels/stop", body).status == 204)
            #expect(try await client.send("POST", "channels/stop", body).status == 404)
            #expect(try await client.send("POST", Self.path, channel("a")).reason == "channelIdNotUnique")
            #expect(sandbox.channels.isEmpty)
        }
    }

    @Test func `what Google refuses is refused`() async throws {
        var options = GoogleSandbox.Options(strict: true)
        options.unwatchable = ["you@example.com"]
        options.unverifiedHosts = ["unverified.example"]
        try await with(options) { _, client in
            for (change, status, reason) in [
                (["address": "http://example.org/hook"], 400, "push.webhookUrlNotHttps"),
                (["address": "https://unverified.example/hook"], 401, "push.webhookUrlUnauthorized"),
                (["type": "pigeon"], 400, "invalid"), (["id": ""], 400, "invalid"),
                (["color": "red"], 400, "invalid"),
            ] as [(JSON, Int, String)] {
                let answer = try await client.send("POST", Self.path, channel("a", change))
                #expect(answer.status == status)
                #expect(answer.reason == reason)
            }
            let holidays = try await client.send("POST", "calendars/primary/events/watch", channel("a"))
            #expect(holidays.reason == "pushNotSupportedForRequestedResource")
            #expect(try await client.send("POST", "calendars/nobody/events/watch", channel("a")).status == 404)
        }
    }

    @Test func `messages tell that something changed, and are sent again after 503`() async throws {
        let (calls, feed) = AsyncStream<WireRequest>.makeStream()
        let refusals = Locked(1)
        let receiver = LoopbackServer { request in
            let isRefused = refusals.withLock { left in
                defer { left -= 1 }
                return left > 0
            }
            if !isRefused { feed.yield(request) }
            return WireAnswer(status: isRefused ? 503 : 204)
        }
        let port = try await receiver.start(port: 0)
        try await with { sandbox, client in
            var iterator = calls.makeAsyncIterator()
            let made = try await client.send(
                "POST", Self.path, channel("a", ["address": .string("http://127.0.0.1:\(port)/x")]))
            let sync = try #require(await iterator.next())
            #expect(sync.headers["x-goog-resource-state"] == "sync")
            #expect(sync.headers["x-goog-message-number"] == "1")
            _ = try sandbox.putEvent(
                [
                    "summary": "Film", "start": ["date": "2026-12-01"], "end": ["date": "2026-12-02"],
                ], in: "family@group.calendar.google.com")
            let exists = try #require(await iterator.next())
            #expect(exists.method == "POST" && exists.path == "/x" && exists.body.isEmpty)
            #expect(exists.headers["x-goog-resource-state"] == "exists")
            #expect(exists.headers["x-goog-channel-id"] == "a" && exists.headers["x-goog-channel-token"] == "t")
            #expect(exists.headers["x-goog-resource-id"] == made.json["resourceId"]?.string)
            #expect(exists.headers["x-goog-channel-expiration"]?.hasSuffix(" GMT") == true)
            #expect(Int(exists.headers["x-goog-message-number"] ?? "") ?? 0 > 1)
        }
        await receiver.stop()
    }
}
