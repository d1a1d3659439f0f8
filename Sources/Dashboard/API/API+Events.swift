import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

extension API {
    var eventRoutes: [Route] {
        [Route(.get, "/api/events") { try await events($0) }]
    }

    /// Reads the files and what takes place around today, so that the first page doesn't wait for that.
    func readAhead() async {
        let today = DateTime(secondsSinceEpoch: Int(now())).date
        await Offload.run { [calendar, zone] in
            guard (try? checkFolder()) != nil else { return }
            _ = calendar.occurrences(from: today.adding(days: -40), to: today.adding(days: 40), in: zone)
        }
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
        let standing = try await hub.latest().standing
        let pair = request.query["pair"]
        if let pair, standing.configuration.pair(PairID(pair)) == nil {
            throw Problem(.badRequest, "There is no pair \(pair).", "GET /api/status names them.")
        }
        let found = try await Offload.run { [calendar, zone] in
            try checkFolder()
            return calendar.occurrences(from: from, to: to, in: zone) { path in
                pair.map { name in standing.configuration.pairs(ofFile: path).contains { $0.id.text == name } } ?? true
            }
        }
        let entries = found.list.filter { words.isEmpty || $0.instance.part.mentions(words) }
        var known: [String: EventJSON.Common] = [:]
        var writer = ByteWriter(reserving: entries.count * 800)
        writer.object { object in
            object.key("events") { list in
                list.list(entries) { writer, entry in
                    let event = known[entry.path] ?? EventJSON.Common(entry.path, entry.event, standing)
                    known[entry.path] = event
                    EventJSON(entry, event, in: zone).write(to: &writer)
                }
            }
            object.pair("from", from.extended)
            object.pair("incomplete", found.incomplete)
            object.pair("to", to.extended)
            object.pair("zone", zone.name)
        }
        return .json(writer.bytes)
    }

    private func day(_ name: String, _ request: APIRequest) throws -> CalendarDate {
        guard let text = request.query[name], let date = CalendarDate(extended: text) else {
            throw Problem(.badRequest, "\(name) is no date.", "Write it as 2026-12-01.")
        }
        return date
    }
}
