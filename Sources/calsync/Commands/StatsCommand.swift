import ArgumentParser
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync stats`: what was changed, how quickly, and how often services were asked.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count changes, waiting times and requests, day by day.",
        discussion: """
            Changes come from the history. The waiting time is how long a file that you saved took to be at the service. \
            Requests are those of syncs, counted on this machine.
            """)

    @Option(help: "How many days, today included.") var days = 30
    @OptionGroup var options: GlobalOptions

    /// The stable shape of the statistics in `--json`.
    struct StatsJSON: Encodable {
        let days: [DayJSON]
        let latency: [LatencyJSON]
        let services: [ServiceJSON]
    }

    /// What was changed on one side of a pair on a day.
    struct DayJSON: Encodable {
        let date, pair, side: String
        let created, edited, deleted: Int
    }

    /// Seconds until a saved file was at the service.
    struct LatencyJSON: Encodable {
        let date, pair: String
        let p50, p95: Double
    }

    /// How often an account was asked; `used` is the most of a minute, `limit` what the service allows in one, both in `unit`.
    struct ServiceJSON: Encodable {
        let account: String
        let requests, errors: Int
        @OrNull var limit: Int?
        @OrNull var unit: String?
        @OrNull var used: Int?
        @OrNull var window: String?

        init(_ account: String, _ traffic: Traffic, of service: ProviderKind?) {
            (self.account, requests, errors) = (account, traffic.requests, traffic.errors)
            // What was counted before the minutes were says nothing of them.
            guard traffic.most > 0 else { return }
            let quota = service?.quota
            (limit, used, window, unit) = (quota?.limit, traffic.most, "a minute", quota?.unit ?? "requests")
        }
    }

    func validate() throws {
        guard (1...90).contains(days) else { throw ValidationError("--days takes a number from 1 to 90.") }
    }

    func run() async throws {
        let context = try Context(options)
        let zone = SystemZone.current(context.environment).zone
        let date: @Sendable (Int64) -> CalendarDate = { zone.local(at: Int($0 / 1_000_000_000)).date }
        let first = date(Clock.now()).adding(days: 1 - days)
        let session = try context.session(writes: false)
        let analytics = Analytics(try await session.historyEntries { date($0.time) >= first }, date: date)
        let traffic = try await session.traffic()
        let stats = StatsJSON(
            days: analytics.days.map {
                DayJSON(
                    date: $0.date.extended, pair: $0.pair.text, side: $0.side == .local ? "folder" : "service",
                    created: $0.created, edited: $0.edited, deleted: $0.deleted)
            },
            latency: analytics.latency.map {
                LatencyJSON(date: $0.date.extended, pair: $0.pair.text, p50: $0.median, p95: $0.most)
            },
            services: Set(context.configuration.pairs.map(\.account)).sorted().map { account in
                var sum = Traffic()
                for (day, count) in traffic[account] ?? [:] where day >= first.extended { sum.add(count) }
                return ServiceJSON(account, sum, of: context.accounts[account]?.provider)
            })
        if options.json { return try context.output.json(stats) }
        context.output.print(lines: lines(stats, context))
    }

    private func lines(_ stats: StatsJSON, _ context: Context) -> [String] {
        guard !stats.days.isEmpty || stats.services.contains(where: { $0.requests > 0 }) else {
            return ["Nothing yet."]
        }
        var table = Table([
            Table.Column(heading: "day"), Table.Column(heading: "pair"), Table.Column(heading: "side"),
            Table.Column(heading: "created", isRight: true), Table.Column(heading: "edited", isRight: true),
            Table.Column(heading: "deleted", isRight: true),
        ])
        table.rows = stats.days.map {
            [
                Table.Cell($0.date), Table.Cell($0.pair), Table.Cell($0.side), Table.Cell(String($0.created)),
                Table.Cell(String($0.edited)), Table.Cell(String($0.deleted)),
            ]
        }
        let waits = stats.latency.map {
            "\($0.date) \($0.pair): half of what you saved was there in \(Self.seconds($0.p50)), "
                + "95 % in \(Self.seconds($0.p95))"
        }
        let requests = stats.services.map { service in
            "\(service.account): \(Watch.count(service.requests, "request")), \(service.errors) refused or failed"
                + Self.quota(service)
        }
        return table.lines(width: context.width, style: context.style) + waits + requests
    }

    private static func quota(_ service: ServiceJSON) -> String {
        guard let used = service.used, let unit = service.unit else { return "" }
        guard let limit = service.limit else { return ", at most \(used) in a minute" }
        return ", at most \(used) of the \(limit) \(unit) that the service allows in a minute"
    }

    private static func seconds(_ value: Double) -> String {
        value < 10 ? "\(Int(value * 10 + 0.5) / 10).\(Int(value * 10 + 0.5) % 10) s" : "\(Int(value + 0.5)) s"
    }
}
