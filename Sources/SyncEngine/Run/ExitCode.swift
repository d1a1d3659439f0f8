import ProviderKit
import SyncCore

/// What the process says to scripts (design.md, section 8).
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case failure = 1
    case usage = 2
    case attention = 3
    case queued = 4
    case signIn = 5
    case safety = 6
    case stateDamaged = 7
    case locked = 8
    case gitBusy = 9

    /// Which of several codes is given: 7, 8, 9, 2, 5, 6, 3, 4, 1.
    package static let precedence: [ExitCode] = [
        .stateDamaged, .locked, .gitBusy, .usage, .signIn, .safety, .attention, .queued, .failure,
    ]

    /// The one to give where several apply.
    package static func strongest(_ codes: some Sequence<ExitCode>) -> ExitCode {
        let all = Set(codes)
        return precedence.first(where: all.contains) ?? .done
    }
}

extension RunReport {
    /// The codes that this run's outcome calls for.
    package var exitCodes: Set<ExitCode> {
        var codes = Held.exitCodes(held)
        codes.formUnion(PairTrouble.exitCodes(troubles))
        if !conflicts.isEmpty || problems.contains(where: { $0.diagnostic.severity == .error }) {
            codes.insert(.attention)
        }
        if !queued.isEmpty { codes.insert(.queued) }
        if wasStopped { codes.insert(.failure) }
        return codes
    }
}

extension PlannedRun {
    /// The codes that this plan's findings call for.
    package var exitCodes: Set<ExitCode> {
        var codes = Held.exitCodes(plan.held)
        codes.formUnion(PairTrouble.exitCodes(troubles))
        if !plan.conflicts.isEmpty || problems.contains(where: { $0.diagnostic.severity == .error }) {
            codes.insert(.attention)
        }
        return codes
    }
}

extension Held {
    /// The codes that held operations call for.
    package static func exitCodes(_ held: [Held]) -> Set<ExitCode> {
        Set(
            held.compactMap { item in
                switch item.cause {
                case .paused, .question, .service: ExitCode.attention
                case .safety: ExitCode.safety
                case .retry: ExitCode.queued
                case .unread: ExitCode.queued
                case .policy, .skipped: nil
                }
            })
    }
}

extension PairTrouble {
    /// The codes that troubles of whole pairs call for.
    package static func exitCodes(_ troubles: [PairTrouble]) -> Set<ExitCode> {
        Set(
            troubles.map { trouble in
                switch trouble.error {
                case .unauthorized: .signIn
                case .unavailable, .rateLimited, .writesSuspended, .uncertain: .queued
                case .forbidden, .calendarGone, .notFound, .rejected, .alreadyExists, .preconditionFailed,
                    .syncTokenExpired, .unreadable, .cancelled:
                    .failure
                }
            })
    }
}
