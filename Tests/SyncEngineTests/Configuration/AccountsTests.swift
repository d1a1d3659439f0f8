import Testing

@testable import SyncEngine

@Suite struct AccountsTests {
    private func problems(_ text: String) -> [String] {
        do {
            _ = try Accounts.load(text: text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func problem(_ key: String, _ value: String) -> String? {
        problems("[account.google]\nprovider = 'google'\n\(key) = '\(value)'").first
    }

    @Test(arguments: [
        "[watch]\non-problem = [\"x\"]", "[watch]\nmetrics = \"127.0.0.1:1\"", "[webhook]\nport = 1",
        "[account.google]\nprovider = \"google\"\nendpoint = \"https://evil.example\"",
        "[pair.a]\naccount = \"google\"\ncalendar = \"c\"\nendpoint = \"https://evil.example\"",
        "[pair.a]\naccount = \"google\"\ncalendar = \"c\"\npassword-command = \"x\"",
        "[git]\nhook = \"x\"",
    ])
    func `a calendar folder names no program, port or server`(text: String) {
        #expect(throws: ConfigurationError.self) { try Configuration.load(text: text) }
    }

    @Test func `every key is read, in the order of the file`() throws {
        let accounts = try Accounts.load(
            text: """
                [account.work]
                provider = "google"
                endpoint = "https://www.googleapis.com/calendar/v3/"
                auth-endpoint = "http://localhost:8080/auth"
                token-endpoint = "http://[::1]:8080/token?x=1"
                ca-file = "/etc/ca.pem"
                [account.home]
                provider = "google"
                """)
        #expect(
            accounts.accounts == [
                Account(
                    name: "work", provider: .google, endpoint: "https://www.googleapis.com/calendar/v3",
                    authEndpoint: "http://localhost:8080/auth", tokenEndpoint: "http://[::1]:8080/token?x=1",
                    caFile: "/etc/ca.pem"),
                Account(name: "home", provider: .google),
            ])
        #expect(accounts["home"]?.endpoint == nil)
        #expect(accounts["none"] == nil)
        #expect(try Accounts.load(text: "") == Accounts())
    }

    @Test(arguments: [
        "http://localhost", "http://127.0.0.1:99/x", "http://127.9.9.9/", "HTTP://LocalHost/", "http://[::1]/x",
    ])
    func `plain http to this machine is allowed`(url: String) {
        #expect(problem("endpoint", url) == nil)
    }

    @Test(arguments: [
        "http://example.com/", "http://localhost.example.com/", "http://127.0.0.1.example.com/", "http://127.1/",
        "http://2130706433/", "http://0.0.0.0/", "http://[::2]/", "http://[::ffff:127.0.0.1]/", "http://128.0.0.1/",
    ])
    func `plain http to anywhere else is refused`(url: String) {
        #expect(problem("token-endpoint", url)?.hasSuffix("would see it unencrypted. Write https:// instead.") == true)
    }

    @Test(arguments: [
        "example.com", "https:/x", "https://", "https:///x", "https://a b/", "https://ä.example/", "https://x:/",
        "https://x:0/", "https://x:65536/", "https://x:1:2/", "https://[::1/", "https://[x]/", "https://[::1]x/",
        "http://localhost\\@evil/",
    ])
    func `what is no URL is refused`(url: String) {
        #expect(problem("auth-endpoint", url)?.contains("Write a whole one, such as https://host/path.") == true)
    }

    @Test func `credentials, fragments and other schemes in a URL are refused`() {
        let told = problem("endpoint", "https://me:secret@example.com/")
        #expect(told?.contains("Write it without, and sign in") == true)
        #expect(told?.contains("secret") == false)
        #expect(problem("endpoint", "http://localhost@example.com/")?.contains("user name") == true)
        #expect(problem("endpoint", "https://example.com/#x")?.contains("fragment") == true)
        #expect(problem("endpoint", "ftp://example.com/")?.contains("scheme is ftp") == true)
    }

    @Test func `a password-command is a line for the shell, or a program with its words`() throws {
        let command = { (value: String) in
            try Accounts.load(text: "[account.a]\nprovider = 'google'\npassword-command = \(value)")["a"]?
                .passwordCommand
        }
        #expect(try command("'pass show x | head -n 1'") == .shell("pass show x | head -n 1"))
        #expect(try command("['pass', 'show', 'a b', '']") == .program(["pass", "show", "a b", ""]))
        for wrong in ["[]", "['']", "['a', 1]", "''", "3"] {
            #expect(problems("[account.a]\nprovider = 'google'\npassword-command = \(wrong)").count == 1, "\(wrong)")
        }
    }

    @Test func `sign-in addresses are set, and all else stays`() throws {
        let text = """
            # mine
            [account.work]  # here
            provider = "google"
            token-endpoint = "http://localhost:1/token"   # old

            [account.home]
            provider = "google"

            """
        let edited = try AccountsEditor.setSignIn(
            of: "work", authEndpoint: "http://127.0.0.1:2/auth", tokenEndpoint: "http://127.0.0.1:2/token", in: text)
        #expect(
            edited == """
                # mine
                [account.work]  # here
                auth-endpoint = "http://127.0.0.1:2/auth"
                provider = "google"
                token-endpoint = "http://127.0.0.1:2/token"

                [account.home]
                provider = "google"

                """)
        #expect(try AccountsEditor.setSignIn(of: "home", authEndpoint: nil, tokenEndpoint: nil, in: text) == text)
        #expect(throws: ConfigurationError.self) {
            try AccountsEditor.setSignIn(
                of: "work", authEndpoint: "http://example.com/", tokenEndpoint: nil, in: text)
        }
        #expect(throws: ConfigurationError.self) {
            try AccountsEditor.setSignIn(
                of: "work", authEndpoint: "https://example.com/", tokenEndpoint: nil,
                in: "account = { work = { provider = 'google' } }")
        }
    }

    @Test func `all that is wrong is said at once`() {
        let text = """
            [account.a]
            [account.b]
            provider = "outlook"
            [account.c]
            provider = "gogle"
            ca-file = "ca.pem"
            token = "x"
            [account."d e"]
            provider = "ftp"
            """
        #expect(
            problems(text) == [
                "accounts.toml:1: `account.a` has no `provider`. Add a line such as provider = \"google\".",
                "accounts.toml:3: The provider `outlook` comes with a later version. "
                    + "This one speaks to google, notion, caldav; remove the account until then.",
                "accounts.toml:5: There is no provider `gogle`. Did you mean `google`?",
                "accounts.toml:6: `ca-file` is not a whole path: `ca.pem`. "
                    + "Write one that begins with /, such as /etc/ssl/certs/ca.pem.",
                "accounts.toml:7: Unknown key `token`. Did you mean `token-endpoint`?",
                "accounts.toml:8: An account can't be called \"d e\". "
                    + "Use 1 to 64 of the letters A to Z and a to z, digits, - and _.",
                "accounts.toml:9: There is no provider `ftp`. Write one of google, notion, caldav.",
            ])
    }

    @Test func `the file is where XDG has it`() {
        let path = { Accounts.path(environment: ["XDG_CONFIG_HOME": $0, "HOME": "/h"]) }
        #expect(path("/c") == "/c/calsync/accounts.toml")
        #expect(path("c") == "/h/.config/calsync/accounts.toml")
        #expect(path("") == "/h/.config/calsync/accounts.toml")
        #expect(Accounts.path(environment: ["HOME": "/h"]) == "/h/.config/calsync/accounts.toml")
        #expect(Accounts.path(environment: ["HOME": ""]) == nil)
        #expect(Accounts.path(environment: [:]) == nil)
    }

    @Test func `what watching may start and open is this machine's to say`() throws {
        let accounts = try Accounts.load(
            text: "[watch]\non-problem = [\"say\", \"it\"]\nmetrics = \"127.0.0.1:9464\"\n")
        #expect(accounts.watch == MachineWatchSettings(onProblem: ["say", "it"], metricsPort: 9_464))
        for wrong in ["metrics = \"0.0.0.0:1\"", "metrics = \"127.0.0.1:0\"", "on-problem = []", "on-problem = \"x\""] {
            #expect(throws: ConfigurationError.self) { try Accounts.load(text: "[watch]\n\(wrong)\n") }
        }
    }
}
