import ICalendar
import SyncEngine

/// What can be asked of the dashboard: the endpoints, each in a file of its own beside this one.
///
/// A new one is a line in a list of routes, a function, and its words in docs/openapi.json.
struct API: Sendable {
    let desk: Desk
    let hub: StatusHub
    let calendar: FolderCalendar
    /// The zone whose days are shown.
    let zone: Zone
    /// The calendar folder, absolute.
    let root: String
    /// Seconds since 1970.
    let now: @Sendable () -> Double

    /// All of them.
    var routes: [Route] {
        statusRoutes + eventRoutes + editingRoutes + appRoutes + planRoutes + conflictRoutes + queueRoutes
            + historyRoutes + fileRoutes + calendarRoutes + bulkRoutes + signInRoutes
    }

    /// Answers with what a command that only reads has to say.
    ///
    /// - Throws: ``Problem`` where it could not do its work.
    func reading(_ arguments: [String]) async throws -> Answer {
        .json(try CommandAnswer(await desk.read(arguments)).output)
    }

    /// Has a command carried out, tells every page, and answers with what it printed.
    ///
    /// - Throws: ``Problem`` where it could not do its work.
    func carryOut(_ arguments: [String]) async throws -> Answer {
        let outcome = await desk.carryOut(arguments)
        await tellPages()
        return .json(try CommandAnswer(outcome).output)
    }

    /// Throws unless the folder is there: what is not mounted looks as if it had no event, and a file made in its place would be
    /// lost from sight.
    func checkFolder() throws {
        guard (try? DiskFileStore().status(root + "/" + Configuration.fileName)) == nil else { return }
        throw Problem(
            .busy, "The calendar folder is not there: \(root) has no \(Configuration.fileName).",
            "Mount it, or restore it; then all goes on.")
    }

    /// Has every open page look again.
    func tellPages() async {
        await hub.note(Set(StatusHub.Part.allCases))
        _ = try? await hub.lookAgain()
    }
}
