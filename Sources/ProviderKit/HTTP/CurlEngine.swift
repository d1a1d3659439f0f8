import Glibc
import ICalendar

/// The thread on which everything of libcurl happens, and the inbox through which tasks reach it.
///
/// The thread starts with the first request and keeps the engine alive until ``stop()``. Where libcurl can't be loaded
/// it answers what waits and ends; the next request tries again.
final class CurlEngine: Sendable {
    private enum Command: Sendable {
        case start(Ticket)
        case cancel(UInt64)
    }

    private struct Inbox: Sendable {
        var lastID: UInt64 = 0
        var commands: [Command] = []
        var isRunning = false
        var isClosing = false
        /// Present only while the loop it wakes is there.
        var wake: CurlLoop.Wake?
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let options: HTTPClient.Options
    private let inbox = Locked(Inbox())

    /// Keeps `options` for the thread.
    init(_ options: HTTPClient.Options) { self.options = options }

    /// Returns a name for a request that no other has.
    func newID() -> UInt64 {
        inbox.withLock { inbox in
            inbox.lastID += 1
            return inbox.lastID
        }
    }

    /// Sends a request; its task is answered from the thread.
    func start(_ ticket: Ticket) {
        let refusal: HTTPError? = inbox.withLock { inbox in
            if inbox.isClosing { return .unavailable("The HTTP client is closed.") }
            inbox.commands.append(.start(ticket))
            inbox.wake?()
            guard !inbox.isRunning else { return nil }
            guard startThread() else {
                inbox.commands.removeLast()
                return .unavailable("There is no room for another thread.")
            }
            inbox.isRunning = true
            return nil
        }
        if let refusal { ticket.reply.resume(returning: .failure(refusal)) }
    }

    /// Gives a request up; nothing happens when it is already answered.
    func cancel(_ id: UInt64) {
        inbox.withLock { inbox in
            guard inbox.isRunning else { return }
            inbox.commands.append(.cancel(id))
            inbox.wake?()
        }
    }

    /// Asks the thread to give everything up and end; returns at once.
    func stop() {
        inbox.withLock { inbox in
            inbox.isClosing = true
            inbox.wake?()
        }
    }

    /// Gives everything up and returns when the thread has ended.
    func close() async {
        await withCheckedContinuation { closer in
            let isOver = inbox.withLock { inbox in
                inbox.isClosing = true
                inbox.wake?()
                if inbox.isRunning { inbox.closers.append(closer) }
                return !inbox.isRunning
            }
            if isOver { closer.resume() }
        }
    }
}

// MARK: - On the thread

extension CurlEngine {
    /// Starts a detached thread; the caller holds the lock, for which the thread waits first.
    private func startThread() -> Bool {
        let me = Unmanaged.passRetained(self)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
            guard let context else { return nil }
            Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }
        guard pthread_create(&thread, &attributes, main, me.toOpaque()) == 0 else {
            me.release()
            return false
        }
        return true
    }

    private func run() {
        // Signals are for the threads that handle them; a SIGPIPE from within OpenSSL stays pending here for ever.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        do throws(HTTPError) {
            try turn(CurlLoop(options))
        } catch {
            end(answering: error)
        }
    }

    private func turn(_ loop: CurlLoop) throws(HTTPError) {
        inbox.withLock { $0.wake = loop.wake }
        // The wake must not outlive the loop.
        defer { inbox.withLock { $0.wake = nil } }
        do throws(HTTPError) {
            while true {
                let (commands, isClosing) = inbox.withLock { inbox in
                    defer { inbox.commands = [] }
                    return (inbox.commands, inbox.isClosing)
                }
                for command in commands {
                    switch command {
                    case .start(let ticket): loop.start(ticket)
                    case .cancel(let id): loop.cancel(id)
                    }
                }
                if isClosing { throw .cancelled }
                let pause = try loop.turn()
                if pause > .zero { loop.wait(pause) }
            }
        } catch {
            loop.endAll(error)
            throw error
        }
    }

    private func end(answering error: HTTPError) {
        let (commands, closers) = inbox.withLock { inbox in
            defer { (inbox.commands, inbox.closers, inbox.isRunning) = ([], [], false) }
            return (inbox.commands, inbox.closers)
        }
        for case .start(let ticket) in commands { ticket.reply.resume(returning: .failure(error)) }
        for closer in closers { closer.resume() }
    }
}
