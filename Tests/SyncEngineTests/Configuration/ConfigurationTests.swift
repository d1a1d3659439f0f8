import ICalendar
import SyncCore
import Testing

@testable import SyncEngine

@Suite struct ConfigurationTests {
    private func load(_ text: String, accounts: Accounts? = nil) throws -> Configuration {
        try Configuration.load(text: text, accounts: accounts) { $0 == "Europe/Berlin" }
    }

    @Test func `every key is read`() throws {
        let configuration = try load(
            """
            default-zone = "Europe/Berlin"
            [pair.work]
            folder = "jobs/./current//"
            account = "google"
            calendar = "you@example.com"
            direction = "pull"
            on-conflict = "remote"
            deletions = "keep"
            notify = "all"
            """)
        let policy = Policy(direction: .pull, onConflict: .remote, deletions: .keep, notify: .all)
        let pair = PairConfiguration(
            id: PairID("work"), folder: "jobs/current", account: "google", calendar: "you@example.com", policy: policy)
        #expect(configuration == Configuration(pairs: [pair], defaultZone: ZoneID("Europe/Berlin")))
    }

    @Test func `what is left out has its default, and an empty file has no pairs`() throws {
        #expect(try load("") == Configuration())
        let pair = try #require(try load("[pair.work]\naccount = \"g\"\ncalendar = \"primary\"").pairs.first)
        #expect(pair == PairConfiguration(id: PairID("work"), account: "g", calendar: "primary", policy: Policy()))
        #expect(pair.folder == "work")
    }

    @Test func `the file's policy holds for all pairs, wherever it stands, but for what a pair says`() throws {
        let configuration = try load(
            """
            [pair.a]
            account = "g"
            calendar = "1"
            direction = "push"
            [pair.b]
            account = "g"
            calendar = "2"
            [policy]
            direction = "pull"
            notify = "all"
            """)
        #expect(configuration.policy == Policy(direction: .pull, notify: .all))
        #expect(configuration.pairs.map(\.policy) == [Policy(direction: .push, notify: .all), configuration.policy])
    }

    @Test(arguments: [
        "[pair.zoo]\naccount='g'\ncalendar='1'\n[pair.ant]\naccount='g'\ncalendar='2'\n[pair.bee]\naccount='g'\ncalendar='3'",
        "pair.zoo.account='g'\npair.zoo.calendar='1'\npair.ant = {account='g', calendar='2'}\npair.bee={calendar='3',account='g'}",
        "pair = {zoo={account='g', calendar='1'}, ant={account='g', calendar='2'}, bee={account='g', calendar='3'}}",
        "[pair]\n\"zoo\" = {account='g', calendar='1'} # [pair.bee]\n[pair.ant]\naccount='g'\ncalendar='''\n2'''\n['pair' . \"b\\u0065e\"]\naccount='g'\ncalendar='3'",
        "\u{FEFF}[pair.zoo]\r\naccount='g'\r\ncalendar='1'\r\n[pair.ant]\r\naccount='g'\r\ncalendar='2'\r\n[pair.bee]\r\naccount='g'\r\ncalendar='3'\r\n",
    ])
    func `pairs come in the order of the file, however they are written`(text: String) throws {
        #expect(try load(text).pairs.map(\.id.text) == ["zoo", "ant", "bee"])
    }

    @Test func `a dot is the whole folder`() throws {
        for folder in [".", "./", "././"] {
            let text = "[pair.a]\nfolder = \"\(folder)\"\naccount = \"g\"\ncalendar = \"1\""
            #expect(try load(text).pairs.first?.folder == "")
        }
    }

    @Test func `a file belongs to the pairs of the deepest folder above it`() {
        let pairs = [("all", ""), ("work", "work"), ("team", "work/team"), ("copy", "work/team")].map { name, folder in
            PairConfiguration(id: PairID(name), folder: folder, account: "g", calendar: name)
        }
        let configuration = Configuration(pairs: pairs)
        let names = { (path: String) in configuration.pairs(ofFile: path).map(\.id.text) }
        #expect(names("a.ics") == ["all"])
        #expect(names("workshop/a.ics") == ["all"])
        #expect(names("work/x/a.ics") == ["work"])
        #expect(names("work/team/x/a.ics") == ["team", "copy"])
        #expect(Configuration(pairs: [pairs[1]]).pairs(ofFile: "a.ics").isEmpty)
        #expect(configuration.pair(PairID("team"))?.folder == "work/team")
        #expect(configuration.pair(PairID("none")) == nil)
    }

    @Test func `nested folders and one folder for two calendars are allowed`() throws {
        let text = """
            [pair.all]
            folder = "."
            account = "g"
            calendar = "1"
            [pair.work]
            account = "g"
            calendar = "2"
            [pair.copy]
            folder = "work"
            account = "h"
            calendar = "2"
            """
        #expect(try load(text).pairs.count == 3)
    }

    @Test func `watching and git are set up for all pairs, polling also for one`() throws {
        let text = """
            [watch]
            poll = 30
            [git]
            commit = true
            [pair.work]
            account = "g"
            calendar = "primary"
            poll = 5
            """
        let configuration = try Configuration.load(text: text)
        #expect(configuration.watch == WatchSettings(poll: 30, commits: true))
        #expect(configuration.pairs.map(\.poll) == [5])
    }

    @Test(arguments: [
        "[watch]\npoll = 0", "[watch]\npoll = \"60\"", "[watch]\npol = 60", "[git]\ncommit = 1",
        "[watch]\non-problem = [\"x\"]",
    ])
    func `what watching can't be is told`(text: String) {
        #expect(throws: ConfigurationError.self) { try Configuration.load(text: text) }
    }
}
