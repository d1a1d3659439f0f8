import Glibc

/// What git is doing with the folder, told from files alone: no process is started to know that it is busy.
package struct GitState: Sendable {
    /// The repository's folder for this work tree; `nil` outside of git.
    package let folder: String?
    /// The folder that all work trees share.
    private let common: String?

    /// Looks for the repository that `root` lies in, through the `.git` files of work trees and submodules too.
    package init(root: String) {
        var path = root
        while true {
            if let found = Self.repository(at: path + "/.git") {
                folder = found
                let shared = Self.line(found + "/commondir").map { Self.absolute($0, from: found) }
                common = shared ?? found
                return
            }
            guard path != "/", let slash = path.lastIndex(of: "/") else { break }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        folder = nil
        common = nil
    }

    /// What git is in the middle of, as a phrase; `nil` when nothing (cases.md 2.7).
    package var business: String? {
        guard let folder else { return nil }
        return Self.signs.first { access(folder + "/" + $0.name, F_OK) == 0 }?.phrase
    }

    /// The commit that HEAD points to; `nil` outside of git and before the first commit.
    package var head: String? {
        guard let folder, let common, let text = Self.line(folder + "/HEAD") else { return nil }
        guard text.hasPrefix("ref: ") else { return text }
        let name = String(text.dropFirst(5))
        if let commit = Self.line(common + "/" + name) ?? Self.line(folder + "/" + name) { return commit }
        guard let packed = Self.text(common + "/packed-refs") else { return nil }
        for line in packed.split(separator: "\n") where line.hasSuffix(" " + name) {
            return String(line.prefix(while: { $0 != " " }))
        }
        return nil
    }

    /// Whether `commit` descends from `ancestor`; asks git, and says no where git can't tell.
    package func descends(_ commit: String, from ancestor: String) -> Bool {
        guard let folder, Self.isCommit(commit), Self.isCommit(ancestor) else { return false }
        let words = ["git", "--git-dir=" + folder, "merge-base", "--is-ancestor", ancestor, commit]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [Int32(1), 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var pid = pid_t()
        guard posix_spawnp(&pid, "git", &actions, nil, &arguments, environ) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }

    private static let signs: [(name: String, phrase: String)] = [
        ("index.lock", "git is writing its index"), ("HEAD.lock", "git is moving HEAD"),
        ("MERGE_HEAD", "a merge is not finished"), ("CHERRY_PICK_HEAD", "a cherry-pick is not finished"),
        ("REVERT_HEAD", "a revert is not finished"), ("rebase-merge", "a rebase is not finished"),
        ("rebase-apply", "a rebase or `git am` is not finished"), ("sequencer", "a sequence of picks is not finished"),
        ("BISECT_LOG", "a bisection is not finished"),
    ]

    private static func isCommit(_ text: String) -> Bool {
        text.utf8.count >= 40 && text.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
    }

    private static func repository(at path: String) -> String? {
        if access(path + "/HEAD", F_OK) == 0 { return path }
        guard let text = line(path), text.hasPrefix("gitdir: ") else { return nil }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "/"
        return absolute(String(text.dropFirst(8)), from: parent)
    }

    private static func absolute(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }

    private static func line(_ path: String) -> String? {
        text(path).flatMap { $0.split(separator: "\n").first.map { String($0.drop { $0 == " " }) } }
    }

    private static func text(_ path: String) -> String? {
        guard let bytes = try? DiskFileStore().read(path, limit: 16 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
