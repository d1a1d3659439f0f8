import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct SettingsFilesTests {
    private let files = ModelFileStore()
    private let environment = ["HOME": "/home"]
    private let accounts = "[account.google]\nprovider = \"google\"\n"
    private let settings = "[pair.work]\naccount = \"google\"\ncalendar = \"primary\"\nfolder = \".\"\n"

    private func read(_ settings: String, _ accounts: String?) throws -> SettingsFiles {
        files.put("/folder/calsync.toml", settings)
        if let accounts {
            files.put("/home/.config/calsync/accounts.toml", accounts)
        } else {
            try files.removeIfThere("/home/.config/calsync/accounts.toml")
        }
        return try SettingsFiles(root: "/folder", environment: environment, files: files)
    }

    @Test func `both files are read, and a missing accounts file holds none`() throws {
        let both = try read(settings, accounts)
        #expect(try both.loadAccounts()["google"]?.provider == .google)
        #expect(try both.loadConfiguration(accounts: both.loadAccounts()).pairs.map(\.folder) == [""])
        let one = try read(settings, nil)
        #expect(try one.loadAccounts() == Accounts())
        #expect(throws: ConfigurationError.self) { try one.loadConfiguration(accounts: Accounts()) }
    }

    @Test func `a memo holds for the same bytes and the same program only`() throws {
        let before = try read(settings, accounts)
        let memo = SettingsMemo(
            digest: before.digest(program: "calsync 1"), try before.loadConfiguration(accounts: nil))
        #expect(memo.folders == [PairID("work"): ""])
        #expect(memo.holds(for: try read(settings, accounts), program: "calsync 1"))
        #expect(!memo.holds(for: before, program: "calsync 2"))
        #expect(!memo.holds(for: try read(settings + "\n", accounts), program: "calsync 1"))
        #expect(!memo.holds(for: try read(settings, accounts + "\n"), program: "calsync 1"))
        #expect(!memo.holds(for: try read(settings + accounts, nil), program: "calsync 1"))
        #expect(!memo.holds(for: try read(settings + accounts, ""), program: "calsync 1"))
    }

    @Test func `a memo holds while the system knows the default zone`() throws {
        let read = try read("default-zone = \"Europe/Berlin\"\n" + settings, accounts)
        var memo = SettingsMemo(digest: read.digest(program: ""), try read.loadConfiguration(accounts: nil))
        #expect(memo.zone == "Europe/Berlin")
        #expect(memo.holds(for: read, program: ""))
        memo.zone = "Europe/Atlantis"
        #expect(!memo.holds(for: read, program: ""))
    }
}
