import Glibc
import ICalendar
import Testing

/// Simple rules beside libical, where it is installed. Only kinds of rules that its old releases have right are asked.
@Suite struct LibicalOracleTests {
    private typealias Expand =
        @convention(c) @Sendable (UnsafePointer<CChar>, time_t, Int32, UnsafeMutablePointer<time_t>) -> Int32

    private static let expand: Expand? = {
        guard let library = dlopen("libical.so.3", RTLD_NOW),
            let function = dlsym(library, "icalrecur_expand_recurrence")
        else { return nil }
        return unsafeBitCast(function, to: Expand.self)
    }()

    @Test func `simple rules come to the same days as in libical`() throws {
        guard let expand = Self.expand else { return print("skipped: libical isn't installed") }
        var random = SeededGenerator(seed: 42)
        let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        for _ in 0..<400 {
            let interval = Int.random(in: 1...4, using: &random)
            let weekday = days[Int.random(in: 0..<7, using: &random)]
            // A weekday that is named twice comes twice there.
            let other = days.filter { $0 != weekday }[Int.random(in: 0..<6, using: &random)]
            let number = Int.random(in: 1...28, using: &random)
            let month = Int.random(in: 1...12, using: &random)
            let parts = [
                "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=\(weekday),\(other)", "FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=2\(weekday)",
                "FREQ=MONTHLY;BYDAY=-1\(weekday)", "FREQ=MONTHLY;BYMONTHDAY=\(number)", "FREQ=YEARLY",
                "FREQ=YEARLY;BYMONTH=\(month);BYDAY=3\(weekday)", "FREQ=MONTHLY;BYMONTHDAY=-1",
                "FREQ=YEARLY;BYMONTH=\(month);BYMONTHDAY=\(number)",
            ]
            let rule = parts[Int.random(in: 0..<parts.count, using: &random)] + ";INTERVAL=\(interval);COUNT=12"
            let start = 1_577_836_800 + Int.random(in: 0..<3000, using: &random) * 86_400 + 32_400
            // A start on the 29th or later is skipped by months without it, on which 3.0.16 has views of its own.
            let local = DateTime(secondsSinceEpoch: start)
            guard local.date.day <= 28 else { continue }
            var theirs = [time_t](repeating: 0, count: 12)
            #expect(expand(rule, start, 12, &theirs) != 0)
            let series = Recurrence(start: .utc(local), rules: [RecurrenceRule(rule)])
            let ours = Occurrences(of: series).map { series.moment(of: $0) }
            #expect(ours == theirs.filter { $0 != 0 }, "\(rule) from \(local.basic)")
        }
    }
}
