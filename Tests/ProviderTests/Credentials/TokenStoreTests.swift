import Foundation
import ProviderKit
import TestSupport
import Testing

@Suite struct TokenStoreTests {
    static let grant = OAuthGrant(
        client: OAuthClient(id: "me.apps.example", secret: Secret("GOCSPX-hidden")), refreshToken: Secret("1//hidden"),
        access: AccessToken(Secret("ya29.hidden"), expires: 1_800_000_000), scopes: ["a", "b"], ends: 1_800_600_000)
    static let credentials: [Credential] = [
        .oauth(grant),
        .serviceAccount(ServiceAccountGrant(keyFile: "/k.json", email: "robot@example.com", scopes: ["a"])),
        .token(Secret("ntn_hidden")), .password(user: "me", Secret("hidden")),
    ]

    /// A place with a store in it, whose key comes from where `environment` says.
    struct Place {
        let path: String
        var keyFile: String { path + "/config/calsync/token.key" }
        var file: String { path + "/state/tokens/google.json" }

        func store(_ environment: [String: String] = [:]) -> TokenStore {
            TokenStore(
                stateFolder: path + "/state", keys: TokenKeys(environment: environment, keyFile: keyFile))
        }

        func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

        func mode(_ path: String) throws -> Int {
            try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
        }
    }

