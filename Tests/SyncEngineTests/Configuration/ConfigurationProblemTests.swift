import Testing

@testable import SyncEngine

@Suite struct ConfigurationProblemTests {
    private func problems(_ text: String, accounts: [String]? = nil) -> [String] {
        let accounts = accounts.map { Accounts($0.map { Account(name: $0, provider: .google) }) }
        do {
            _ = try Configuration.load(text: text, accounts: accounts) { $0 == "Europe/Berlin" }
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// The one problem with a pair that has `lines` besides what it must have; `lines` begin at line 4.
    private func problem(with lines: String) -> String? {
        let problems = problems("[pair.work]\naccount = 'g'\ncalendar = 'c'\n" + lines)
        return problems.count == 1 ? problems.first : "\(problems)"
    }

    @Test func `all that is wrong is said at once, in the order of the lines`() {
        let text = """
            defualt-zone = "Europe/Berlin"

            [pair.work]
            acount = "google"
            calendar = 3
            drection = "both"

            [policy]
            notify = "some"
            """
        #expect(
            problems(text) == [
                "calsync.toml:1: Unknown key `defualt-zone`. Did you mean `default-zone`?",
                "calsync.toml:3: `pair.work` has no `account`. Add a line such as account = \"google\".",
                "calsync.toml:4: Unknown key `acount`. Did you mean `account`?",
                "calsync.toml:5: `calendar`: expected a text, found an integer. Write calendar = \"…\", with quotes.",
                "calsync.toml:6: Unknown key `drection`. Did you mean `direction`?",
                "calsync.toml:9: `notify` can't be `some`. Write one of none, all.",
            ])
    }

    private static let badValues: [(line: String, sentence: String, remedy: String)] = [
        ("direction = 'pul'", "`direction` can't be `pul`.", "Did you mean `pull`?"),
        ("on-conflict = 'newest'", "`on-conflict` can't be `newest`.", "Write one of ask, local, remote."),
        (
            "deletions = true", "`deletions`: expected a text, found a boolean.",
            "Write deletions = \"…\", with quotes."
        ),
        ("notify = ['all']", "`notify`: expected a text, found a list.", "Write notify = \"…\", with quotes."),
        ("folder = 2026-01-15", "`folder`: expected a text, found a date.", "Write folder = \"…\", with quotes."),
        ("folder = ''", "`folder` is empty.", "Write a text, such as folder = \"…\", or remove the line."),
        (
            "folder = \"a\\u001bb\"", "`folder` is not one line of text.",
            "Write a text, such as folder = \"…\", or remove the line."
        ),
        (
            "colour = 'red'", "Unknown key `colour`.",
            "Known here: folder, account, calendar, database, poll, paused, direction, on-conflict, deletions, notify."
        ),
        (
            "folder = '/srv'", "The folder `/srv` is not in the calendar folder.",
            "Write a path from the calendar folder, such as \"work\"."
        ),
        (
            "folder = '~/x'", "The folder `~/x` is not in the calendar folder.",
            "Write a path from the calendar folder, such as \"work\"."
        ),
        (
            "folder = 'a/../b'", "The folder `a/../b` leads out of the calendar folder.",
            "Write it without \"..\"."
        ),
        (
            "folder = '.calsync'", "The folder `.calsync` is hidden, and hidden folders are not synced.",
            "Give `.calsync` a name without a dot in front."
        ),
        (
            "folder = 'a/.git/b'", "The folder `a/.git/b` is hidden, and hidden folders are not synced.",
            "Give `.git` a name without a dot in front."
        ),
    ]

    @Test(arguments: badValues)
    func `a bad value is named with its line and what to write`(line: String, sentence: String, remedy: String) {
        #expect(problem(with: line) == "calsync.toml:4: \(sentence) \(remedy)")
    }

    @Test(arguments: [
        (
            "[pair.work]\naccount = 'g'\ncalendar = 'c'\ncalendar = 'd'\n",
            "calsync.toml:4: `pair.work.calendar` is there already, in line 3. Remove one of the two."
        ),
        (
            "[pair.work]\naccount = 'g'\ncalendar = 'c'\n[policy]\n[pair.work]\n",
            "calsync.toml:5: `pair.work` is there already, in line 1. Remove one of the two."
        ),
        ("[policy]\nnotify = 'all'\0'", "calsync.toml:2: There is a NUL byte. Remove it; the file is plain text."),
    ])
    func `what is there twice, or is no text, is named with its line`(text: String, message: String) {
        #expect(problems(text) == [message])
    }

    @Test(arguments: [
        ("[pair.work\n", 1), ("[pair.work]\nfolder = work\n", 2), ("\n\nx = \"abc\n", 3),
        ("x = [1,\n", 1), ("x = 1979-13-01", 1),
    ])
    func `a slip in the syntax is named with line and column`(text: String, line: Int) throws {
        let messages = problems(text)
        let message = try #require(messages.first)
        #expect(messages.count == 1)
        #expect(message.hasPrefix("calsync.toml:\(line): This is not TOML (column "), "\(message)")
        #expect(message.hasSuffix(". Write it as TOML: key = \"text\", below [table] headings."), "\(message)")
    }

    @Test(arguments: [
        ("a = 1\nb = \n", 2, "There is no value where one belongs."),
        ("a = 1\n\nb = [1, }]", 3, "There is no value where one belongs."),
        ("a = 1\n[[=x]]", 2, "This heading has no name that can be read."),
        ("[&", 1, "This heading has no name that can be read."),
        ("\na = 1979-05-27T?", 2, "This date has no time behind it."),
        ("\na = 2026-01-15 5", 2, "This date has no time behind it."),
        ("\na = 2026-01-15 5 # May", 2, "This date has no time behind it."),
    ])
    func `what the parser would fall over is refused before`(text: String, line: Int, sentence: String) {
        let remedy = "Write it as TOML: key = \"text\", below [table] headings."
        #expect(problems(text) == ["calsync.toml:\(line): \(sentence) \(remedy)"])
    }

    @Test func `a table where no table is known is taken for a pair`() {
        #expect(
            problems("[work]\naccount = 'g'") == [
                "calsync.toml:1: Unknown table `work`. A pair is written [pair.work]."
            ])
        #expect(problems("[pairs.work]\n") == ["calsync.toml:1: Unknown key `pairs`. Did you mean `pair`?"])
    }

