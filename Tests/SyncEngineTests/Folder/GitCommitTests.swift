import Foundation
import ProviderKit
import SyncEngine
import Testing

/// Commits beside a person's own work in git, with the real git.
@Suite struct GitCommitTests {
    /// A repository with two committed files.
    private struct Repository {
        let root: String
        let environment: [String: String]

        init() throws {
            root =
                FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/calsync-git-"
                + UUID().uuidString
            environment = [
                "HOME": root, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x",
                "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@x",
            ]
            try FileManager.default.createDirectory(
                atPath: root + "/.calsync/tmp", withIntermediateDirectories: true)
            try git("init", "-q", "-b", "main")
            try write(".gitignore", ".calsync\nsecret*\n")
            for name in ["a.ics", "b.ics"] { try write(name, "one\n") }
            try git("add", ".")
            try git("commit", "-qm", "one")
        }

        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: root + "/" + path))
        }

        @discardableResult
        func git(_ words: String...) throws -> String {
            let outcome = try ChildProcess.run(
                ["git", "-C", root] + words, timeout: .seconds(30), environment: environment)
            return String(decoding: outcome.output, as: UTF8.self)
        }

        func commit(_ paths: String...) throws -> String? {
            try GitCommit(root: root, environment: environment).commit(paths, message: "Change b\n\nCalsync-Run: 1\n")
        }

        func remove() { try? FileManager.default.removeItem(atPath: root) }
    }

    private func with(_ body: (Repository) throws -> Void) throws {
        let repository = try Repository()
        defer { repository.remove() }
        try body(repository)
    }

    @Test func `just the files of a run are committed`() throws {
        try with { repository in
            try repository.write("a.ics", "mine, not staged\n")
            try repository.write("b.ics", "two\n")
            try repository.write("new.ics", "new\n")
            let commit = try repository.commit("b.ics", "new.ics")
            #expect(try commit == repository.git("rev-parse", "HEAD").trimmingCharacters(in: .newlines))
            #expect(
                try repository.git("show", "--name-only", "--format=%s|%(trailers:key=Calsync-Run)")
                    == "Change b|Calsync-Run: 1\n\n\nb.ics\nnew.ics\n")
            #expect(try repository.git("status", "--porcelain") == " M a.ics\n")
            #expect(try repository.commit("b.ics") == nil)
        }
    }

    @Test func `a removed file is committed as removed`() throws {
        try with { repository in
            try FileManager.default.removeItem(atPath: repository.root + "/b.ics")
            #expect(try repository.commit("b.ics") != nil)
            #expect(try repository.git("ls-files") == ".gitignore\na.ics\n")
            #expect(try repository.git("status", "--porcelain") == "")
        }
    }

    @Test func `what someone has staged stays staged and out of it`() throws {
        try with { repository in
            try repository.write("a.ics", "staged\n")
            try repository.git("add", "a.ics")
            try repository.write("a.ics", "staged, and then synced\n")
            try repository.write("b.ics", "two\n")
            #expect(try repository.commit("a.ics", "b.ics") != nil)
            #expect(try repository.git("show", "--name-only", "--format=") == "b.ics\n")
            #expect(try repository.git("status", "--porcelain") == "MM a.ics\n")
        }
    }

    @Test func `ignored files are left out, and a first commit is made`() throws {
        try with { repository in
            try repository.write("secret.ics", "x\n")
            #expect(try repository.commit("secret.ics") == nil)
            try repository.git("update-ref", "-d", "HEAD")
            try repository.git("rm", "-rq", "--cached", ".")
            #expect(try repository.commit("b.ics") != nil)
            #expect(try repository.git("ls-tree", "--name-only", "HEAD") == "b.ics\n")
        }
    }

    @Test func `programs that a repository names don't run`() throws {
        try with { repository in
            let marks = repository.root + "/.git/ran"
            try FileManager.default.createDirectory(
                atPath: repository.root + "/.git/hooks", withIntermediateDirectories: true)
            for hook in ["pre-commit", "post-commit", "post-index-change", "reference-transaction", "monitor"] {
                let path = ".git/hooks/" + hook
                try repository.write(path, "#!/bin/sh\necho \(hook) >>\(marks)\n")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: repository.root + "/" + path)
            }
            try repository.git("config", "core.fsmonitor", ".git/hooks/monitor")
            try repository.write("b.ics", "two\n")
            try? FileManager.default.removeItem(atPath: marks)
            #expect(try repository.commit("b.ics") != nil)
            #expect(!FileManager.default.fileExists(atPath: marks))
            // They would have run: git itself starts them.
            try repository.git("update-ref", "refs/heads/other", "HEAD")
            #expect(FileManager.default.fileExists(atPath: marks))
        }
    }

    @Test func `a repository without an author commits nothing and says so`() throws {
        try with { repository in
            try repository.write("b.ics", "two\n")
            var nobody = repository.environment.filter { !$0.key.hasPrefix("GIT_") }
            nobody["GIT_CONFIG_COUNT"] = "1"
            nobody["GIT_CONFIG_KEY_0"] = "user.useConfigOnly"
            nobody["GIT_CONFIG_VALUE_0"] = "true"
            #expect(throws: GitCommit.Problem.self) {
                try GitCommit(root: repository.root, environment: nobody).commit(["b.ics"], message: "x")
            }
            #expect(try repository.git("status", "--porcelain") == " M b.ics\n")
        }
    }
}
