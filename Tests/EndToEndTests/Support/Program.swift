import Foundation
import Glibc
import Sandbox
import TestSupport

/// What a run of the program came to.
struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number when it was killed.
    var code: Int32
    /// What it wrote to the standard output.
    var out: String
    /// What it wrote to the standard error.
    var err: String

    /// The output, read as JSON.
    var json: JSON { (try? JSON(parsing: Array(out.utf8))) ?? .null }
}

/// The real `calsync`, run as a child process.
enum Program {
    /// The program that was built beside this test bundle.
    static let path: String = {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = folder(of: own) + "/calsync"
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        // Some ways to run tests load the bundle from a program of the toolchain.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
        return folder(of: bundle) + "/calsync"
    }()

    /// A run that has begun.
    struct Running: Sendable {
        /// The process's id, to send signals to.
        let pid: pid_t
        /// How the run ends.
        let outcome: Task<Outcome, any Error>
    }

    /// Runs the program to its end.
    ///
    /// - Parameter terminal: The slave end of a terminal for the standard input and error; nothing to read otherwise.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String], terminal: Int32? = nil,
        as launcher: [String] = []
    ) async throws -> Outcome {
        let running = try start(
            arguments, in: folder, environment: environment, terminal: terminal, as: launcher)
        return try await running.outcome.value
    }

    /// Starts the program.
    static func start(
        _ arguments: [String], in folder: String, environment: [String: String], terminal: Int32? = nil,
        as launcher: [String] = []
    ) throws -> Running {
        let words = launcher + [path] + arguments
        let stem = FileManager.default.temporaryDirectory.path + "/calsync-run-" + UUID().uuidString
        let (out, err) = (stem + ".out", stem + ".err")
        for file in [out, err] { try Data().write(to: URL(fileURLWithPath: file)) }
        let pid = try Child.start(
            words, in: folder, environment: environment,
            input: terminal.map { .descriptor($0) } ?? .file("/dev/null"), output: .file(out),
            error: terminal.map { .descriptor($0) } ?? .file(err))
        let task = Task {
            let code = await Child.end(of: pid)
            defer { for file in [out, err] { try? FileManager.default.removeItem(atPath: file) } }
            return Outcome(
                code: code, out: try String(contentsOfFile: out, encoding: .utf8),
                err: try String(contentsOfFile: err, encoding: .utf8))
        }
        return Running(pid: pid, outcome: task)
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
