import ProviderKit
import SyncCore
import SyncEngine

/// The commit of what a run wrote to the folder: `[git] commit = true`.
struct GitNote {
    private let operations: [Operation]
    private let run: String

    init(_ report: RunReport) {
        operations = report.done.filter { operation in
            switch operation.kind {
            case .completeFile, .createFile, .editFile, .deleteFile: operation.path != nil
            case .adopt, .forget, .createRemote, .moveRemote, .editRemote, .deleteRemote: false
            }
        }
        run = report.run
    }

    /// The files that the run wrote or removed.
    var paths: [String] { operations.compactMap(\.path) }

    /// The message: what a person would write, and the run as a trailer.
    var message: String {
        let lines = operations.map(Self.line)
        let pairs = Set(operations.map(\.key.pair.text)).sorted().joined(separator: ", ")
        let subject = lines.count == 1 ? lines[0] : "\(lines.count) events from \(pairs)"
        let body = lines.count == 1 ? "" : lines.prefix(100).map { "* \($0)\n" }.joined() + "\n"
        return "\(subject)\n\n\(body)Calsync-Run: \(run)\n"
    }

    private static func line(_ operation: Operation) -> String {
        let title = DisplayWidth.safe(operation.title)
        return switch operation.kind {
        case .createFile: "Add \(title)"
        case .deleteFile: "Remove \(title)"
        case .completeFile: "Complete \(title)"
        case .adopt, .forget, .editFile, .createRemote, .moveRemote, .editRemote, .deleteRemote:
            operation.changes.isEmpty ? "Change \(title)" : "Change \(operation.changes.words) of \(title)"
        }
    }
}

extension Context {
    /// Commits what a run wrote, where the settings say so.
    ///
    /// - Returns: Why that was not possible.
    func commit(_ report: RunReport) async -> String? {
        let note = GitNote(report)
        guard configuration.watch.commits, !note.paths.isEmpty, GitState(root: root).folder != nil else { return nil }
        guard GitState(root: root).business == nil else {
            return "git is in the middle of something, so what was synced is not committed."
        }
        let git = GitCommit(root: root, environment: environment)
        do throws(GitCommit.Problem) {
            _ = try await Offload.run { () throws(GitCommit.Problem) in
                try git.commit(note.paths, message: note.message)
            }
            return nil
        } catch {
            return error.sentence
        }
    }
}