    private func with(_ body: (Place) async throws -> Void) async throws {
        let place = Place(path: FileManager.default.temporaryDirectory.path + "/calsync-tokens-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: place.path) }
        try await body(place)
    }

    private func failure(_ store: TokenStore) async -> TokenStoreError? {
        do throws(TokenStoreError) {
            _ = try await store.credential(of: "google")
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        [:], ["CALSYNC_ENCRYPTION_KEY": "correct horse battery"],
        ["CALSYNC_ENCRYPTION_KEY": Data(repeating: 7, count: 32).base64EncodedString()],
    ])
    func `every kind of sign-in comes back, and no secret is readable on the disk`(environment: [String: String])
        async throws
    {
        try await with { place in
            for credential in Self.credentials {
                try await place.store(environment).save(credential, of: "google")
                #expect(try await place.store(environment).credential(of: "google") == credential)
                #expect(try place.store().note(of: "google")?.kind == credential.kind)
                #expect(try !place.text().contains("hidden"))
            }
            #expect(FileManager.default.fileExists(atPath: place.keyFile) == environment.isEmpty)
        }
    }

    @Test func `only the owner may read files and folder`() async throws {
        try await with { place in
            try FileManager.default.createDirectory(
                atPath: place.path + "/state/tokens", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
            try await place.store().save(.token(Secret("x")), of: "google")
            try await place.store().save(.token(Secret("y")), of: "google")
            #expect(try place.mode(place.file) == 0o600)
            #expect(try place.mode(place.keyFile) == 0o600)
            #expect(try place.mode(place.path + "/state/tokens") == 0o700)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: place.path + "/state/tokens") == ["google.json"])
        }
    }

    @Test func `what is readable tells the kind and the end, and is no easier to change than the rest`() async throws {
        try await with { place in
            try await place.store().save(.oauth(Self.grant), of: "google")
            #expect(try place.store().note(of: "google") == .init(kind: .oauth, ends: 1_800_600_000))
            let later = try place.text().replacingOccurrences(of: "1800600000", with: "1900600000")
            try later.write(toFile: place.file, atomically: false, encoding: .utf8)
            #expect(await failure(place.store()) == .damaged(path: place.file))
        }
    }

    @Test func `another account's file is not taken, nor one that was renamed inside`() async throws {
        try await with { place in
            try await place.store().save(.token(Secret("x")), of: "work")
            let work = try String(contentsOfFile: place.path + "/state/tokens/work.json", encoding: .utf8)
            try work.write(toFile: place.file, atomically: false, encoding: .utf8)
            #expect(await failure(place.store()) == .damaged(path: place.file))
            try work.replacingOccurrences(of: "work", with: "google")
                .write(toFile: place.file, atomically: false, encoding: .utf8)
            #expect(await failure(place.store()) == .damaged(path: place.file))
        }
    }

    @Test func `damage anywhere is told, with a remedy, and never crashes`() async throws {
        try await with { place in
            try await place.store().save(.oauth(Self.grant), of: "google")
            let whole = Array(try place.text().utf8)
            for position in stride(from: 0, to: whole.count - 8, by: 7) {
                var bytes = whole
                bytes[position] ^= 0x15
                try Data(bytes).write(to: URL(fileURLWithPath: place.file))
                let error = try #require(await failure(place.store()), "\(position)")
                #expect(!error.sentence.isEmpty && !error.remedy(account: "google").isEmpty)
            }
            try Data(whole.prefix(40)).write(to: URL(fileURLWithPath: place.file))
            #expect(await failure(place.store()) == .damaged(path: place.file))
            try Data(#"{"header":{"calsync":2}}"#.utf8).write(to: URL(fileURLWithPath: place.file))
            #expect(await failure(place.store()) == .newer(path: place.file))
        }
    }

    @Test func `a wrong key and a missing one are told apart from damage`() async throws {
        try await with { place in
            try await place.store(["CALSYNC_ENCRYPTION_KEY": "correct horse"]).save(.token(Secret("x")), of: "google")
            let wrong = await failure(place.store(["CALSYNC_ENCRYPTION_KEY": "battery staple"]))
            #expect(wrong == .wrongKey(path: place.file, source: .passphrase))
            #expect(wrong?.remedy(account: "google").contains("calsync login google") == true)
            let none = try #require(await failure(place.store()))
            #expect(none.sentence.contains("CALSYNC_ENCRYPTION_KEY"))
            let short = place.store(["CALSYNC_ENCRYPTION_KEY": "short"])
            await #expect(throws: TokenStoreError.self) { try await short.save(.token(Secret("x")), of: "google") }

            try await place.store().save(.token(Secret("x")), of: "google")
            try FileManager.default.removeItem(atPath: place.keyFile)
            #expect(
                await failure(place.store()) == .noKey(path: place.file, source: .file, place: place.keyFile))
            // A new sign-in makes a new key.
            try await place.store().save(.token(Secret("y")), of: "google")
            #expect(try await place.store().credential(of: "google") == .token(Secret("y")))
        }
    }

    @Test func `a key file that others may read is refused until it is closed`() async throws {
        try await with { place in
            try await place.store().save(.token(Secret("x")), of: "google")
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.keyFile)
            let error = try #require(await failure(place.store()))
            #expect(error.remedy(account: "google") == "Close it: chmod 600 \(place.keyFile)")
        }
    }

    @Test func `a sign-in is removed once`() async throws {
        try await with { place in
            #expect(try await place.store().credential(of: "google") == nil)
            #expect(try place.store().note(of: "google") == nil)
            try await place.store().save(.token(Secret("x")), of: "google")
            #expect(try place.store().remove("google"))
            #expect(try !place.store().remove("google"))
            #expect(try await place.store().credential(of: "google") == nil)
        }
    }

    @Test func `a key from the keyring is made once and found again`() async throws {
        try await with { place in
            // `secret-tool` as people have it, keeping its secret in a file.
            let (bin, kept) = (place.path + "/bin", place.path + "/kept")
            try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
            let tool = "#!/bin/sh\ncase $1 in store) cat >\(kept);; lookup) cat \(kept);; esac\n"
            try Data(tool.utf8).write(to: URL(fileURLWithPath: bin + "/secret-tool"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin + "/secret-tool")
            let desktop = ["DBUS_SESSION_BUS_ADDRESS": "unix:path=/x", "PATH": bin + ":/usr/bin:/bin"]
            try await place.store(desktop).save(.token(Secret("x")), of: "google")
            try await place.store(desktop).save(.token(Secret("x")), of: "google")
            #expect(try await place.store(desktop).credential(of: "google") == .token(Secret("x")))
            #expect(!FileManager.default.fileExists(atPath: place.keyFile))
            // Without a session, as in a cron job, the remedy names the way out.
            let error = try #require(await failure(place.store()))
            #expect(error.sentence.contains("there is no desktop session here"))
            try FileManager.default.removeItem(atPath: kept)
            #expect(await failure(place.store(desktop))?.remedy(account: "google").contains("keyring") == true)
        }
    }

    @Test func `secrets are not shown, whichever way they are printed`() {
        for credential in Self.credentials {
            var dumped = ""
            dump(credential, to: &dumped)
            #expect(!(dumped + "\(credential)" + String(reflecting: credential)).contains("hidden"))
        }
    }
}
