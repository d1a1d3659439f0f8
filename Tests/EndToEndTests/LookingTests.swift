import Foundation
import Sandbox
import Testing

/// `list`, `show` and `agenda`: the files, read without asking anybody.
@Suite struct LookingTests {
    private static let days = ["agenda", "2026-12-07", "--days", "14"]

    @Test func `an agenda is the days with their times, on this machine's clock`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea", lines: ["LOCATION:Kitchen"]))
            try world.write("family/weekly.ics", Events.series("weekly@x", "Weekly"))
            try world.write("family/empty.ics", "")
            let agenda = try await Program.run(Self.days, in: world.folder, environment: world.environment)
            #expect(agenda.code == 0 && agenda.err.contains("1 file can't be read"), "\(agenda.err)")
            #expect(
                agenda.out == """
                    Thu 10 Dec 2026
                      10:00–11:00  Tea, Kitchen
                      10:00–11:00  Weekly

                    Thu 17 Dec 2026
                      10:00–11:00  Weekly

                    """)
            let tokyo = try await Program.run(
                Self.days + ["--json", "--search", "tea"], in: world.folder,
                environment: world.environment.merging(["TZ": "Asia/Tokyo"]) { $1 })
            #expect(tokyo.json.array?.count == 1 && tokyo.json[0]?["start"] == "2026-12-10T18:00:00+09:00")
            #expect(tokyo.json[0]?["pairs"] == ["family"] && tokyo.json[0]?["series"] == false)
            #expect(world.sandbox.log.isEmpty)
        }
    }

    @Test func `an agenda of nothing says so`() async throws {
        try await World.with { world in
            #expect(try await world.calsync("agenda", "2026-12-01").out == "Nothing on Tue 1 Dec 2026.\n")
            #expect(try await world.calsync("agenda", "--json").out == "[]\n")
            let both = try await world.calsync("agenda", "--week", "--month")
            #expect(both.code == 2)
            let wrong = try await world.calsync("agenda", "sometime")
            #expect(wrong.code == 2 && wrong.err.contains("names no day"))
        }
    }

    @Test func `a list has a line an event, and can be narrowed`() async throws {
        try await World.with { world in
            try world.write("family/tea.ics", Events.single("tea@x", "Tea"))
            try world.write("family/school/weekly.ics", Events.series("weekly@x", "Weekly"))
            let all = try await world.calsync("list", "--json")
            #expect(all.json.array?.compactMap { $0["uid"]?.string }.sorted() == ["tea@x", "weekly@x"], "\(all.err)")
            let text = try await world.calsync("list", "--from", "2026-12-10", "--to", "2026-12-10")
            #expect(text.out.contains("Thu 10 Dec 2026  10:00–11:00  Tea"), "\(text.out)")
            #expect(text.out.contains("Weekly (weekly, 10 times)"), "\(text.out)")
            for (arguments, titles) in [
                (["family/school"], ["Weekly"]), (["--search", "TEA"], ["Tea"]), (["--to", "2026-12-05"], ["Weekly"]),
                (["--from", "2030-01-01"], []), (["family"], ["Tea", "Weekly"]),
            ] {
                let list = try await Program.run(
                    ["list", "--json"] + arguments, in: world.folder, environment: world.environment)
                #expect(list.json.array?.compactMap { $0["title"]?.string }.sorted() == titles, "\(arguments)")
            }
            let wrong = try await world.calsync("list", "famly")
            #expect(wrong.code == 2 && wrong.err.contains("Did you mean family?"))
            let order = try await world.calsync("list", "--from", "12-10", "--to", "2026-12-01")
            #expect(order.code == 2)
        }
    }

    @Test func `an event is shown in words, with how it stands`() async throws {
        try await World.with { world in
            try world.write(
                "family/tea.ics",
                Events.series(
                    "tea@x", "Tea",
                    lines: [
                        "LOCATION:Kitchen", "EXDATE;TZID=Europe/Berlin:20261210T100000", "DESCRIPTION:One\\nTwo",
                        "ATTENDEE;CN=Anna;PARTSTAT=ACCEPTED:mailto:anna@example.com",
                    ]))
            let fresh = try await world.calsync("show", "tea")
            #expect(fresh.code == 0, "\(fresh.err)")
            for words in [
                "Thu 3 Dec 2026 10:00–11:00 Europe/Berlin", "weekly, 10 times", "2026-12-10 10:00 left out", "Kitchen",
                "Anna <anna@example.com>, accepted", "family/tea.ics", "not sent yet",
            ] { #expect(fresh.out.contains(words), "\(words) is not in \(fresh.out)") }
            try await world.sync()
            let synced = try await world.calsync("show", "tea@x", "--json")
            #expect(
                synced.json["services"]?[0]?["state"] == "in step" && synced.json["fields"]?["location"] == ["Kitchen"])
            try world.edit("family/tea.ics", "Kitchen", "Garden")
            #expect(try await world.calsync("show", "family/tea.ics").out.contains("changed here since the last sync"))
            let none = try await world.calsync("show", "nothing")
            #expect(none.code == 2 && none.err.contains("calsync list"))
        }
    }
}
