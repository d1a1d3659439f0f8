import FoundationEssentials
import SyncEngine

/// What `watch` tells while it runs, on the standard error: a line an occurrence, as text or as JSON.
struct WatchLog: Sendable {
    /// How the lines look.
    enum Format: String, CaseIterable, Sendable { case text, json }

    /// How much is told.
    enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, warning, error

        static func < (one: Level, other: Level) -> Bool {
            (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
        }
    }

    private struct Line: Encodable {
        let time, level, message: String
    }

    let format: Format
    let least: Level
    let output: Output
    /// ns since 1970.
    let now: @Sendable () -> Int64

    /// Tells something; text from events and services goes through ``DisplayWidth/safe(_:)`` first.
    func tell(_ level: Level, _ message: String) {
        guard level >= least else { return }
        switch format {
        case .text: output.note("\(TimeText.utc(now())) \(level == .info ? "" : "\(level.rawValue): ")\(message)")
        case .json:
            let line = Line(time: TimeText.utc(now()), level: level.rawValue, message: message)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            if let bytes = try? encoder.encode(line) { output.note(String(decoding: bytes, as: UTF8.self)) }
        }
    }
}
