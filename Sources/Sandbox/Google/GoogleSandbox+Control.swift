/// The sandbox's own HTTP interface, below `/_sandbox/`: for tests in other languages and for the demo page.
extension GoogleSandbox {
    /// Answers a request to the sandbox itself.
    func control(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        switch (request.method, segments.first) {
        case ("GET", "log"): return .json(.array(log.map(\.json)))
        case ("GET", "stats"): return .json(stats)
        case ("GET", "mails"):
            return .json(
                .array(
                    mails.map {
                        [
                            "operation": .string($0.operation), "eventId": .string($0.eventID),
                            "guests": .array($0.guests.map { .string($0) }),
                        ]
                    }))
        case ("GET", "channels"):
            return .json(
                .array(
                    channels.map {
                        [
                            "id": .string($0.id), "calendar": .string($0.calendar), "address": .string($0.address),
                            "expiration": .int($0.expiration),
                        ]
                    }))
        case ("POST", "reset"):
            if request.parameter("what") == "log" { resetLog() } else { reset() }
            return WireAnswer(status: 204)
        case ("POST", "expire-sync-tokens"):
            expireSyncTokens()
            return WireAnswer(status: 204)
        case ("DELETE", "faults"):
            clearFaults()
            return WireAnswer(status: 204)
        case ("POST", "faults"): return addFault(request)
        case (_, "sign-in"): return signInControl(request, segments.dropFirst())
        case (_, "phone"): return phone(request, segments.dropFirst())
        default: return .json(["error": "There is no such page in the sandbox."], status: 404)
        }
    }

    private var stats: JSON {
        world.withLock { world in
            [
                "writes": .int(world.writes), "reads": .int(world.reads), "mails": .int(world.state.mails.count),
                "requests": .int(world.log.count),
            ]
        }
    }

    private func addFault(_ request: WireRequest) -> WireAnswer {
        guard let order = FaultOrder(request.body) else {
            return .json(["error": .string(FaultOrder.usage)], status: 400)
        }
        inject(order.fault, matching: order.matcher, times: order.times, skip: order.skip)
        return WireAnswer(status: 204)
    }
}
