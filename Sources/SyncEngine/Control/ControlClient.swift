import FoundationEssentials
import Glibc

/// The end of the control socket that hands a command to the holder of a folder.
package final class ControlClient: Sendable {
    /// What came of a request.
    package enum Outcome: Hashable, Sendable {
        /// The holder carried it out, and it ended with this exit code.
        case done(code: Int32)
        /// The holder is there and won't; why.
        case refused(String)
        /// The holder went away without having begun: nothing was done.
        case left
        /// The holder went away in the middle.
        case lost
        /// The holder is there and says nothing.
        case silent
    }

    private let socket: LocalSocket

    /// Connects to the holder of `root`; `nil` where nobody listens: it is just beginning or ending, or has no socket.
    package init?(root: String, files: any FileStore) {
        guard let path = FolderLock.socket(root: root, files: files), let socket = try? LocalSocket.connect(path) else {
            return nil
        }
        self.socket = socket
    }

    /// The holder's process id.
    package var holder: Int32? { socket.peer }

    /// Has the holder carry out `request` on this process's standard input, output and error. Blocks.
    ///
    /// - Parameter patience: How many seconds the holder has to say that it heard. How long the command takes is its own
    ///   matter.
    package func handOver(_ request: ControlRequest, patience: Int = 5) -> Outcome {
        guard let line = try? JSONEncoder().encode(request) else { return .left }
        socket.limitWaiting(seconds: patience)
        guard socket.send(Array(line), descriptors: [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]) else { return .left }
        var hasBegun = false
        while true {
            switch socket.receive(limit: 65_536) {
            case .line(let line):
                socket.limitWaiting(seconds: 0)
                switch ControlReply(line: line) {
                case .heard: continue
                case .begun: hasBegun = true
                case .done(let code): return .done(code: code)
                case .refused(let reason): return .refused(reason)
                case nil: return .refused("The calsync that works on this folder speaks another language.")
                }
            case .end: return hasBegun ? .lost : .left
            case .late: return .silent
            }
        }
    }

    /// Tells the holder to stop the command; how it ended is still answered. May be called from any thread.
    package func callOff() { socket.endSending() }
}
