import SyncEngine
import Testing

@Suite struct EffectiveSettingsTests {
    @Test func `each setting tells what holds and where that was said`() throws {
        let text = """
            default-zone = "Europe/Berlin"
            [policy]
            deletions = "keep"
            [pair.work]
            account = "google"
            calendar = "primary"
            direction = "pull"
            """
        let settings = try EffectiveSettings.folder(text: text)
        func said(_ key: String) -> String? {
            settings.first { $0.key == key }.map { "\($0.value) (\($0.origin.words))" }
        }
        #expect(said("default-zone") == "Europe/Berlin (calsync.toml:1)")
        #expect(said("policy.deletions") == "keep (calsync.toml:3)")
        #expect(said("policy.notify") == "none (default)")
        #expect(said("pair.work.folder") == "work (default)")
        #expect(said("pair.work.calendar") == "primary (calsync.toml:6)")
        #expect(said("pair.work.direction") == "pull (calsync.toml:7)")
        #expect(said("pair.work.deletions") == "keep (calsync.toml:3)")
        #expect(said("pair.work.on-conflict") == "ask (default)")
    }

    @Test func `an account shows what is written, and where the service is spoken to`() throws {
        let settings = try EffectiveSettings.accounts(
            text:
                "[account.a]\nprovider = \"google\"\n\n[account.b]\nendpoint = \"http://127.0.0.1:1/x\"\nprovider = \"google\"\n",
            path: "accounts.toml")
        #expect(
            settings.map { "\($0.key)=\($0.value) \($0.origin.words)" } == [
                "account.a.provider=google accounts.toml:2", "account.a.endpoint=the service's own default",
                "account.b.endpoint=http://127.0.0.1:1/x accounts.toml:5", "account.b.provider=google accounts.toml:6",
            ])
    }

    @Test func `a broken file is told as ever`() {
        #expect(throws: ConfigurationError.self) { try EffectiveSettings.folder(text: "polcy = 1") }
        #expect(throws: ConfigurationError.self) { try EffectiveSettings.accounts(text: "[account.a]", path: "a") }
    }
}
