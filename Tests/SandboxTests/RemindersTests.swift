import Sandbox
import Testing

@Suite struct RemindersTests {
    private func answered(_ reminders: JSON?, _ event: JSON = timed()) async throws -> Answer {
        var answer: Answer?
        try await withSandbox { google, client in
            var sent = event
            sent["reminders"] = reminders
            answer = try await client.send("POST", events, sent)
        }
        return try #require(answer)
    }

    @Test func `a timed event without its own uses the defaults`() async throws {
        #expect(try await answered(nil).json["reminders"] == ["useDefault": true])
        #expect(try await answered(["useDefault": true, "overrides": []]).json["reminders"] == ["useDefault": true])
    }

    @Test func `an all-day event shows the defaults as its own`() async throws {
        let expected: JSON = ["useDefault": false, "overrides": [["method": "popup", "minutes": 30]]]
        #expect(try await answered(nil, allDay()).json["reminders"] == expected)
    }

    @Test func `none at all is a lone false`() async throws {
        #expect(try await answered(["useDefault": false, "overrides": []]).json["reminders"] == ["useDefault": false])
    }

    @Test func `minutes are clamped, doubles and unknown methods dropped`() async throws {
        let sent: JSON = [
            ["method": "popup", "minutes": -5], ["method": "popup", "minutes": 99999],
            ["method": "popup", "minutes": 0],
            ["method": "sms", "minutes": 5],
        ]
        let found = try await answered(["useDefault": false, "overrides": sent]).json["reminders"]?["overrides"]?.array
        let expected: Set<JSON> = [["method": "popup", "minutes": 0], ["method": "popup", "minutes": 40320]]
        #expect(Set(found ?? []) == expected && found?.count == 2)
    }

    @Test func `the order is never the one written`() async throws {
        let sent: JSON = [
            ["method": "popup", "minutes": 1], ["method": "popup", "minutes": 2], ["method": "email", "minutes": 3],
        ]
        let found = try await answered(["useDefault": false, "overrides": sent]).json["reminders"]?["overrides"]
        #expect(found != sent && Set(found?.array ?? []) == Set(sent.array ?? []))
    }

    @Test(
        arguments: [
            (
                ["useDefault": true, "overrides": [["method": "popup", "minutes": 1]]],
                "cannotUseDefaultRemindersAndSpecifyOverride"
            ),
            (
                ["overrides": .array((1...6).map { ["method": "popup", "minutes": .int($0)] })],
                "eventRemindersCountExceedsLimit"
            ),
            (["overrides": [["minutes": 1]]], "required"),
        ] as [(JSON, String)])
    func `what the service refuses is refused`(reminders: JSON, reason: String) async throws {
        let answer = try await answered(reminders)
        #expect(answer.status == 400 && answer.reason == reason)
    }

    @Test func `a change of reminders moves the revision and the delta, not the update time`() async throws {
        let clock = Clock()
        try await withSandbox { options in
            options.now = clock.now
        } _: { google, client in
            let created = try await client.send("POST", events, timed())
            let token = try await list(client).token ?? ""
            clock.advance(by: 60)
            let own: JSON = ["reminders": ["useDefault": false, "overrides": [["method": "popup", "minutes": 5]]]]
            let patched = try await client.send("PATCH", "\(events)/\(created.id)", own)
            #expect(patched.etag != created.etag && patched.json["updated"] == created.json["updated"])
            let delta = try await list(client, "syncToken=\(escaped(token))").items
            #expect(delta.count == 1)
            let titled = try await client.send("PATCH", "\(events)/\(created.id)", ["summary": "New"])
            #expect(titled.json["updated"] != created.json["updated"])
        }
    }

    @Test func `a patch replaces the reminders whole`() async throws {
        try await withSandbox { google, client in
            let id = try await client.send("POST", events, timed().with(["reminders": ["useDefault": true]])).id
            let own: JSON = ["reminders": ["overrides": [["method": "popup", "minutes": 5]]]]
            let patched = try await client.send("PATCH", "\(events)/\(id)", own).json
            #expect(patched["reminders"]?["useDefault"] == false)
        }
    }
}
