import Sandbox
import Testing

@Suite struct FieldsTests {
    @Test(
        arguments: [
            ("items(id),nextSyncToken", ["items", "nextSyncToken"], ["id"]),
            ("items/id", ["items"], ["id"]),
            ("items(id,start/dateTime),kind", ["items", "kind"], ["id", "start"]),
            ("*", ["kind", "etag", "items", "summary"], ["id", "summary", "start"]),
            ("items/*", ["items"], ["id", "summary", "start"]),
        ] as [(String, Set<String>, Set<String>)])
    func `a mask lets through what it names`(mask: String, page: Set<String>, item: Set<String>) async throws {
        try await withSandbox { google, client in
            try google.putEvent(timed(), in: me)
            let json = try await client.get("\(events)?fields=\(escaped(mask))").json
            #expect(mask.contains("*") ? page.isSubset(of: json.keys) : page == json.keys)
            let first = json["items"]?[0] ?? .null
            #expect(mask.contains("*") ? item.isSubset(of: first.keys) : item == first.keys)
        }
    }

    @Test(arguments: ["itemz", "items(idd)", "items(", "items()", "id/name", "items,,kind", "items/id/x"])
    func `a mask that names nothing is refused`(mask: String) async throws {
        try await withSandbox { google, client in
            let answer = try await client.get("\(events)?fields=\(escaped(mask))")
            #expect(answer.status == 400 && answer.reason == "invalidParameter")
        }
    }

    @Test func `a mask works on single events and on writes`() async throws {
        try await withSandbox { google, client in
            let answer = try await client.send("POST", "\(events)?fields=id,etag", timed())
            #expect(answer.json.keys == ["id", "etag"])
        }
    }
}
