import Foundation
import ProviderGoogle
import ProviderKit
import Sandbox
import Testing

@Suite struct TokenSupplyTests {
    private func sentence(_ supply: TokenSupply) async -> String? {
        guard case .unauthorized(let sentence)? = await failure(of: supply.token) else { return nil }
        return sentence
    }

    @Test func `a stored token is used until a minute before its end, then refreshed and stored`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            guard case .oauth(let before)? = try await world.store.credential(of: "google") else { return }
            #expect(try await world.supply().token() == before.access?.secret.text)
            world.clock.advance(by: 3600 - 59)
            let fresh = try await world.supply().token()
            #expect(fresh != before.access?.secret.text)
            guard case .oauth(let after)? = try await world.store.credential(of: "google") else { return }
            #expect(after.access?.secret.text == fresh && after.refreshToken == before.refreshToken)
            #expect(after.scopes == before.scopes)
        }
    }

    @Test func `however many ask, one request is made`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            world.clock.advance(by: 3600)
            let supply = world.supply()
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await supply.token() } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(tokens.count == 1)
        }
    }

    @Test func `what another process refreshed is used`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            world.clock.advance(by: 3600)
            let (one, other) = (world.supply(), world.supply())
            let first = try await one.token()
            #expect(try await other.token() == first)
            // Refused by the service, it isn't taken from the store again.
            let second = try await one.renewed(after: first)
            #expect(second != first)
            #expect(try await other.renewed(after: first) == second)
        }
    }

    @Test func `a token that the service refuses is replaced, and the request made once more`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            let provider = world.provider(world.supply())
            #expect(try await provider.calendars().count == 2)
            world.sandbox.expireAccessTokens()
            #expect(try await provider.calendars().count == 2)
            #expect(world.sandbox.log.map(\.status) == [200, 401, 200])
            world.sandbox.inject(.expiredToken, times: 9)
            #expect(await failure(of: provider.calendars) != nil)
            #expect(world.sandbox.log.map(\.status).suffix(2) == [401, 401])
        }
    }

    @Test func `a consent that was taken back is told, and nothing is thrown away`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            world.sandbox.revokeSignIns()
            let supply = world.supply()
            let token = try await supply.token()
            guard
                case .unauthorized(let sentence)? = await failure(of: {
                    () async throws(ProviderError) in try await supply.renewed(after: token)
                })
            else {
                Issue.record("not unauthorized")
                return
            }
            #expect(sentence.contains("it was revoked at Google"))
            #expect(try await world.store.credential(of: "google") != nil)
        }
    }

    @Test func `the seven days of an app in Testing are told for what they are`() async throws {
        try await SignInWorld.with { world in
            world.sandbox.setSignIn { $0.isTesting = true }
            try await world.signedIn()
            #expect(try world.store.note(of: "google")?.ends == Int(world.clock.start) + 604_799)
            world.clock.advance(by: 604_800)
            #expect(await sentence(world.supply())?.contains("7 days") == true)
        }
    }

    @Test func `a secret that was replaced is told`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            world.sandbox.replaceClientSecret("GOCSPX-other")
            world.clock.advance(by: 3600)
            #expect(await sentence(world.supply())?.contains("its secret was replaced") == true)
        }
    }

    @Test func `a service that is away is no reason to sign in again`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            world.clock.advance(by: 3600)
            await world.sandbox.stop()
            guard case .unavailable? = await failure(of: world.supply().token) else {
                Issue.record("not unavailable")
                return
            }
        }
    }

    @Test func `without a sign-in, or with one that can't be read, the remedy is named`() async throws {
        try await SignInWorld.with { world in
            #expect(await sentence(world.supply())?.contains("no sign-in") == true)
            try await world.signedIn()
            try Data("{}".utf8).write(to: URL(fileURLWithPath: world.place + "/tokens/google.json"))
            #expect(await sentence(world.supply())?.contains("is damaged") == true)
        }
    }

    @Test func `a token that is good as it is needs no service`() async throws {
        try await SignInWorld.with { world in
            try await world.store.save(.token(Secret("ntn_x")), of: "google")
            #expect(try await world.supply().token() == "ntn_x")
        }
    }

    @Test func `a clock that is wrong is named, and does a service account no harm`() async throws {
        try await SignInWorld.with { world in
            try await world.signedIn()
            world.sandbox.revokeSignIns()
            guard case .oauth(let grant)? = try await world.store.credential(of: "google") else { return }
            do throws(OAuthError) {
                _ = try await world.endpoint(lag: 1200).refresh(grant.refreshToken, client: grant.client)
                Issue.record("refreshed")
            } catch {
                let problem = GoogleSignIn.advice(for: error, account: "google", grant: grant, now: world.clock.now())
                #expect(problem.sentence.contains("20 minutes behind"), "\(problem.sentence)")
            }

            let path = world.place + "-robot.json"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try Data(world.sandbox.serviceAccountFile(address: world.address).bytes())
                .write(to: URL(fileURLWithPath: path))
            let robot = ServiceAccountGrant(
                keyFile: path, email: "robot", scopes: GoogleSignIn.serviceAccountScopes)
            for lag in [7200.0, -7200.0] {
                let now = world.clock.now() - lag
                _ = try await robot.token(from: world.endpoint(lag: lag), now: now)
            }
        }
    }

    @Test func `a service account signs for itself`() async throws {
        try await SignInWorld.with { world in
            let path = world.place + "-robot.json"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try Data(world.sandbox.serviceAccountFile(address: world.address).bytes())
                .write(to: URL(fileURLWithPath: path))
            let grant = ServiceAccountGrant(
                keyFile: path, email: "robot", scopes: GoogleSignIn.serviceAccountScopes)
            try await world.store.save(.serviceAccount(grant), of: "google")
            let provider = world.provider(world.supply())
            #expect(try await provider.calendars().count == 2)
            world.clock.advance(by: 3600)
            #expect(try await provider.calendars().count == 2)
            try FileManager.default.removeItem(atPath: path)
            #expect(await sentence(world.supply()) == nil)
            world.clock.advance(by: 3600)
            #expect(await sentence(world.supply())?.contains("is gone") == true)
        }
    }
}
