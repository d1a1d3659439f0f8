import ICalendar

extension EventFile {
    /// A warning for every exception that names an instance which the series doesn't have (cases.md, 72 and 78).
    package var strayDiagnostics: [Diagnostic] {
        guard let event, event.hasMaster, let start = event.content.schedule?.start else { return [] }
        let strays = event.content.strayKeys(zones: event.zones)
        guard !strays.isEmpty else { return [] }
        let zones = ZoneReader(text: text)
        return text.lines.flatMap { line -> [Diagnostic] in
            guard line.name == "EXDATE" || line.name == "RECURRENCE-ID" else { return [] }
            return line.value.split(separator: ",").compactMap { value in
                guard case .success(let time) = zones.time(value, of: line) else { return nil }
                let key = InstanceKey(time, in: start, zones: event.zones)
                guard strays.contains(key) else { return nil }
                let remedy =
                    line.name == "EXDATE"
                    ? "Correct it, or leave it: it does no harm." : "Correct the RECURRENCE-ID, or remove this VEVENT."
                return Diagnostic(
                    severity: .warning, line: line.number,
                    message: "\(line.name) names an instance that the series doesn't have: \(key.words).",
                    remedy: remedy)
            }
        }
    }
}
