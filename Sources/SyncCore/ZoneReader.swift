import ICalendar

/// Reads the times of one file: resolves their zones, and remembers those that only this file explains.
package final class ZoneReader {
    /// The zones met so far that no IANA name stands for.
    package private(set) var table = ZoneTable()
    private let text: CalendarText?
    private var resolved: [String: ZoneID?] = [:]

    /// Reads times of `text`, whose VTIMEZONEs may explain a TZID; `nil` where there are none.
    package init(text: CalendarText?) { self.text = text }

    /// A time that can't be read.
    package struct Problem: Error {
        package let diagnostic: Diagnostic
    }

    /// Reads the time that `line` holds, its zone under the resolved name.
    package func time(of line: ContentLine) -> Result<EventTime, Problem> { time(line.value[...], of: line) }

    /// Reads one value of `line`.
    package func time(_ value: Substring, of line: ContentLine) -> Result<EventTime, Problem> {
        let tzid = line.parameter("TZID")
        let isDate = line.parameter("VALUE").map { $0.uppercased() == "DATE" }
        guard let time = EventTime(value: value, tzid: tzid, isDate: isDate) else {
            return .failure(
                Problem(
                    diagnostic: Diagnostic(
                        line: line.number, message: "\(line.name) has no date or time: \(value.prefix(40)).",
                        remedy: "Write it as 20260115 or 20260115T093000.")))
        }
        guard case .zoned(let local, let zone) = time else { return .success(time) }
        guard let id = resolve(zone) else {
            return .failure(
                Problem(
                    diagnostic: Diagnostic(
                        line: line.number, message: "TZID=\(zone.text) names no time zone that calsync knows.",
                        remedy: "Use an IANA name such as Europe/Berlin, or add its VTIMEZONE to the file.")))
        }
        return .success(.zoned(local, id))
    }

    private func resolve(_ zone: ZoneID) -> ZoneID? {
        if let known = resolved[zone.text] { return known }
        var id: ZoneID?
        if let found = Zone.resolve(zone, in: text) {
            let name = ZoneID(found.name)
            if Zone.named(found.name) == nil { table.own[name] = found }
            id = name
        }
        resolved[zone.text] = id
        return id
    }
}

/// Writes a property that holds a time.
package enum TimeLine {
    /// The content line for `time`, with the parameters that its kind needs first and `others` behind them.
    ///
    /// - Parameter tzid: The spelling of the zone to write; only for zoned times.
    package static func content(_ name: String, _ time: EventTime, tzid: String?, others: [Parameter] = []) -> String {
        var parameters = others.filter { $0.name != "TZID" && $0.name != "VALUE" }
        switch time {
        case .allDay: parameters.insert(Parameter(name: "VALUE", values: ["DATE"]), at: 0)
        case .zoned(_, let zone): parameters.insert(Parameter(name: "TZID", values: [tzid ?? zone.text]), at: 0)
        case .floating, .utc: break
        }
        return ContentLineWriter.line(name, parameters: parameters, value: time.basicValue)
    }
}
