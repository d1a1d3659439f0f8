import SyncCore
import Testing

@testable import SyncEngine

@Suite struct ConfigurationEditorTests {
    private let home = PairConfiguration(id: PairID("home"), account: "google", calendar: "primary")

    private func problems(_ body: () throws(ConfigurationError) -> String) -> [String] {
        do { return [try body()] } catch { return error.problems.map(\.description) }
    }

    @Test func `a pair is written as one would by hand`() throws {
        let work = PairConfiguration(
            id: PairID("work"), folder: "", account: "google", calendar: "a\"b\\c@x",
            policy: Policy(direction: .pull, onConflict: .ask, deletions: .keep, notify: .all))
        let text = "# mine\n[policy]\ndirection = 'pull'\non-conflict = 'local'\n"
        #expect(
            try ConfigurationEditor.addPair(work, to: text) == text + #"""

                [pair.work]
                folder = "."
                account = "google"
                calendar = "a\"b\\c@x"
                on-conflict = "ask"
                deletions = "keep"
                notify = "all"

                """#)
    }

    @Test(arguments: [
        "", "# only a remark\n", "[pair.work]\naccount = 'g'\ncalendar = 'c'\n",
        "[policy]\r\n# keep\r\nnotify = 'all'\r\n",
        "pair.work = {account = 'g', calendar = 'c'}\n", "\n\n[policy]\n",
    ])
    func `a pair that was added is read, and removing it gives the text back`(text: String) throws {
        let edited = try ConfigurationEditor.addPair(home, to: text)
        let configuration = try Configuration.load(text: edited)
        var expected = home
        expected.policy = configuration.policy
        let asAdded = try ConfigurationEditor.addPair(expected, to: text)
        #expect(try Configuration.load(text: asAdded).pairs.last == expected)
        #expect(asAdded.hasPrefix(text))
        #expect(asAdded.contains("\r\n") == text.contains("\r\n"))
        #expect(try ConfigurationEditor.removePair(home.id, from: asAdded) == text)
    }

    @Test func `a text without a last line end gets one`() throws {
        let edited = try ConfigurationEditor.addPair(home, to: "[policy]")
        #expect(edited == "[policy]\n\n[pair.home]\naccount = \"google\"\ncalendar = \"primary\"\n")
    }

    @Test func `a pair that can't be is not added`() {
        let text = "[pair.home]\naccount = 'google'\ncalendar = 'primary'\n"
        #expect(
            problems { () throws(ConfigurationError) in try ConfigurationEditor.addPair(home, to: text) } == [
                "calsync.toml: There is a pair `home` already. Choose another name, or remove that pair first."
            ])
        let twin = PairConfiguration(id: PairID("twin"), folder: "home/x", account: "google", calendar: "primary")
        #expect(
            problems { () throws(ConfigurationError) in try ConfigurationEditor.addPair(twin, to: text) } == [
                "calsync.toml: The pairs `home` and `twin` hold the same calendar in folders that overlap; each of its "
                    + "events would be there twice. Give one of them another calendar or a folder apart, or remove it."
            ])
        for name in ["a b", "a.b", "", "a]\nx = 1\n[b"] {
            let odd = PairConfiguration(id: PairID(name), folder: "x", account: "google", calendar: "c")
            #expect(throws: ConfigurationError.self) { try ConfigurationEditor.addPair(odd, to: text) }
        }
        for folder in ["../x", "/x", ".calsync"] {
            let odd = PairConfiguration(id: PairID("odd"), folder: folder, account: "google", calendar: "c")
            #expect(throws: ConfigurationError.self) { try ConfigurationEditor.addPair(odd, to: text) }
        }
    }

    @Test func `with a pair go the remarks directly above it and nothing else`() throws {
        let text = """
            # The file.

            # About work.
            # More of it.
            [pair.work] # here
            account = "g"

            # within
            calendar = '''
            # no remark
            c'''
            # direction = "pull"

            # About home.
            [pair.home]
            account = "g"
            calendar = "d"
            """
        let rest = """
            # The file.

            # About home.
            [pair.home]
            account = "g"
            calendar = "d"
            """
        #expect(try ConfigurationEditor.removePair(PairID("work"), from: text) == rest)
        #expect(try ConfigurationEditor.removePair(PairID("home"), from: rest) == "# The file.\n")
    }

    @Test(arguments: [
        ("[pair.a]\nx=1\n# About b.\n[pair.b]\n", "# About b.\n[pair.b]\n"),
        ("[pair.b]\n[pair.a]\n[pair.a.x]\ny=1\n[policy]\n", "[pair.b]\n[policy]\n"),
        ("[pair.a]\nx=1\n\n[pair.b]\n\n[pair.a.z]\ny=1\n", "[pair.b]\n"),
        ("[pair]\n# one\na = {x=1}\nb = {x=1}\n", "[pair]\nb = {x=1}\n"),
        ("[pair]\na.x = 1\nb.x = 1\n# two\na.y = 1\n", "[pair]\nb.x = 1\n"),
        ("pair.a.x = [\n1,\n]\npair.ab.x = 1", "pair.ab.x = 1"),
        ("[pair.\"a\"]\r\nx=1\r\n\r\n[pair.b]\r\n", "[pair.b]\r\n"),
        ("[pair.a]", ""),
    ])
    func `a pair is removed however it is written`(text: String, rest: String) throws {
        #expect(try ConfigurationEditor.removePair(PairID("a"), from: text) == rest)
    }

    @Test func `a pair that can't be removed is left, with the reason`() {
        #expect(
            problems { () throws(ConfigurationError) in
                try ConfigurationEditor.removePair(PairID("a"), from: "pair = {a = {x = 1}, b = {x = 1}}")
            } == [
                "calsync.toml: The pair `a` stands within a line with others and can't be removed by itself. "
                    + "Write each pair as a table [pair.NAME], or remove it by hand."
            ])
        #expect(
            problems { () throws(ConfigurationError) in
                try ConfigurationEditor.removePair(PairID("wrk"), from: "[pair.work]")
            } == ["calsync.toml: There is no pair `wrk`. Did you mean `work`?"])
        #expect(throws: ConfigurationError.self) { try ConfigurationEditor.removePair(PairID("a"), from: "[pair.a") }
    }

    @Test func `a pair is changed in its own lines and nothing else is`() throws {
        let text = """
            # The file.
            [pair.work] # mine
            account = "g" # the usual
            direction = "pull"
            calendar = "c"

            [pair.home]
            account = "g"
            calendar = "d"
            """
        var pair = try #require(try Configuration.load(text: text).pair(PairID("work")))
        pair.policy.direction = .both
        pair.isPaused = true
        let edited = try ConfigurationEditor.change(pair, in: text)
        #expect(
            edited
                == text.replacing("direction = \"pull\"", with: "direction = \"both\"")
                .replacing("# mine\n", with: "# mine\npaused = true\n"))
        #expect(try Configuration.load(text: edited).pair(PairID("work")) == pair)
        #expect(try ConfigurationEditor.change(pair, in: edited) == edited)
        pair.isPaused = false
        pair.policy.direction = .pull
        #expect(try ConfigurationEditor.change(pair, in: edited) == text)
    }

    @Test func `a pair that can't be changed is left, with the reason`() throws {
        let text = "pair.work = {account = 'g', calendar = 'c'}\n"
        var pair = try #require(try Configuration.load(text: text).pair(PairID("work")))
        pair.isPaused = true
        #expect(
            problems { () throws(ConfigurationError) in try ConfigurationEditor.change(pair, in: text) } == [
                "calsync.toml: The pair `work` can't be changed as it is written. "
                    + "Write it as a table [pair.work], or change it by hand."
            ])
        pair.id = PairID("wrk")
        #expect(throws: ConfigurationError.self) { try ConfigurationEditor.change(pair, in: text) }
    }

    @Test func `an account is added, once`() throws {
        let text = "# accounts\n[account.home]\nprovider = 'google'\n"
        let work = Account(name: "work", provider: .google, endpoint: "http://127.0.0.1:8080/x", caFile: "/ca.pem")
        let edited = try AccountsEditor.add(work, to: text)
        #expect(
            edited == text + """

                [account.work]
                provider = "google"
                endpoint = "http://127.0.0.1:8080/x"
                ca-file = "/ca.pem"

                """)
        #expect(try Accounts.load(text: edited)["work"] == work)
        #expect(throws: ConfigurationError.self) { try AccountsEditor.add(work, to: edited) }
        #expect(throws: ConfigurationError.self) {
            try AccountsEditor.add(Account(name: "x", provider: .google, endpoint: "http://example.com"), to: text)
        }
    }
}
