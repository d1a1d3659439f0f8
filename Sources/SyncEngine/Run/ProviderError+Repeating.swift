import ProviderKit
import SyncCore

extension ProviderError {
    /// Whether a look may find the write done: its answer was lost, or an earlier one's was.
    func mayBeDone(_ kind: Operation.Kind) -> Bool {
        switch self {
        case .uncertain: true
        case .notFound, .alreadyExists: kind == .moveRemote
        case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .forbidden, .preconditionFailed,
            .calendarGone, .syncTokenExpired, .rejected, .unreadable, .cancelled:
            false
        }
    }

    /// Whether waiting a moment and sending the same again may help.
    var isWorthWaiting: Bool {
        switch self {
        case .unavailable, .rateLimited, .uncertain: true
        case .writesSuspended, .unauthorized, .forbidden, .preconditionFailed, .alreadyExists, .notFound, .calendarGone,
            .syncTokenExpired, .rejected, .unreadable, .cancelled:
            false
        }
    }

    /// Whether repeating is no use until the values change.
    var isFinal: Bool {
        switch self {
        case .rejected, .forbidden: true
        case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .preconditionFailed, .alreadyExists,
            .notFound,
            .calendarGone, .syncTokenExpired, .uncertain, .unreadable, .cancelled:
            false
        }
    }

    /// Whether the service may have done it all the same.
    var mayHaveHappened: Bool {
        switch self {
        case .uncertain, .unreadable, .cancelled: true
        case .unavailable, .rateLimited, .writesSuspended, .unauthorized, .forbidden, .preconditionFailed,
            .alreadyExists,
            .notFound, .calendarGone, .syncTokenExpired, .rejected:
            false
        }
    }
}
