import Foundation
import Sandbox
import SyncEngine
import TestSupport
import Testing

@testable import Dashboard

/// What open pages are told, and what the app's scripts are.
@Suite struct StreamTests {
    @Test func `a page is told how things stand, and again when they change`() async throws {
        try await PageWorld.with { world in
            let page = try world.listen()
            defer { page.close() }
            try await world.until { page.text.contains("event: status\ndata: {\"events\":0}\n\n") }
            #expect(page.text.lowercased().contains("content-type: text/event-stream"))
            try world.write("work/tea.ics", "UID:tea@x", "DTSTART:20261201T100000Z", "SUMMARY:Tea")
            try await world.until { page.text.contains("event: status\ndata: {\"events\":1}\n\n") }
            try await world.until {
                page.text.contains("event: changed\ndata: {\"what\":[\"events\",\"files\",\"plan\"]}\n\n")
            }
            try FileManager.default.removeItem(atPath: world.root + "/work/tea.ics")
            try await world.until { page.text.components(separatedBy: "{\"events\":0}").count == 3 }
        }
    }

    @Test func `what a sync writes about itself is told`() async throws {
        try await PageWorld.with { world in
            let page = try world.listen()
            defer { page.close() }
            try await world.until { page.text.contains("event: status") }
            try Data("{}\n".utf8).write(to: URL(fileURLWithPath: world.root + "/.calsync/history.jsonl"))
            try await world.until { page.text.contains("\"history\"") }
        }
    }

    @Test func `how far a run has come is told, and its end for certain`() async throws {
        try await PageWorld.with { world in
            let page = try world.listen()
            defer { page.close() }
            try await world.until { page.text.contains("event: status") }
            world.runs.yield(Array(#"{"done":1,"total":2}"#.utf8))
            world.runs.yield(Array("null".utf8))
            try await world.until { page.text.contains("event: run\ndata: {\"done\":1,\"total\":2}\n\n") }
            try await world.until { page.text.contains("event: run\ndata: null\n\n") }
        }
    }

    @Test func `more pages than enough are told so`() async throws {
        try await PageWorld.with { world in
            let pages = try (0..<16).map { _ in try world.listen() }
            defer { for page in pages { page.close() } }
            try await world.until { pages.allSatisfy { $0.text.contains("event: status") } }
            let answer = try await world.ask("GET", "/api/stream")
            #expect(answer.status == 503)
            #expect(answer.json["remedy"]?.string == "Close one of them.")
        }
    }

    @Test func `a command's answer is passed on, and its failure is a problem`() async throws {
        try await PageWorld.with { world in
            func sync(_ code: ExitCode, _ output: String, _ notes: String = "") async throws -> RawHTTP.Message {
                world.outcome.withLock { $0 = .init(code: code, output: Array(output.utf8), notes: notes) }
                return try await world.ask("POST", "/api/calendar/sync", #"{"pair": "work", "allowMassChange": true}"#)
            }
            let report = #"{"conflicts":[],"done":[],"run":"1"}"#
            #expect(try await sync(.done, report).text == report)
            // More may wait than what was done.
            #expect(try await sync(.attention, report).status == 200)
            let cases: [(ExitCode, Int)] = [
                (.failure, 500), (.usage, 400), (.attention, 409), (.queued, 503), (.signIn, 424), (.safety, 409),
                (.stateDamaged, 500), (.locked, 423), (.gitBusy, 409),
            ]
            for (code, status) in cases {
                let answer = try await sync(code, #"{"code":\#(code.rawValue),"error":"What.","remedy":"Do."}"#)
                #expect(answer.status == status)
                #expect(answer.json["detail"]?.string == "What.")
                #expect(answer.json["remedy"]?.string == "Do.")
                #expect(answer.json["code"]?.int == Int(code.rawValue))
            }
            for (cause, status) in [
                (FailureCause.refused, 422), (.overtaken, 409), (.service, 502), (.folderGone, 503),
            ] {
                let answer = try await sync(
                    .failure, #"{"cause":"\#(cause.rawValue)","code":1,"error":"What.","remedy":"Do."}"#)
                #expect(answer.status == status && answer.json["remedy"]?.string == "Do.", "\(answer.text)")
            }
            #expect(try await sync(.failure, "", "It broke.\nReally.").json["detail"]?.string == "It broke.")
            #expect(world.commands.withLock { $0.last } == ["sync", "work", "--allow-mass-change"])
        }
    }

    @Test func `the app's names lead to the pairs`() async throws {
        try await PageWorld.with { world in
            let list = try await world.ask("GET", "/api/calendar/integrations")
            #expect(list.json.array?.map { $0["id"]?.string } == ["work", "family"])
            let good = #"{"integrationId": "family", "databaseId": "family"}"#
            #expect(try await world.ask("POST", "/api/calendar/sync", good).status == 200)
            let wrong = #"{"integrationId": "family", "databaseId": "primary"}"#
            #expect(try await world.ask("POST", "/api/calendar/sync", wrong).status == 400)
            #expect(try await world.ask("POST", "/api/calendar/sync/notion/pull").status == 400)
            #expect(try await world.ask("PUT", "/api/calendar/webhooks/google").status == 200)
            #expect(try await world.ask("POST", "/api/calendar/sync/queue").status == 200)
            #expect(
                world.commands.withLock { $0 } == [
                    ["sync", "family"], ["webhook", "register", "work", "family"], ["queue", "retry"], ["sync"],
                ])
            let queue = try await world.ask("GET", "/api/calendar/sync/queue")
            #expect(queue.json["PENDING"]?.int == 0 && queue.json["COMPLETED"]?.int == 0)
        }
    }
}
