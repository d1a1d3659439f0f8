import Glibc
import ProviderKit
import Sandbox
import SyncCore
import SyncEngine
import TestSupport
import Testing

@testable import Dashboard

/// What comes to the listener: services, strangers, and too much of it.
@Suite struct WebhookTests {
    private func message(
        _ id: String, token: String, resource: String = "resource", state: String = "exists"
    ) -> [(String, String)] {
        [
            ("X-Goog-Channel-ID", id), ("X-Goog-Channel-Token", token), ("X-Goog-Resource-ID", resource),
            ("X-Goog-Resource-State", state), ("X-Goog-Message-Number", "10"),
        ]
    }

    @Test func `a stranger's messages are answered and ignored`() async throws {
        try await PushWorld.with { world in
            let channel = try #require(try await world.keep().opened.first)
            _ = await world.next(1)
            let (resource, token) = (channel.resource ?? "", world.secret.token(of: channel.id).text)
            let cases: [([(String, String)], WebhookGate.Verdict)] = [
                ([], .ignored(.incomplete)),
                (message(channel.id, token: "guess", resource: resource), .ignored(.wrongToken)),
                (message(channel.id, token: world.secret.token(of: "other").text), .ignored(.wrongToken)),
                (message(channel.id, token: token, resource: "other"), .ignored(.otherResource)),
                (message("closed", token: world.secret.token(of: "closed").text), .ignored(.unknownChannel)),
                (message(channel.id, token: token, resource: resource, state: "sync"), .begun),
                (message(channel.id, token: token, resource: resource), .hint([world.pair])),
            ]
            for (headers, verdict) in cases {
                #expect(try await world.post("/google", headers) == 204)
                #expect(await world.next(1) == [verdict])
            }
        }
    }

    @Test func `nothing else is served`() async throws {
        try await PushWorld.with { world in
            for path in ["/", "/status", "/google/x", "/notion.php", "/googl%65"] {
                let status = try await world.post(path)
                #expect(status == 404)
            }
            let get = try await world.post("/google", method: "GET")
            #expect(get == 405)
        }
    }

    @Test func `a body that is too large is refused, and so is a head`() async throws {
        try await PushWorld.with { world in
            let status = try await world.post("/notion", [], [UInt8](repeating: 0x20, count: 70_000))
            #expect(status == 413)
            let long = String(repeating: "x", count: 20_000)
            let head = try? await world.post("/google", [("X-Long", long)])
            #expect(head == nil || (400...499).contains(head ?? 0))
        }
    }

    @Test func `who sends a request in crumbs is hung up on`() async throws {
        var limits = WebhookListener.Limits()
        limits.connection.seconds = 1
        try await PushWorld.with(limits: limits) { world in
            let port = try #require(Int(world.address.split(separator: ":").last ?? ""))
            let crumbs = try await Offload.run { () throws -> Int in
                let peer = try RawHTTP.connect(to: port)
                defer { close(peer) }
                try RawHTTP.write(Array("POST /google HTTP/1.1\r\nHost: x\r\nX-Slow: ".utf8), to: peer)
                var sent = 0
                var seen = pollfd(fd: peer, events: Int16(POLLIN), revents: 0)
                while sent < 1_000, poll(&seen, 1, 100) == 0 {
                    try RawHTTP.write([0x78], to: peer)
                    sent += 1
                }
                return sent
            }
            #expect(crumbs < 1_000)
            // On a busy machine a second may be over before anybody has read what was sent whole.
            var status: Int?
            for _ in 0..<20 where status == nil { status = try? await world.post("/google") }
            #expect(status == 204)
        }
    }

    @Test func `a burst that is too long is told to come again`() async throws {
        var limits = WebhookListener.Limits()
        limits.burst = (size: 3, perSecond: 1)
        try await PushWorld.with(limits: limits) { world in
            var statuses: [Int] = []
            for _ in 0..<5 { statuses.append(try await world.post("/google")) }
            #expect(statuses == [204, 204, 204, 503, 503])
        }
    }

    @Test func `a bucket fills up again, and never beyond its size`() {
        var bucket = TokenBucket(size: 2, perSecond: 1, at: 0)
        #expect([bucket.take(at: 0), bucket.take(at: 0), bucket.take(at: 0.5)] == [true, true, false])
        #expect([bucket.take(at: 1), bucket.take(at: 1)] == [true, false])
        #expect([bucket.take(at: 100), bucket.take(at: 100), bucket.take(at: 100)] == [true, true, false])
    }

    @Test func `a port that is taken is told`() async throws {
        try await PushWorld.with { world in
            let port = try #require(UInt16(world.address.split(separator: ":").last ?? ""))
            let second = WebhookListener(now: { 0 }) { _ in 204 }
            await #expect(throws: LoopbackListener.StartError.self) { try await second.start(port: port) }
        }
    }

    @Test func `Notion's handshake is shown, and its events count once the token is believed`() async throws {
        try await PushWorld.with { world in
            let notion = NotionSandbox()
            _ = try await notion.start()
            #expect(await notion.subscribe(world.address + "/notion") == 204)
            guard case .handshake(let token)? = await world.next(1).first else {
                Issue.record("no handshake")
                return await notion.stop()
            }
            #expect(!notion.verifySubscription("another"))
            #expect(notion.verifySubscription(token.text))
            let row = try notion.addRow(["Name": ["title": [["text": ["content": "Film"]]]]])
            // Before a person has confirmed the token, nothing signed with it wakes anything.
            #expect(await world.next(1) == [.ignored(.wrongSignature)])
            world.believe(token)
            try notion.trashRow(row)
            #expect(await world.next(1) == [.hint([PairID("plans")])])
            await notion.stop()
            #expect(notion.sentEvents == ["page.created 204", "page.deleted 204"])
        }
    }

    @Test func `an event that was changed on its way is ignored`() async throws {
        try await PushWorld.with { world in
            world.believe(Secret("secret_of_notion"))
            let body = Array(#"{"type":"page.created"}"#.utf8)
            // openssl dgst -sha256 -hmac secret_of_notion
            let code = "4b6981aa4589a0ce7f60d78fd9cef859e375ef0fe1fde1709114ba5d25233eb9"
            for (bytes, signature, verdict) in [
                (body, "sha256=" + code, WebhookGate.Verdict.hint([PairID("plans")])),
                (body + [0x20], "sha256=" + code, .ignored(.wrongSignature)),
                (body, "sha256=" + code.dropLast(2), .ignored(.wrongSignature)),
                (body, code, .ignored(.wrongSignature)),
                (body, "sha256=zz", .ignored(.wrongSignature)),
            ] {
                let status = try await world.post("/notion", [("X-Notion-Signature", signature)], bytes)
                #expect(status == 204)
                #expect(await world.next(1) == [verdict])
            }
        }
    }
}
