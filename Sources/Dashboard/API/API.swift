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
    var routes: [Route] { statusRoutes + eventRoutes + editingRoutes + appRoutes }

    /// Has a command carried out, and answers with what it printed.
    ///
    /// - Throws: ``Problem`` where it could not do its work.
    func carryOut(_ arguments: [String]) async throws -> Answer {
        .json(try CommandAnswer(await desk.carryOut(arguments)).output)
    }
}
