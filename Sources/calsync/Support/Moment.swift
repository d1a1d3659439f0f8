import ArgumentParser
import Glibc
import ICalendar

/// A moment as a person names it, on the clock of this machine's zone.
struct Moment: ExpressibleByArgument, Hashable {
    /// Since 1970.
    let nanoseconds: Int64

    init?(argument: String) { self.init(argument, now: Clock.now()) }

    /// Reads `2026-01-15`, `2026-01-15T09:30`, `2026-01-15T09:30Z`, `today`, `yesterday`, and `3d`, `12h`, `30min` ago.
    ///
    /// - Parameter now: ns since 1970.
    init?(_ text: String, now: Int64) {
        let text = text.lowercased()
        for (unit, seconds) in [("min", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)] where text.hasSuffix(unit) {
            guard let count = Int64(text.dropLast(unit.count)), (0...1_000_000).contains(count) else { continue }
            nanoseconds = now - count * Int64(seconds) * 1_000_000_000
            return
        }
        if text == "today" || text == "yesterday" {
            var (seconds, parts) = (time_t(now / 1_000_000_000), tm())
            localtime_r(&seconds, &parts)
            (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (0, 0, 0, -1)
            if text == "yesterday" { parts.tm_mday -= 1 }
            nanoseconds = Int64(mktime(&parts)) * 1_000_000_000
            return
        }
        let isUTC = text.hasSuffix("z")
        let pieces = (isUTC ? text.dropLast() : text[...]).split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "t" || $0 == " " })
        let day = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
        let clock = pieces.count > 1 ? pieces[1].split(separator: ":", omittingEmptySubsequences: false) : []
        guard day.count == 3, day.map(\.utf8.count) == [4, 2, 2], clock.count <= 3, clock.count != 1,
            clock.allSatisfy({ $0.utf8.count == 2 })
        else { return nil }
        let digits = day.joined() + "T" + (clock + ["00", "00", "00"].dropFirst(clock.count)).joined()
        guard let time = DateTime(basic: digits) else { return nil }
        if isUTC {
            nanoseconds = Int64(time.secondsSinceEpoch) * 1_000_000_000
            return
        }
        // The wall clock, first taken for UTC, tells the calendar's parts; mktime(3) knows the zone.
        var (seconds, parts) = (time_t(time.secondsSinceEpoch), tm())
        gmtime_r(&seconds, &parts)
        parts.tm_isdst = -1
        nanoseconds = Int64(mktime(&parts)) * 1_000_000_000
    }
}
