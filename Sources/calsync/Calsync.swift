import ArgumentParser
import Glibc
import SyncEngine

/// The command line: every command is a thin file in Commands/.
@main
struct Calsync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calsync",
        abstract: "Keeps a folder of .ics files in two-way sync with your calendars.",
        discussion: """
            One event a file, edited by hand, versioned with git. `calsync plan` says what a sync would do and why; \
            `calsync sync` does it. Start with `calsync init` in an empty folder.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Events",
                subcommands: [
                    AgendaCommand.self, ListCommand.self, ShowCommand.self, NewCommand.self, BulkCommand.self,
                    ImportCommand.self,
                ]),
            CommandGroup(
                name: "Every day",
                subcommands: [
                    StatusCommand.self, PlanCommand.self, SyncCommand.self, WatchCommand.self, DashboardCommand.self,
                    ConflictsCommand.self, ResolveCommand.self, SkipCommand.self, AllowCommand.self,
                    UndoCommand.self, DiscardCommand.self, QueueCommand.self, LogCommand.self, WhyCommand.self,
                    StatsCommand.self,
                ]),
            CommandGroup(
                name: "Setting up",
                subcommands: [
                    InitCommand.self, LoginCommand.self, LogoutCommand.self, PairCommand.self, CalendarsCommand.self,
                    CheckCommand.self, RepairCommand.self, ServiceCommand.self, WebhookCommand.self,
                    ConfigCommand.self, CompletionCommand.self, ManCommand.self,
                ]),
            CommandGroup(
                name: "With git", subcommands: [GitCommand.self, MergeDriverCommand.self, TextconvCommand.self]),
        ])

    static func main() async {
        Output.ignoreBrokenPipes()
        let words = CommandLine.arguments
        // Swift finds them through /proc/self/maps; without, every command would be none, and done.
        let code =
            words.isEmpty
            ? Failure.report(
                Failure(.failure, "calsync can't read what it was asked for.", "It needs /proc: mount it here."), [])
            : await run(Array(words.dropFirst()))
        // Not exit(3): OpenSSL's handler would take away what the thread of an HTTP client may still be using.
        fflush(nil)
        _exit(code.rawValue)
    }

    private static func run(_ arguments: [String]) async -> SyncEngine.ExitCode {
        do {
            let quick = try QuickPlan(arguments)?.answer(.standard, environment: Context.processEnvironment)
            if quick == true { return Output.standard.failure() == nil ? .done : .failure }
        } catch {
            return Failure.report(error, arguments)
        }
        return await carryOut(arguments)
    }

    /// Carries a command line out for the caller of this task, or has the process that holds the folder do so.
    static func carryOut(_ arguments: [String]) async -> SyncEngine.ExitCode {
        do {
            return try await attempt(arguments)
        } catch let error as LockError {
            return await HandingOver(arguments).run(after: error)
        } catch let error as HandedOver {
            return await HandingOver(error.arguments).run(after: error.reason)
        } catch {
            return Failure.report(error, arguments)
        }
    }

    /// Carries a command line out for the caller of this task, and returns what its process ends with.
    ///
    /// - Throws: ``LockError`` or ``HandedOver`` where another calsync holds the folder; all else is reported.
    static func attempt(_ arguments: [String]) async throws -> SyncEngine.ExitCode {
        do {
            var command = try parseAsRoot(GlobalOptions.behindCommand(arguments))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return Caller.current.output.failure() == nil ? .done : .failure
        } catch let error where error is LockError || error is HandedOver {
            throw error
        } catch {
            return Failure.report(error, arguments)
        }
    }
}

/// What `calsync --version` says.
enum Version {
    static let number = "0.1.0"
    static let text = "calsync \(number)"
}
