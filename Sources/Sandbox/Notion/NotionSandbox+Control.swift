/// The sandbox's own HTTP interface, below `/_sandbox/`: for tests in other languages and for the page.
extension NotionSandbox {
    /// Answers a request to the sandbox itself.
    func control(_ request: WireRequest, _ segments: ArraySlice<String>) -> WireAnswer {
        let words = Array(segments)
        let body = (try? JSON(parsing: request.body)) ?? .object([:])
        do {
            switch (request.method, words.first) {
            case ("GET", "log"): return .json(.array(log.map(\.json)))
            case ("GET", "stats"):
                return .json(["writes": .int(writes), "reads": .int(reads), "requests": .int(log.count)])
            case ("GET", "databases"): return .json(contents)
            case ("GET", "rows"): return .json(.array(allRows(in: request.parameter("data_source"))))
            case ("POST", "reset"):
                if request.parameter("what") == "log" { resetLog() } else { reset() }
            case ("POST", "expire-cursors"): expireCursors()
            case ("POST", "faults"):
                guard let order = FaultOrder(request.body) else { return Self.refused(FaultOrder.usage) }
                inject(order.fault, matching: order.matcher, times: order.times, skip: order.skip)
            case ("DELETE", "faults"): clearFaults()
            case ("GET", "switches"): return .json(world.withLock { $0.switches.json })
            case ("POST", "switches"): return set(body)
            case ("POST", "clock"): return moveClock(body)
            case ("DELETE", "clock"): setClock(nil)
            case ("POST", "webhook"), ("DELETE", "webhook"): return webhook(words.dropFirst(), body, request.method)
            case ("POST", "databases"): return try change(database: words.dropFirst(), body)
            case ("POST", "data-sources"), ("PATCH", "data-sources"):
                return try change(source: words.dropFirst(), body, request.method)
            case ("POST", "rows"), ("PATCH", "rows"): return try change(row: words.dropFirst(), body, request.method)
            default: return .json(["error": "There is no such page in the sandbox."], status: 404)
            }
            return WireAnswer(status: 204)
        } catch let refusal as SandboxRefusal {
            return .json(["error": .string(refusal.message)], status: refusal.status)
        } catch {
            return Self.refused("\(error)")
        }
    }

    private static func refused(_ message: String) -> WireAnswer {
        .json(["error": .string(message)], status: 400)
    }

    private func set(_ body: JSON) -> WireAnswer {
        world.withLock { world in
            guard let changed = world.switches.setting(body.object ?? [:]) else {
                return Self.refused("Unknown switch or value. These are there: \(world.switches.json.text())")
            }
            world.switches = changed
            return .json(changed.json)
        }
    }

