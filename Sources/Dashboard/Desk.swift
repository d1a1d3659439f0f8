import ProviderKit
import SyncEngine

/// What the dashboard has the program do: it knows no command itself.
package struct Desk: Sendable {
    /// What a command came to.
    package struct Outcome: Sendable {
        /// What its process would end with.
        package var code: ExitCode
        /// What it printed, with `--json`.
        package var output: [UInt8]
        /// What it remarked.
        package var notes: String

        package init(code: ExitCode, output: [UInt8], notes: String) {
            (self.code, self.output, self.notes) = (code, output, notes)
        }
    }

    /// How things stand at one moment.
    package struct Look: Sendable {
        /// How the events stand with their services.
        package var standing: FolderStanding
        /// The status as `GET /api/status` tells it, without the time.
        package var status: [UInt8]

        package init(standing: FolderStanding, status: [UInt8]) { (self.standing, self.status) = (standing, status) }
    }

    /// Carries out one of calsync's commands as if it had been typed in the folder, with `--json`.
    package var carryOut: @Sendable (_ arguments: [String]) async -> Outcome
    /// Carries out a command that only reads; it waits for nobody's turn.
    package var read: @Sendable (_ arguments: [String]) async -> Outcome
    /// Signs in to an account again: with a token or password, or else in the browser. Then the address to open is the
    /// outcome, and `done` is called when the person has been there.
    package var signIn:
        @Sendable (_ account: String, _ secret: Secret?, _ done: @escaping @Sendable () async -> Void) async -> Outcome
    /// Looks how things stand; asks no service and takes no lock.
    package var look: @Sendable () async throws -> Look
    /// Numbers as Prometheus reads them (text format 0.0.4).
    package var metrics: @Sendable () async throws -> String
    /// How far the run has come that is under way, as JSON; `null` after it.
    package var runs: AsyncStream<[UInt8]>

    package init(
        carryOut: @escaping @Sendable (_ arguments: [String]) async -> Outcome,
        read: @escaping @Sendable (_ arguments: [String]) async -> Outcome,
        signIn:
            @escaping @Sendable (_ account: String, _ secret: Secret?, _ done: @escaping @Sendable () async -> Void)
            async -> Outcome,
        look: @escaping @Sendable () async throws -> Look, metrics: @escaping @Sendable () async throws -> String,
        runs: AsyncStream<[UInt8]>
    ) {
        (self.carryOut, self.read, self.signIn, self.look) = (carryOut, read, signIn, look)
        (self.metrics, self.runs) = (metrics, runs)
    }
}
