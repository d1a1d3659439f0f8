import Foundation
import ProviderKit
import Testing

@Suite struct PasswordCommandTests {
    private let environment = [
        "PATH": "/usr/bin:/bin", "CALSYNC_TOKEN_X": "t", "CALSYNC_ENCRYPTION_KEY": "k", "A": "b",
    ]

    private func failure(_ command: PasswordCommand, _ patience: Duration = .seconds(60)) async -> String? {
        do throws(SignInProblem) {
            _ = try await command.secret(environment: environment, patience: patience)
            return nil
        } catch {
            return error.sentence
        }
    }

    @Test func `a program gets its words as they are, and a line goes through the shell`() async throws {
        let program = PasswordCommand.program(["printf", "%s\\n", "$A `x` ; y"])
        #expect(try await program.secret(environment: environment).text == "$A `x` ; y")
        let line = PasswordCommand.shell("echo \" $A$A \" | head -n 1")
        #expect(try await line.secret(environment: environment).text == "bb")
    }

    @Test func `calsync's own secrets are not handed on`() async throws {
        let line = PasswordCommand.shell("env | grep -c CALSYNC_; true")
        #expect(try await line.secret(environment: environment).text == "0")
    }

    @Test(arguments: [
        ("exit 3", "ended with status 3"), ("true", "printed nothing"), ("echo; echo", "printed nothing"),
        ("echo a; echo b", "more than one line"), ("yes", "prints too much"), ("kill -9 $$", "status 137"),
    ])
    func `what gives no secret is told, and what it printed is not`(line: String, told: String) async {
        let sentence = await failure(.shell(line))
        #expect(sentence?.contains(told) == true, "\(sentence ?? "")")
    }

    @Test func `a program that isn't there or doesn't end is told`() async {
        #expect(await failure(.program(["/nowhere/pass"]))?.contains("can't be started") == true)
        #expect(await failure(.shell("cat /dev/zero | sleep 100"), .milliseconds(50))?.contains("didn't end") == true)
    }
}
