import Glibc
import ProviderKit
import SyncEngine

/// What git must know to merge and to show event files in words: two settings of the repository, a line of .gitattributes.
struct GitSetup {
    /// The calendar folder.
    let root: String
    let environment: [String: String]

    /// The file beside the events that is committed with them.
    static let attributesFile = ".gitattributes"
    /// Its line.
    static let attributes = "*.ics merge=calsync diff=calsync"

    /// Something that is not as it should be, with what would make it so.
    enum Step: Hashable {
        /// A setting of the repository's own `config`; `nil` to remove it.
        case setting(name: String, value: String?)
        /// A line of .gitattributes, to be added or to be removed.
        case attributes(isAdded: Bool)

        /// What is done, as a line.
        var words: String {
            switch self {
            case .setting(let name, let value?): "set \(name) = \(value)"
            case .setting(let name, nil): "unset \(name)"
            case .attributes(true): "add to \(GitSetup.attributesFile): \(GitSetup.attributes)"
            case .attributes(false): "remove from \(GitSetup.attributesFile): \(GitSetup.attributes)"
            }
        }
    }

    /// Makes sure that the folder lies in a git repository.
    init(root: String, environment: [String: String]) throws {
        (self.root, self.environment) = (root, environment)
        guard GitState(root: root).folder != nil else {
            throw Failure(.usage, "\(root) is in no git repository.", "Run `git init` there first.")
        }
    }

    /// What is missing, in the order in which it is done.
    func missing() async throws -> [Step] {
        var steps: [Step] = []
        for (name, value) in settings where try await self.value(of: name) != value {
            steps.append(.setting(name: name, value: value))
        }
        if try !attributeLines().contains(Self.attributes) { steps.append(.attributes(isAdded: true)) }
        return steps
    }

    /// What is there and is ours, whatever program it names.
    func present() async throws -> [Step] {
        var steps: [Step] = []
        if try attributeLines().contains(Self.attributes) { steps.append(.attributes(isAdded: false)) }
        for (name, _) in settings where try await value(of: name) != nil {
            steps.append(.setting(name: name, value: nil))
        }
        return steps
    }

    /// Does one step.
    func carryOut(_ step: Step) async throws {
        switch step {
        case .setting(let name, let value?): try await git(["config", "--local", "--replace-all", name, value])
        case .setting(let name, nil): try await git(["config", "--local", "--unset-all", name])
        case .attributes(let isAdded): try writeAttributes(isAdded: isAdded)
        }
    }

    /// What git would do with an event file, where that is something else: another line comes later, or counts more.
    func overruled() async throws -> Bool {
        let outcome = try await GitProgram.run(
            ["-C", root, "check-attr", "-z", "merge", "diff", "--", "event.ics"], environment: environment)
        let words = String(decoding: outcome.output, as: UTF8.self).split(separator: "\0")
        return words.count { $0 == "calsync" } != 2
    }

    // MARK: Settings

    private var settings: [(name: String, value: String)] {
        [
            ("merge.calsync.name", "events, field by field"),
            ("merge.calsync.driver", "\(program) merge-driver -- %O %A %B %L %P"),
            ("diff.calsync.textconv", "\(program) textconv --"),
        ]
    }

    /// The word that starts this program from git's shell: its name where that leads here, else its path.
    private var program: String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let files = DiskFileStore()
        for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
            guard let found = try? files.resolve(folder + "/calsync") else { continue }
            if found == own { return "calsync" }
            break
        }
        return "'" + own.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private func value(of name: String) async throws -> String? {
        let outcome = try await GitProgram.run(
            ["-C", root, "config", "--local", "-z", "--get", name], environment: environment)
        guard outcome.status == 0 else { return nil }
        return String(decoding: outcome.output.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func git(_ arguments: [String]) async throws {
        let outcome = try await GitProgram.run(["-C", root] + arguments, environment: environment)
        guard outcome.status == 0 else {
            throw Failure(.failure, "git refused: git \(arguments.joined(separator: " "))", "See what it says above.")
        }
    }

    // MARK: Attributes

    private var attributesPath: String { root + "/" + Self.attributesFile }

    private func attributeLines() throws -> [String] {
        let files = DiskFileStore()
        guard try files.status(attributesPath) != nil else { return [] }
        return String(decoding: try files.read(attributesPath, limit: 1 << 20), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func writeAttributes(isAdded: Bool) throws {
        let files = DiskFileStore()
        var lines = try attributeLines()
        if isAdded {
            if lines.last == "" { lines.removeLast() }
            lines += [Self.attributes, ""]
        } else {
            lines.removeAll { $0 == Self.attributes }
            if lines.allSatisfy(\.isEmpty) { return try files.remove(attributesPath) }
        }
        try files.writeWhole(Array(lines.joined(separator: "\n").utf8), to: attributesPath, mode: 0o644)
    }
}
