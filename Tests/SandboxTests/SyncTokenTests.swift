import Sandbox
import Testing

@Suite struct SyncTokenTests {
    @Test func `a delta holds what changed since, and only that`() async throws {
        try await withSandbox { google, client in
            let kept = try await client.send("POST", events, timed("Kept")).id
            let first = try await list(client)
            #expect(first.items.map { $0["id"] } == [.string(kept)])
            let new = try await client.send("POST", events, timed("New")).id
            let second = try await list(client, "syncToken=\(escaped(first.token ?? ""))")
            #expect(second.items.map { $0["id"] } == [.string(new)])
            let third = try await list(client, "syncToken=\(escaped(second.token ?? ""))")
            #expect(third.items.isEmpty && third.token != nil)
        }
    }

    @Test func `a deleted event is four fields in a delta`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed()).id
            let token = try await list(client).token ?? ""
            #expect(try await client.send("DELETE", "\(events)/\(id)").status == 204)
            let delta = try await list(client, "syncToken=\(escaped(token))").items
            #expect(delta.count == 1 && delta[0].keys == ["kind", "etag", "id", "status"])
            #expect(delta[0]["status"] == "cancelled")
            #expect(try await list(client).items.isEmpty)
        }
    }

    @Test(arguments: [
        "iCalUID=x", "orderBy=updated", "privateExtendedProperty=a%3Db", "q=x", "sharedExtendedProperty=a%3Db",
        "timeMin=2026-01-01T00:00:00Z", "timeMax=2026-01-01T00:00:00Z", "updatedMin=2026-01-01T00:00:00Z",
        "showDeleted=false", "singleEvents=true", "timeZone=UTC", "maxAttendees=1", "eventTypes=default",
    ])
    func `a parameter that does not go with the token is refused`(parameter: String) async throws {
        try await withSandbox { google, client in
            let token = try await list(client).token ?? ""
            #expect(try await client.get("\(events)?syncToken=\(escaped(token))&\(parameter)").status == 400)
        }
    }

    @Test func `another page size, mask or showDeleted goes with the token`() async throws {
        try await withSandbox { google, client in
            let token = escaped(try await list(client).token ?? "")
            let query = "\(events)?syncToken=\(token)&maxResults=7&fields=items(id),nextSyncToken&showDeleted=true"
            #expect(try await client.get(query).status == 200)
        }
    }

    @Test func `a token keeps the shape of its query`() async throws {
        try await withSandbox { google, client in
            let token = escaped(try await list(client, "singleEvents=true").token ?? "")
            #expect(try await client.get("\(events)?singleEvents=true&syncToken=\(token)").status == 200)
            #expect(try await client.get("\(events)?syncToken=\(token)").status == 400)
        }
    }

    @Test func `an expired, foreign or invented token asks for a full sync`() async throws {
        try await withSandbox { google, client in
            let token = escaped(try await list(client).token ?? "")
            let other = escaped(try await list(client, in: family).token ?? "")
            google.expireSyncTokens()
            for dead in [token, other, "nonsense"] {
                let answer = try await client.get("\(events)?syncToken=\(dead)")
                #expect(answer.status == 410 && answer.reason == "fullSyncRequired")
            }
        }
    }

    @Test func `the token is on the last page only, and a page can be short or empty`() async throws {
        try await withSandbox { options in
            options.pageLimit = 2
            options.emptyPages = 1
        } _: { google, client in
            for index in 0..<5 { try google.putEvent(timed("Event \(index)"), in: me) }
            var page = ""
            var sizes: [Int] = []
            while true {
                let answer = try await client.get("\(events)?maxResults=50\(page)")
                sizes.append(answer.items.count)
                guard let next = answer.json["nextPageToken"]?.string else {
                    #expect(answer.json["nextSyncToken"] != nil)
                    break
                }
                #expect(answer.json["nextSyncToken"] == nil)
                page = "&pageToken=" + escaped(next)
            }
            #expect(sizes == [0, 2, 2, 1])
        }
    }

    @Test func `an event made while a listing is paged is in the next delta`() async throws {
        try await withSandbox { options in
            options.pageLimit = 1
        } _: { google, client in
            try google.putEvent(timed("One"), in: me)
            try google.putEvent(timed("Two"), in: me)
            let first = try await client.get(events)
            try google.putEvent(timed("Three"), in: me)
            var page = first.json["nextPageToken"]?.string
            var token: String?
            while let next = page {
                let answer = try await client.get("\(events)?pageToken=\(escaped(next))")
                page = answer.json["nextPageToken"]?.string
                token = answer.json["nextSyncToken"]?.string
            }
            let delta = try await list(client, "syncToken=\(escaped(token ?? ""))").items
            #expect(delta.map { $0["summary"] } == ["Three"])
        }
    }

    @Test func `a page token belongs to its query`() async throws {
        try await withSandbox { options in
            options.pageLimit = 1
        } _: { google, client in
            try google.putEvent(timed("One"), in: me)
            try google.putEvent(timed("Two"), in: me)
            let next = escaped(try await client.get(events).json["nextPageToken"]?.string ?? "")
            #expect(try await client.get("\(events)?q=One&pageToken=\(next)").status == 400)
            #expect(try await client.get("\(events)?pageToken=rubbish").status == 400)
        }
    }

    @Test(arguments: ["orderBy=updated", "q=x", "iCalUID=x", "updatedMin=2026-01-01T00:00:00Z"])
    func `a listing that a token could not continue has none`(query: String) async throws {
        try await withSandbox { google, client in
            let listing = try await list(client, query)
            #expect(listing.token == nil)
        }
    }

    @Test func `a window on the first listing gives a token`() async throws {
        try await withSandbox { google, client in
            let token = try await list(client, "timeMin=2026-01-01T00:00:00Z").token
            #expect(token?.contains("=") == true, "a token wants escaping")
        }
    }
}
