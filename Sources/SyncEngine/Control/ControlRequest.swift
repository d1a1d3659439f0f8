import FoundationEssentials

/// A command that the holder of a folder is asked to carry out, as if it had been run where it was typed.
///
/// A message is one line of JSON; the client's standard input, output and error come along with its first byte.
package struct ControlRequest: Codable, Hashable, Sendable {
    /// The version of the protocol.
    package static let version = 1
    /// The most a request may measure, in bytes.
    static let limit = 4 << 20

    /// The protocol that the client speaks.
    package var version: Int
    /// The client's own version, as `--version` tells it: only the same program understands all of its options.
    package var program: String
    /// The command line, without the program's name.
    package var arguments: [String]
    /// The folder it was typed in, absolute.
    package var folder: String
    /// The environment it was typed in.
    package var environment: [String: String]

    package init(program: String, arguments: [String], folder: String, environment: [String: String]) {
        version = Self.version
        self.program = program
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
    }
}

/// What the holder says to a request: first that it heard, then that it began, in the end how it went.
///
/// A holder that hangs up before it began has done nothing: the client goes on by itself.
package enum ControlReply: Hashable, Sendable {
    /// The request is there and waits for its turn.
    case heard
    /// It is being carried out.
    case begun
    /// It was carried out, and ended with this exit code.
    case done(code: Int32)
    /// It is not carried out; why.
    case refused(String)

    /// Its shape on the wire.
    private struct Line: Codable {
        var state: String
        var code: Int32?
        var reason: String?
    }

    /// The line for the wire, without its end.
    var line: [UInt8] {
        let line =
            switch self {
            case .heard: Line(state: "heard")
            case .begun: Line(state: "begun")
            case .done(let code): Line(state: "done", code: code)
            case .refused(let reason): Line(state: "refused", reason: reason)
            }
        return Array((try? JSONEncoder().encode(line)) ?? Data())
    }

    /// Reads a line; `nil` for what is none.
    init?(line: [UInt8]) {
        guard let read = try? JSONDecoder().decode(Line.self, from: Data(line)) else { return nil }
        switch (read.state, read.code, read.reason) {
        case ("heard", _, _): self = .heard
        case ("begun", _, _): self = .begun
        case ("done", let code?, _): self = .done(code: code)
        case ("refused", _, let reason?): self = .refused(reason)
        default: return nil
        }
    }
}
