/// What tests and people may look at, and the clock, faults and switches that they turn.
extension NotionSandbox {
    /// The id of the first database; empty where there is none.
    package var database: String { world.withLock { $0.state.databaseOrder.first ?? "" } }

    /// The ids and titles of all databases, in order.
    package var databases: [(id: String, title: String)] {
        world.withLock { world in
            world.state.databaseOrder.compactMap { world.state.databases[$0] }.map { ($0.id, $0.title) }
        }
    }

    /// The id of the first database's first data source; empty where there is none.
    package var dataSource: String {
        world.withLock { world in
            world.state.databaseOrder.first.flatMap { world.state.sources(of: $0).first?.id } ?? ""
        }
    }

    /// The ids of the connection's bot and of the person.
    package var users: (bot: String, person: String) {
        world.withLock { ($0.state.bot.id, $0.state.person.id) }
    }

    /// The rows of a data source, without trashed and archived ones, as pages of the newest version, by creation.
    package func rows(in source: String? = nil) -> [JSON] {
        allRows(in: source).filter { $0["in_trash"] == false && $0["is_archived"] == false }
    }

    /// All rows of a data source, trashed and archived ones too; no templates.
    package func allRows(in source: String? = nil) -> [JSON] {
        let source = source ?? dataSource
        return world.withLock { world in
            let rows = world.state.sources[source]?.rows.values.filter { !$0.isTemplate } ?? []
            return rows.sorted { ($0.created, $0.number) < ($1.created, $1.number) }
                .map { world.state.json($0, .march2026) }
        }
    }

    /// A page by its id, wherever it is.
    package func row(_ id: String) -> JSON? {
        world.withLock { world in world.state.row(id).map { world.state.json($0, .march2026) } }
    }

    /// The plain text of a row's property: of a title or a rich text.
    package func text(_ property: String, of id: String) -> String {
        let value = row(id)?["properties"]?[property]
        let runs = value?["title"]?.array ?? value?["rich_text"]?.array ?? []
        return NotionText.text(of: runs)
    }

    /// The requests since the start or the last reset, the newest last.
    package var log: [LoggedRequest] { world.withLock { $0.log } }

    /// How many changes requests have made.
    package var writes: Int { world.withLock { $0.writes } }

    /// How many requests were answered without a change.
    package var reads: Int { world.withLock { $0.reads } }

    /// Forgets the log and the counts.
    package func resetLog() {
        world.withLock { world in
            world.log = []
            (world.writes, world.reads, world.numbers) = (0, 0, 0)
        }
    }

    /// Goes back to the beginning: databases, rows, faults, clock, log.
    package func reset() {
        world.withLock { $0 = World(state: NotionState(seededWith: options), switches: options.switches) }
    }

    /// Lets `fault` strike the next `times` requests that match, after `skip` others.
    package func inject(_ fault: Fault, matching matcher: Matcher = .any, times: Int = 1, skip: Int = 0) {
        world.withLock { $0.faults.add(fault, matching: matcher, times: times, skip: skip) }
    }

    /// Forgets the faults that wait.
    package func clearFaults() { world.withLock { $0.faults.removeAll() } }

    /// Changes what is OPEN on the real service.
    package func turn(_ change: (inout Switches) -> Void) { world.withLock { change(&$0.switches) } }

    /// Makes every cursor given out so far invalid.
    package func expireCursors() { world.withLock { $0.state.cursors.removeAll() } }

    /// Stops the clock at a moment, in seconds since 1970; nil lets it go again.
    package func setClock(_ seconds: Int?) { world.withLock { $0.clock = seconds } }

    /// Moves the clock on, and stops it there.
    package func advanceClock(by seconds: Int) { world.withLock { $0.clock = now($0) + seconds } }
}
