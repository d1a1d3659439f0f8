import Glibc
import ICalendar
import ProviderKit
import SyncEngine

/// The process that holds a folder: other commands come to it, wait for their turn, and are carried out here, or go on by
/// themselves when it has let go (docs/decisions/0027).
final class Holder: Sendable {
    private let lock: FolderLock
    private let turns: Turns
    private let served = Locked<(@Sendable () -> Void)?>(nil)
    private let followed = Locked<(@Sendable (RunProgress?) -> Void)?>(nil)
    /// How many seconds an operation in hand is given when the holder is to end.
    static let grace = 1.5

    private init(_ lock: FolderLock, servesOthers: Bool) {
        self.lock = lock
        turns = Turns(isOver: !servesOthers)
    }

    /// Runs `body` as the holder of the folder. Commands that come meanwhile wait until it has ended.
    ///
    /// A command that is itself carried out for another runs as it is.
    static func during(_ context: Context, _ body: () async throws -> Void) async throws {
        guard Caller.current.lock == nil else { return try await body() }
        try await hold(context, servesOthers: false) { _ in try await body() }
    }

    /// Takes the folder, and carries out the commands of others as long as `body` runs, which does its own work in turns.
    static func serving(_ context: Context, _ body: (Holder) async throws -> Void) async throws {
        try await hold(context, servesOthers: true, body)
    }

    private static func hold(
        _ context: Context, servesOthers: Bool, _ body: (Holder) async throws -> Void
    ) async throws {
        let lock = try context.takeLock()
        let holder = Holder(lock, servesOthers: servesOthers)
        // Without a socket all goes on, but that others are told to come again (exit 8).
        let socket = try? ControlSocket(root: context.root, environment: context.environment) { [holder] call in
            await holder.answer(call)
        }
        if let socket { try? lock.announce(socket: socket.path) }
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await Caller.$ofThisTask.withValue(Caller.current.under(lock)) { try await body(holder) })
        } catch {
            result = .failure(error)
        }
        await holder.turns.end()
        let grace = Task {
            try await Task.sleep(for: .seconds(Self.grace))
            socket?.callOff()
        }
        await holder.turns.idle()
        grace.cancel()
        lock.release()
        // Who waited goes on now, and finds the folder free.
        await holder.turns.close()
        socket?.stop()
        try result.get()
    }

    /// Whether another folder lies at the path by now than the one that is held.
    var isOutdated: Bool { lock.isOutdated }

    /// Has `tell` called after each command of another that may have left something to do.
    func whenServed(_ tell: @escaping @Sendable () -> Void) { served.withLock { $0 = tell } }

    /// Has `tell` called with how far each run of a turn has come, and with `nil` after it.
    func whenRunning(_ tell: @escaping @Sendable (RunProgress?) -> Void) { followed.withLock { $0 = tell } }

    private func tell(_ step: RunProgress?) { followed.withLock { $0 }?(step) }

    /// Runs `body` when nothing else runs.
    func inTurn<Success: Sendable>(_ body: @Sendable () async throws -> Success) async throws -> Success {
        guard await turns.take() else { throw CancellationError() }
        let caller = Caller.current.telling { [self] in tell($0) }
        let result = await Caller.$ofThisTask.withValue(caller) { () async -> Result<Success, any Error> in
            do { return .success(try await body()) } catch { return .failure(error) }
        }
        tell(nil)
        await turns.leave()
        return try result.get()
    }

    /// Carries out a command of another process, as if it had been run there; `nil` where it was not begun.
    private func answer(_ call: ControlSocket.Call) async -> ControlReply? {
        guard call.request.version == ControlRequest.version, call.request.program == Version.text else {
            return .refused(
                "Another version of calsync works on this folder (\(Version.text), pid \(getpid())).")
        }
        guard await turns.take() else { return nil }
        let writer = QueuedWriter(Array(call.descriptors.dropFirst()))
        var code: SyncEngine.ExitCode?
        if !Task.isCancelled {
            call.begin()
            code = await carryOut(call.request.arguments, as: .guest(call, under: lock, writer))
        }
        await turns.leave()
        if let code { told(of: call.request.arguments, code) }
        guard let code else { return nil }
        let isWritten = await writer.finish()
        return .done(code: (code == .done && !isWritten ? .failure : code).rawValue)
    }

    /// Carries out a command of the dashboard that this process serves, in its turn.
    func carryOut(_ arguments: [String], for caller: (FolderLock) -> Caller) async -> SyncEngine.ExitCode {
        guard await turns.take() else { return .locked }
        let code = await carryOut(arguments, as: caller(lock))
        await turns.leave()
        told(of: arguments, code)
        return code
    }

    /// Tells that a command was carried out that may have left something to do: a sync that ended well has done it all.
    private func told(of arguments: [String], _ code: SyncEngine.ExitCode) {
        if code == .failure || !arguments.contains("sync") { served.withLock { $0 }?() }
    }

    private func carryOut(_ arguments: [String], as caller: Caller) async -> SyncEngine.ExitCode {
        defer { tell(nil) }
        return await Caller.$ofThisTask.withValue(caller.telling { [self] in tell($0) }) {
            do { return try await Calsync.attempt(arguments) } catch { return Failure.report(error, arguments) }
        }
    }
}
