import CShims
import Dispatch
import FoundationEssentials
import Glibc
import ICalendar
import ProviderKit

/// The socket on which the holder of a folder takes commands of the same user (design.md, section 4).
///
/// The client sends its standard descriptors along, so the command prints and asks where it was typed. When the client
/// goes away, or says that it is enough, its command is cancelled.
package final class ControlSocket: Sendable {
    /// A command, and where it was typed.
    package struct Call: Sendable {
        /// The command.
        package let request: ControlRequest
        /// The client's standard input, output and error; open until the call is answered.
        package let descriptors: [Int32]
        /// Tells the client that its command is being carried out.
        package let begin: @Sendable () -> Void

        /// A call under way, and what tells its end.
        fileprivate struct Course {
            let task: Task<Void, Never>
            let hangUp: ReadableSource
        }
    }

    /// Carries out a call; `nil` where that was not even begun, and the client goes on by itself.
    package typealias Answer = @Sendable (Call) async -> ControlReply?

    /// Where it is.
    package let path: String
    private let listener: Int32
    private let source = Locked<ReadableSource?>(nil)
    private let queue = DispatchQueue(label: "calsync.control")
    private let open = Locked<[Int: Call.Course]>([:])
    private let numbers = Locked(0)

    /// Opens the socket of the folder `root`.
    ///
    /// - Throws: ``FileError``.
    package init(root: String, environment: [String: String], answer: @escaping Answer) throws(FileError) {
        let bound = try ControlPlace.bind(root: root, environment: environment)
        (path, listener) = (bound.path, bound.listener)
        let readable = ReadableSource(
            listener, queue: queue, readable: { [weak self] in self?.accept(answer) },
            ended: { [listener] in close(listener) })
        source.withLock { $0 = readable }
    }

    deinit { stop() }

    /// Takes no more calls, and hangs up on nobody.
    package func stop() {
        guard let readable = source.withLock({ $0.take() }) else { return }
        readable.cancel()
        unlink(path)
    }

    /// Cancels the commands under way.
    package func callOff() {
        for course in open.withLock({ Array($0.values) }) { course.task.cancel() }
    }

    private func accept(_ answer: @escaping Answer) {
        while true {
            let number = cs_socket_accept(listener)
            guard number >= 0 else { return }
            let socket = LocalSocket(number)
            guard socket.isOwn else { continue }
            // A client that connects and says nothing holds up other clients for as long, and no run.
            socket.limitWaiting(seconds: 5)
            guard let call = Self.receive(socket) else { continue }
            serve(call, socket, answer)
        }
    }

    private static func receive(_ socket: LocalSocket) -> Call? {
        guard let (first, descriptors) = socket.receiveDescriptors() else { return nil }
        guard descriptors.count == 3, case .line(let rest) = socket.receive(limit: ControlRequest.limit),
            let request = try? JSONDecoder().decode(ControlRequest.self, from: Data([first] + rest))
        else {
            for descriptor in descriptors { close(descriptor) }
            return nil
        }
        return Call(request: request, descriptors: descriptors) { socket.send(ControlReply.begun.line) }
    }

    private func serve(_ call: Call, _ socket: LocalSocket, _ answer: @escaping Answer) {
        socket.send(ControlReply.heard.line)
        let key = numbers.withLock { number in
            number += 1
            return number
        }
        // Under the lock, so that a call that ends at once finds its entry.
        open.withLock { [open, queue] entries in
            let task = Task {
                let reply = await answer(call)
                for descriptor in call.descriptors { close(descriptor) }
                if let reply { socket.send(reply.line) }
                open.withLock { $0.removeValue(forKey: key) }?.hangUp.cancel()
            }
            // A client says nothing after its request: whatever comes is its end.
            let hangUp = ReadableSource(
                socket.number, queue: queue,
                readable: {
                    task.cancel()
                    open.withLock { $0.removeValue(forKey: key) }?.hangUp.cancel()
                },
                // The descriptor stays open as long as something may look at it.
                ended: { withExtendedLifetime(socket) {} })
            entries[key] = Call.Course(task: task, hangUp: hangUp)
        }
    }
}
