import ProviderKit
import SyncCore
import SyncEngine

/// The `git` program, asked for what only it knows.
enum GitProgram {
    /// Runs git to its end and returns its exit status and what it printed.
    static func run(
        _ arguments: [String], environment: [String: String], isQuiet: Bool = false
    ) async throws -> ChildProcess.Outcome {
        do throws(ChildProcess.Failure) {
            return try await Offload.run { () throws(ChildProcess.Failure) in
                try ChildProcess.run(
                    ["git"] + arguments, timeout: .seconds(60), isQuiet: isQuiet, environment: environment)
            }
        } catch {
            switch error {
            case .notStarted:
                throw Failure(.failure, "git can't be started.", "Install it: apt-get install git.")
            case .timedOut: throw Failure(.failure, "git takes longer than a minute.", "Look what it waits for.")
            case .tooMuch: throw Failure(.failure, "git says more than calsync can take.", "Run it by hand.")
            }
        }
    }

    /// Merges three files by lines, as git would without us (git-merge-file(1)); `ours` takes the result.
    ///
    /// - Parameter result: Reads `ours` afterwards.
    static func mergeLines(
        base: String, ours: String, theirs: String, markerSize: Int, environment: [String: String],
        result: () throws -> [UInt8]
    ) async throws -> LineMerge {
        let outcome = try await run(
            [
                "merge-file", "-q", "--marker-size=\(markerSize)", "-L", "ours", "-L", "base", "-L", "theirs", "--",
                ours,
                base, theirs,
            ], environment: environment)
        // The status is the number of conflicts, at most 127; above that nothing was merged.
        guard outcome.status <= 127 else {
            throw Failure(.failure, "git can't merge the lines of \(DisplayWidth.safe(ours)).", "Merge it by hand.")
        }
        return LineMerge(bytes: try result(), isClean: outcome.status == 0)
    }
}
