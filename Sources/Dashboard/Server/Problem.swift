import ICalendar
import SyncCore
import SyncEngine

/// Why a request was not fulfilled, as RFC 9457 has it: what happened, and what to do.
struct Problem: Error {
    /// What kind of problem it is, by what the asker can do.
    enum Kind: Int, Sendable {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case conflict = 409
        case changedMeanwhile = 412
        case tooLarge = 413
        case wrongHost = 421
        /// What was asked was understood, and the service does not take it (RFC 9110 §15.5.21).
        case refused = 422
        case locked = 423
        /// A service wants a new sign-in first (RFC 4918 §11.4).
        case signInFirst = 424
        case failed = 500
        case badService = 502
        case busy = 503

        /// The words for it.
        var title: String {
            switch self {
            case .badRequest: "This can't be done as it was asked"
            case .unauthorized: "Nobody may look without a link or a token"
            case .forbidden: "This did not come from calsync's own page"
            case .notFound: "There is no such thing"
            case .methodNotAllowed: "This can't be done here"
            case .conflict: "Something must be decided first"
            case .changedMeanwhile: "The file was changed meanwhile"
            case .tooLarge: "This is too much"
            case .wrongHost: "This is not the address"
            case .refused: "The service does not take this"
            case .locked: "Another calsync works on the folder"
            case .signInFirst: "A sign-in is needed"
            case .failed: "It did not work"
            case .badService: "The service did not do it"
            case .busy: "Not now"
            }
        }

        /// The kind for what a command's process would end with.
        init(_ code: ExitCode) {
            switch code {
            case .done, .failure, .stateDamaged: self = .failed
            case .usage: self = .badRequest
            case .attention, .safety, .gitBusy: self = .conflict
            case .queued: self = .busy
            case .signIn: self = .signInFirst
            case .locked: self = .locked
            }
        }

        /// The kind for what a command says of why it failed.
        init(_ cause: FailureCause) {
            switch cause {
            case .refused: self = .refused
            case .overtaken: self = .conflict
            case .service: self = .badService
            case .folderGone: self = .busy
            }
        }
    }

    let kind: Kind
    /// What happened, as a sentence.
    let detail: String
    /// What to do, as a sentence; empty where nothing can be done.
    let remedy: String
    /// What a command's process would end with, where it was one.
    let code: ExitCode?

    init(_ kind: Kind, _ detail: String, _ remedy: String = "", code: ExitCode? = nil) {
        (self.kind, self.detail, self.remedy, self.code) = (kind, detail, remedy, code)
    }

    /// The problem that any error amounts to.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PhraseError: self.init(.badRequest, error.sentence, error.remedy)
        case .movedOn(let path) as WriteError:
            self.init(.changedMeanwhile, "\(path) was saved meanwhile.", "Look at it again, then repeat the change.")
        case let error as WriteError: self.init(.conflict, error.description, "Look again, then try once more.")
        case let error as StateError: self.init(.failed, error.sentence, error.remedy, code: .stateDamaged)
        case let error as OpenError: self.init(.failed, error.sentence, error.remedy, code: .stateDamaged)
        case let error as FileError: self.init(.failed, "\(error.path): \(error.sentence)", error.remedy)
        default: self.init(.failed, "\(error)", "This should not happen; please report it.")
        }
    }

    /// The shape of it in JSON.
    private struct Body: Encodable {
        let type = "about:blank"
        let title: String
        let status: Int
        let detail: String
        let remedy: String
        @OrNull var code: Int32?
    }

    /// The answer.
    var answer: Answer {
        let body = Body(
            title: kind.title, status: kind.rawValue, detail: detail, remedy: remedy, code: code?.rawValue)
        var answer = Answer(
            status: kind.rawValue, type: "application/problem+json",
            body: .bytes((try? JSONText.encode(body)) ?? []))
        if kind == .unauthorized { answer = answer.with("WWW-Authenticate", "Bearer") }
        return answer
    }
}
