import ProviderKit

/// Commits files of the calendar folder to git, and nothing else: what other people have staged stays staged, what they
/// have not stays so (docs/decisions/0029).
///
/// Blocks as long as git takes; git's own configuration says who the author is. No hook runs.
package struct GitCommit: Sendable {
    /// Why nothing was committed.
    package struct Problem: Error, Hashable, Sendable {
        /// What happened, as a sentence.
        package let sentence: String
    }

    private let root: String
    private let environment: [String: String]
    private let files: any FileStore

    /// - Parameter root: The calendar folder, absolute.
    package init(root: String, environment: [String: String], files: any FileStore = DiskFileStore()) {
        self.root = root
        self.environment = environment
        self.files = files
    }

    /// Commits the files at `paths` as they are now, or that they are gone. Ignored files, and those of which someone has
    /// staged something, are left out.
    ///
    /// - Parameter paths: Relative to the calendar folder.
    /// - Returns: The commit; `nil` where there was nothing to commit.
    package func commit(_ paths: [String], message: String) throws(Problem) -> String? {
        let head = try? line(["rev-parse", "-q", "--verify", "HEAD^{commit}"])
        let paths = try own(paths)
        guard !paths.isEmpty else { return nil }
        let list = Array(paths.map { $0 + "\0" }.joined().utf8)
        let index = StateLayout(root: root).temporary("git-index")
        defer { try? files.removeIfThere(index) }
        try? files.removeIfThere(index)
        var apart = environment
        apart["GIT_INDEX_FILE"] = index
        try git(["read-tree", head ?? "--empty"], environment: apart)
        try git(["update-index", "--add", "--remove", "-z", "--stdin"], input: list, environment: apart)
        let tree = try line(["write-tree"], environment: apart)
        if let head, try line(["rev-parse", head + "^{tree}"]) == tree { return nil }
        let parents = head.map { ["-p", $0] } ?? []
        let commit = try line(["commit-tree", tree] + parents + ["-F", "-"], input: Array(message.utf8))
        // The index before HEAD: after a crash in between it holds what is in the files, not the reverse of the commit.
        try git(["update-index", "--add", "--remove", "-z", "--stdin"], input: list)
        let before = head ?? String(repeating: "0", count: commit.utf8.count)
        try git(["update-ref", "-m", "calsync: " + message.prefix { $0 != "\n" }, "HEAD", commit, before])
        return commit
    }

    /// The paths without those that git ignores, and without those that differ between HEAD and index: that is someone's
    /// work.
    private func own(_ paths: [String]) throws(Problem) -> [String] {
        var result: [String] = []
        var rest = Array(Set(paths)).sorted()[...]
        while !rest.isEmpty {
            // Some at a time, since git's answer is bounded.
            let some = rest.prefix(100)
            rest = rest.dropFirst(100)
            let list = Array(some.map { $0 + "\0" }.joined().utf8)
            let ignored = try names(["check-ignore", "-z", "--stdin"], input: list, mayFail: true)
            let staged = try names(
                ["--literal-pathspecs", "diff", "--cached", "--name-only", "--relative", "-z", "--"] + some)
            result += some.filter { !ignored.contains($0) && !staged.contains($0) }
        }
        return result
    }

    private func names(_ words: [String], input: [UInt8] = [], mayFail: Bool = false) throws(Problem) -> Set<String> {
        let output = try git(words, input: input, mayFail: mayFail)
        return Set(output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    private func line(_ words: [String], input: [UInt8] = [], environment: [String: String]? = nil) throws(Problem)
        -> String
    {
        let output = try git(words, input: input, environment: environment)
        return String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)
    }

    /// Neither hooks nor a file system monitor: a repository that was unpacked from somewhere may name programs of its maker's.
    private static let settings = [
        "-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
    ]

    @discardableResult
    private func git(
        _ words: [String], input: [UInt8] = [], environment: [String: String]? = nil, mayFail: Bool = false
    ) throws(Problem) -> [UInt8] {
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            outcome = try ChildProcess.run(
                ["git", "-C", root] + Self.settings + words, input: input,
                timeout: .seconds(60), isQuiet: true, environment: environment ?? self.environment)
        } catch {
            throw Problem(sentence: "git could not be run to commit what was synced.")
        }
        guard outcome.status == 0 || mayFail else {
            throw Problem(
                sentence:
                    "`git \(words.first { !$0.hasPrefix("-") } ?? "")` failed (\(outcome.status)), so what was synced is not committed. "
                    + "Does `git commit` work here, with a user.name and user.email?")
        }
        return outcome.output
    }
}
