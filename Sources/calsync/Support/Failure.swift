import ArgumentParser
import Glibc
import ProviderKit
import SyncEngine

/// Why a command could not do its work: what happened, what to do, and the exit code.
struct Failure: Error, CustomStringConvertible {
    let code: SyncEngine.ExitCode
    let sentence: String
    let remedy: String
    /// What the code does not tell; `nil` where that is nothing.
    let cause: FailureCause?

    init(_ code: SyncEngine.ExitCode, _ sentence: String, _ remedy: String = "", cause: FailureCause? = nil) {
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.cause = cause
    }

    var description: String { remedy.isEmpty ? sentence : "\(sentence)\n\(remedy)" }

    /// The failure that any error thrown by the engine amounts to.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as ConfigurationError: self.init(error)
        case let error as UsageError: self.init(.usage, error.sentence, error.remedy)
        case let error as SavedPlanError: self.init(.usage, error.sentence, error.remedy)
        case let error as StateError: self.init(.stateDamaged, error.sentence, error.remedy)
        case let error as OpenError: self.init(.stateDamaged, error.sentence, error.remedy)
        case is LockError: self.init(.locked, "\(error)", "`calsync status`, `plan` and `log` work meanwhile.")
        case let error as FileError: self.init(.failure, "\(error.path): \(error.sentence)", error.remedy)
        case let error as WriteError: self.init(.failure, error.description, "Nothing was lost; sync again.")
        case let error as ProviderError: self.init(error, account: "ACCOUNT")
        case let error as TokenStoreError: self.init(error, account: "ACCOUNT")
        case let error as SignInProblem: self.init(.signIn, error.sentence, error.remedy)
        case is ChannelKeeper.Busy:
            self.init(.locked, "Another calsync is changing the channels.", "Try again in a moment.")
        case is CancellationError: self.init(.failure, "Stopped. What was done is recorded; sync again to go on.")
        default: self.init(.failure, "\(error)", "This should not happen; please report it.")
        }
    }

    /// The failure that a service's error amounts to.
    init(_ error: ProviderError, account: String) {
        let (remedy, cause) = (error.remedy(account: account), error.cause)
        let usual =
            switch cause {
            case .refused?: "Change what it names, then try again."
            case .overtaken?: "Sync, then look again."
            case .service?, .folderGone?, nil: ""
            }
        self.init(error.exitCode, error.sentence, remedy.isEmpty ? usual : remedy, cause: cause)
    }

    /// The failure that a stored sign-in's error amounts to.
    init(_ error: TokenStoreError, account: String) {
        self.init(.signIn, error.sentence, error.remedy(account: account))
    }

    /// One problem with its remedy; of several each on its line.
    private init(_ error: ConfigurationError) {
        if error.problems.count == 1, let problem = error.problems.first {
            let place = problem.line.map { "\(problem.path):\($0)" } ?? problem.path
            self.init(.usage, "\(place): \(problem.sentence)", problem.remedy)
        } else {
            self.init(.usage, error.description, "Mend these lines, then run it again.")
        }
    }

    /// Says what went wrong, on standard error or as JSON, and returns what the process ends with.
    @discardableResult
    static func report(_ error: any Error, _ arguments: [String]) -> SyncEngine.ExitCode {
        if let finished = error as? Finished { return finished.code }
        let (caller, isJSON) = (Caller.current, arguments.contains("--json"))
        let code = Calsync.exitCode(for: error).rawValue
        if code == 0 {
            caller.output.print(Calsync.fullMessage(for: error))
            return .done
        }
        if error is ValidationError || String(describing: type(of: error)) == "CommandError" {
            if isJSON {
                let usage = ErrorJSON(
                    code: SyncEngine.ExitCode.usage.rawValue, error: Calsync.message(for: error),
                    remedy: "See `calsync --help`.")
                try? caller.output.json(usage)
            } else {
                caller.output.note(Calsync.fullMessage(for: error))
            }
            return .usage
        }
        let failure = Failure(error)
        if isJSON {
            try? caller.output.json(
                ErrorJSON(
                    code: failure.code.rawValue, error: failure.sentence, remedy: failure.remedy, cause: failure.cause))
        } else {
            let style = Style(.auto, environment: caller.environment, isTerminal: Terminal.isTerminal(2))
            caller.output.note(style.red("calsync: ") + failure.sentence)
            if !failure.remedy.isEmpty { caller.output.note("  → " + failure.remedy) }
        }
        return failure.code
    }
}

/// Ends a command whose output is complete with an exit code of its own.
struct Finished: Error {
    let code: SyncEngine.ExitCode

    /// Throws unless all is well.
    static func check(_ codes: Set<SyncEngine.ExitCode>) throws {
        let code = SyncEngine.ExitCode.strongest(codes)
        if code != .done { throw Finished(code: code) }
    }
}

/// The shape of every error in `--json`.
struct ErrorJSON: Encodable {
    let code: Int32
    let error: String
    let remedy: String
    /// Left out where the code says all.
    var cause: FailureCause?
}

extension ProviderError {
    /// The exit code that it calls for.
    var exitCode: SyncEngine.ExitCode {
        switch self {
        case .unauthorized: .signIn
        case .unavailable, .rateLimited, .writesSuspended, .uncertain: .queued
        case .forbidden, .preconditionFailed, .alreadyExists, .notFound, .calendarGone, .syncTokenExpired, .rejected,
            .unreadable, .cancelled:
            .failure
        }
    }

    /// What the exit code does not tell.
    fileprivate var cause: FailureCause? {
        switch self {
        case .rejected, .notFound, .calendarGone: .refused
        case .preconditionFailed, .alreadyExists: .overtaken
        case .forbidden, .unreadable, .syncTokenExpired: .service
        case .unauthorized, .unavailable, .rateLimited, .writesSuspended, .uncertain, .cancelled: nil
        }
    }
}
