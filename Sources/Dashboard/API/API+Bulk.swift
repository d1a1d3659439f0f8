extension API {
    var bulkRoutes: [Route] { [Route(.post, "/api/bulk") { try await bulk($0) }] }

    /// One edit of many events, or what it would come to.
    private func bulk(_ request: APIRequest) async throws -> Answer {
        struct Body: Decodable {
            let uids: [String]
            let action: String
            let folder, pair, category: String?
            let minutes: Int?
            let dryRun: Bool?
        }
        let body = try request.json(Body.self)
        guard !body.uids.isEmpty else { throw Problem(.badRequest, "uids is empty.", "Name the events.") }
        let edit: String
        switch (body.action, body.pair ?? body.folder, body.minutes, body.category) {
        case ("move", let place?, _, _): edit = "--move=\(place)"
        case ("shift", _, let minutes?, _): edit = "--shift=\(minutes)m"
        case ("category", _, _, let category): edit = "--category=\(category ?? "")"
        case ("delete", _, _, _): edit = "--delete"
        case ("move", nil, _, _): throw Problem(.badRequest, "move needs pair or folder.", "Say where to.")
        case ("shift", _, nil, _): throw Problem(.badRequest, "shift needs minutes.", "Say how far.")
        default:
            throw Problem(
                .badRequest, "action can't be \(body.action).", "Use move, shift, category or delete.")
        }
        let isDry = body.dryRun ?? false
        let words = ["bulk", edit, "--yes"] + (isDry ? ["--dry-run"] : []) + ["--"] + body.uids.map { "uid:\($0)" }
        return try await isDry ? reading(words) : carryOut(words)
    }
}