    @Test func `a value where a table belongs is named`() {
        #expect(
            problems("pair = 3") == [
                "calsync.toml:1: `pair`: expected a table, found an integer. Write a heading [pair] and its keys below it."
            ])
        #expect(
            problems("\n[[pair.work]]") == [
                "calsync.toml:2: `pair.work`: expected a table, found a list. "
                    + "Write a heading [pair.work] and its keys below it."
            ])
    }

    @Test(arguments: ["\"my work\"", "\"\"", "\"ä\"", "\"a/b\"", String(repeating: "x", count: 65)])
    func `a pair's name is short and plain`(name: String) throws {
        let messages = problems("[pair.\(name)]\naccount = 'g'\ncalendar = 'c'\nfolder = 'x'")
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix("calsync.toml:1: A pair can't be called ") == true)
    }

    @Test func `a name can't steer the terminal it is shown on`() {
        for message in problems("[pair.\"\\u001b[31m\"]\n\"\\u009b\" = 1\naccount = \"\\u202ex\"", accounts: []) {
            #expect(!message.unicodeScalars.contains { $0.value < 32 || $0 == "\u{9B}" || $0 == "\u{202E}" })
        }
    }

    @Test func `an account that there isn't is named with the nearest`() {
        let text = "[pair.work]\ncalendar = 'c'\naccount = 'gogle'"
        #expect(problems(text) == [])
        #expect(problems(text, accounts: ["gogle"]) == [])
        #expect(
            problems(text, accounts: ["home", "google"]) == [
                "calsync.toml:3: There is no account `gogle`. Did you mean `google`?"
            ])
        #expect(
            problems(text, accounts: ["home", "notes"]) == [
                "calsync.toml:3: There is no account `gogle`. There is home, notes."
            ])
        #expect(
            problems(text, accounts: []) == [
                "calsync.toml:3: There is no account `gogle`. There is none yet: "
                    + "write [account.google] with provider = \"google\" into accounts.toml."
            ])
    }

    @Test(arguments: [("work", "work"), ("work", "work/team"), ("work/team", "."), (".", "work")])
    func `one calendar in two folders that overlap is refused`(first: String, second: String) {
        let text = """
            [pair.a]
            folder = "\(first)"
            account = "g"
            calendar = "c"
            [pair.b]
            folder = "\(second)"
            account = "g"
            calendar = "c"
            """
        #expect(
            problems(text) == [
                "calsync.toml:5: The pairs `a` and `b` hold the same calendar in folders that overlap; each of its events "
                    + "would be there twice. Give one of them another calendar or a folder apart, or remove it."
            ])
    }

    @Test func `one calendar in two folders that are both sent there is refused`() {
        func text(_ more: String) -> String {
            """
            [pair.a]
            account = "g"
            calendar = "c"
            [pair.b]
            account = "g"
            calendar = "c"
            """ + more
        }
        #expect(
            problems(text("")) == [
                "calsync.toml:4: The pairs `a` and `b` hold the same calendar: an event that moves from one folder to the "
                    + "other would be deleted and made anew. Give one of them another calendar, or direction = \"pull\"."
            ])
        #expect(problems(text("\ndirection = \"pull\"")) == [])
    }

    @Test func `a zone that there isn't is named`() {
        #expect(
            problems("default-zone = \"Europe/Berln\"") == [
                "calsync.toml:1: There is no time zone `Europe/Berln`. "
                    + "Write a name such as Europe/Berlin; 'timedatectl list-timezones' lists them."
            ])
    }

    @Test(arguments: [
        ("\n\npair.work.foldr = 'x'\npair.work.account='g'\npair.work.calendar='c'", 3),
        ("[pair]\n work = { account = 'g', calendar = 'c', \"foldr\" = 'x' }", 2),
        ("[pair.work]\naccount = '''\ng'''\ncalendar = \"\"\"\\\n  c\"\"\"\n # foldr\nfoldr = 'x'", 7),
        ("[pair.work]\r\naccount='g'\r\ncalendar='c'\r\n'foldr'='x'\r\n", 4),
    ])
    func `a line is found however the key is written`(text: String, line: Int) throws {
        let messages = problems(text)
        #expect(messages == ["calsync.toml:\(line): Unknown key `foldr`. Did you mean `folder`?"])
    }

    @Test func `a damaged file is read or refused with a reason, whatever the damage`() {
        let text = """
            [pair.work] # ä
            account = "g\\t" # x
            calendar = '''c'''
            x = [1, 2.5, 1979-05-27T07:32:00Z, {y = true}]
            """
        let bytes = Array(text.utf8)
        var refused = 0
        for index in bytes.indices {
            for byte in Array("\0\"'[]{}=.,#\n\\0".utf8) + [0xFF] {
                var damaged = bytes
                damaged[index] = byte
                let problems = problems(String(decoding: damaged, as: UTF8.self))
                refused += problems.isEmpty ? 0 : 1
                #expect(problems.allSatisfy { $0.hasPrefix("calsync.toml:") && $0.contains(". ") }, "\(problems)")
            }
        }
        #expect(refused > bytes.count)
    }

    @Test func `a file that means harm is refused`() {
        let dots = String(repeating: ".a", count: 100_000)
        let texts = [
            "a\(dots) = 1", "[pair\(dots)]", "a = {b\(dots) = 1}", "a = " + String(repeating: "[", count: 200_000),
            "pair = " + String(repeating: "{a=", count: 50_000), String(repeating: "#", count: 300_000),
            (0..<10_000).map { "k\($0) = 1\n" }.joined(),
        ]
        for text in texts { #expect((1...100).contains(problems(text).count)) }
        #expect(
            problems("a = [\n[" + String(repeating: "[", count: 40) + "]").first?.contains(":2: This is nested") == true
        )
    }
}