    /// `POST webhook {"url":…}`, `POST webhook/verify {"token":…}`, `DELETE webhook`.
    private func webhook(_ words: ArraySlice<String>, _ body: JSON, _ method: String) -> WireAnswer {
        if method == "DELETE" {
            unsubscribe()
        } else if words.first == "verify" {
            guard verifySubscription(body["token"]?.string ?? "") else { return Self.refused("This is not the token.") }
        } else {
            guard let address = body["url"]?.string, WebhookSender.reaches(address) else {
                return Self.refused(
                    #"Write {"url":"http://127.0.0.1:PORT/PATH"}: this sandbox reaches no other machine."#)
            }
            Task { await subscribe(address) }
        }
        return WireAnswer(status: 204)
    }

    private func moveClock(_ body: JSON) -> WireAnswer {
        if let text = body["now"]?.string {
            guard let seconds = Timestamp.moment(text) else {
                return Self.refused("Write {\"now\":\"2026-11-22T08:00:00Z\"} or {\"advance\":60}.")
            }
            setClock(seconds)
        } else {
            advanceClock(by: body["advance"]?.int ?? 0)
        }
        return .json(["now": .string(Timestamp.milliseconds(world.withLock { now($0) } * 1_000_000))])
    }

    /// `POST databases`, `POST databases/ID/share|unshare|trash|restore|wiki`.
    private func change(database words: ArraySlice<String>, _ body: JSON) throws -> WireAnswer {
        guard let id = words.first else {
            let made = try addDatabase(body["title"]?.string ?? "Database", body["properties"] ?? Database.calendar)
            return .json(["database_id": .string(made.database), "data_source_id": .string(made.source)])
        }
        guard world.withLock({ $0.state.databases[id] }) != nil else { return Self.unknown("database") }
        switch words.dropFirst().first {
        case "share": try share(id)
        case "unshare": try share(id, false)
        case "trash": try trashDatabase(id)
        case "restore": try trashDatabase(id, false)
        case "wiki": try makeWiki(id)
        case "data-sources":
            let made = try addDataSource(body["title"]?.string ?? "Data source", body["properties"] ?? [:], to: id)
            return .json(["data_source_id": .string(made)])
        default: return Self.unknown("action")
        }
        return WireAnswer(status: 204)
    }

    /// `PATCH data-sources/ID` with property changes, `POST data-sources/ID/delete-option|rename-option`.
    private func change(source words: ArraySlice<String>, _ body: JSON, _ method: String) throws -> WireAnswer {
        guard let id = words.first else { return Self.unknown("data source") }
        let (property, option) = (body["property"]?.string ?? "", body["option"]?.string ?? "")
        switch (method, words.dropFirst().first) {
        case ("PATCH", nil): try editSchema(body["properties"] ?? [:], of: id)
        case ("POST", "delete-option"): try deleteOption(option, of: property, in: id)
        case ("POST", "rename-option"):
            try renameOption(option, to: body["name"]?.string ?? option, of: property, in: id)
        default: return Self.unknown("action")
        }
        return WireAnswer(status: 204)
    }

    /// `POST rows`, `PATCH rows/ID`, `POST rows/ID/duplicate|trash|restore|purge|archive|unarchive|move|share|unshare`.
    private func change(row words: ArraySlice<String>, _ body: JSON, _ method: String) throws -> WireAnswer {
        guard let id = words.first else {
            let properties = body["properties"] ?? [:]
            let source = body["data_source_id"]?.string
            guard body["template"] != true else {
                let id = try addTemplate(properties, isDefault: body["default"] == true, in: source)
                return .json(["id": .string(id)])
            }
            return .json(["id": .string(try addRow(properties, in: source))])
        }
        switch (method, words.dropFirst().first) {
        case ("PATCH", nil): try editRow(id, body["properties"] ?? [:])
        case ("POST", "duplicate"): return .json(["id": .string(try duplicateRow(id))])
        case ("POST", "trash"): try trashRow(id)
        case ("POST", "restore"): try restoreRow(id)
        case ("POST", "purge"): purgeRow(id)
        case ("POST", "archive"): try archiveRow(id)
        case ("POST", "unarchive"): try archiveRow(id, false)
        case ("POST", "move"): try moveRow(id, to: body["data_source_id"]?.string)
        case ("POST", "share"): try share(id)
        case ("POST", "unshare"): try share(id, false)
        default: return Self.unknown("action")
        }
        return WireAnswer(status: 204)
    }

    private static func unknown(_ what: String) -> WireAnswer {
        .json(["error": .string("There is no such \(what).")], status: 404)
    }

    /// The databases with their data sources, schemas and rows, for the page.
    private var contents: JSON {
        let (databases, schemas) = world.withLock { world in
            (
                world.state.databaseOrder.compactMap { world.state.databases[$0] },
                world.state.sources.mapValues { $0.properties.map(\.json) }
            )
        }
        return .array(
            databases.map { database in
                let sources = database.sources.map { id -> JSON in
                    let title = world.withLock { $0.state.sources[id]?.title ?? "" }
                    return [
                        "id": .string(id), "title": .string(title), "properties": .array(schemas[id] ?? []),
                        "rows": .array(allRows(in: id)),
                    ]
                }
                return [
                    "id": .string(database.id), "title": .string(database.title), "shared": .bool(database.isShared),
                    "trashed": .bool(database.isInTrash), "dataSources": .array(sources),
                ]
            })
    }
}
