import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

extension API {
    var eventRoutes: [Route] {
        [Route(.get, "/api/events") { try await events($0) }]
    }

    /// The occurrences between two days, by start.
    private func events(_ request: APIRequest) async throws -> Answer {
        let from = try day("from", request)
        let to = try day("to", request)
        guard to > from else {
            throw Problem(.badRequest, "to is not after from.", "to is the day after the last one.")
        }
        guard to.dayNumber - from.dayNumber <= 3_660 else {
            throw Problem(.badRequest, "More than ten years are asked for.", "Ask for fewer days at a time.")
        }
        let words = (request.query["q"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        let standing = try await hub.look().standing
        let pair = request.query["pair"]
        if let pair, standing.configuration.pair(PairID(pair)) == nil {
            throw Problem(.badRequest, "There is no pair \(pair).", "GET /api/status names them.")
        }
        let found = await Offload.run { [calendar, zone] in
            calendar.occurrences(from: from, to: to, in: zone) { path in
                pair.map { name in standing.configuration.pairs(ofFile: path).contains { $0.id.text == name } } ?? true
            }
        }
        let events = found.list.filter { words.isEmpty || $0.instance.part.mentions(words) }
            .map { EventJSON($0, standing, in: zone) }
        return try .json(
            EventsJSON(
                from: from.extended, to: to.extended, zone: zone.name, events: events, incomplete: found.incomplete))
    }

    private func day(_ name: String, _ request: APIRequest) throws -> CalendarDate {
        guard let text = request.query[name], let date = CalendarDate(extended: text) else {
            throw Problem(.badRequest, "\(name) is no date.", "Write it as 2026-12-01.")
        }
        return date
    }
}
