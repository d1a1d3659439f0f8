import ICalendar
import SyncEngine

extension API {
    var fileRoutes: [Route] {
        [
            Route(.get, "/api/files") { _ in
                try .json(try await hub.look().standing.planned.problems.map { FileJSON($0) })
            }
        ]
    }

    /// What is wrong with a file.
    private struct FileJSON: Encodable {
        let path: String
        @OrNull var line: Int?
        let severity, message, remedy: String

        init(_ problem: LocalFolder.Problem) {
            path = problem.path
            line = problem.diagnostic.line
            severity = problem.diagnostic.severity == .error ? "error" : "warning"
            message = problem.diagnostic.message
            remedy = problem.diagnostic.remedy
        }
    }
}
