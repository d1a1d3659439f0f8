/// What a test looks at and sets: the log, the counters, the faults.
extension GoogleSandbox {
    /// The API's requests since the start or the last reset, oldest first.
    package var log: [LoggedRequest] { world.withLock { $0.log } }

    /// The number of requests that changed something, whether their answer arrived or not.
    package var writes: Int { world.withLock { $0.writes } }

    /// The number of reading requests that were answered.
    package var reads: Int { world.withLock { $0.reads } }

    /// The mail that guests would have got.
    package var mails: [SentMail] { world.withLock { $0.state.mails } }

    /// Empties the log and the mail, and sets the counters to zero.
    package func resetLog() {
        world.withLock { world in
            world.log = []
            world.numbers = 0
            world.writes = 0
            world.reads = 0
            world.state.mails = []
        }
    }

    /// Brings back the state of the start: calendars, no events, no faults, an empty log.
    package func reset() {
        world.withLock { world in
            world = World(
                state: GoogleState(seededWith: options), accounts: GoogleAccounts(seed: options.seed))
        }
    }

    /// Lets `fault` strike the next `times` requests that match, after `skip` matching ones have passed.
    package func inject(_ fault: Fault, matching matcher: Matcher = .any, times: Int = 1, skip: Int = 0) {
        world.withLock { $0.faults.add(fault, matching: matcher, times: times, skip: skip) }
    }

    /// Forgets the faults that have not struck yet.
    package func clearFaults() {
        world.withLock { $0.faults.removeAll() }
    }
}
