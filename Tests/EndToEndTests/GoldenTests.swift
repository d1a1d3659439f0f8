import Foundation
import Sandbox
import Testing

/// What the screen shows for the sample calendar, beside Golden/. `RECORD=1 swift test` writes it anew and fails.
@Suite struct GoldenTests {
    private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden").path
    private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("sample-calendar").path

    @Test func `the sample calendar reads well from its first plan to a conflict`() async throws {
        try await World.with { world in
            try FileManager.default.removeItem(atPath: world.folder)
            try FileManager.default.copyItem(atPath: Self.sample, toPath: world.folder)
            try await expect("calendars", world, "calendars")
            try await expect("first-plan", world, "plan")
            try await expect("first-sync", world, "sync")
            try await expect("second-sync", world, "sync")
            try await expect("status", world, "status")
            try await world.expectQuiet()

            try world.phone("film-night-2026-11-28@family.example.com", ["summary": "Film night at Anna's"])
            try world.edit("family/film-night.ics", "Emil chooses.", "Ida chooses.")
            try world.edit("family/dentist.ics", "SUMMARY:Dentist", "SUMMARY:Dentist (Ida)")
            try world.phone("dentist-2026-12@family.example.com", ["summary": "Dentist, both children"])
            try world.phoneDeletes("christmas-2026@family.example.com")
            try world.write(
                "work/broken.ics", Events.single("broken@x", "Broken").replacing("T110000", with: "T090000"))
            try await expect("second-plan", world, "plan")
            try await expect("plan-json", world, "plan", "--json")
            try await expect("conflict", world, "sync")
            try await expect("conflicts", world, "conflicts")
            try await expect("resolve", world, "resolve", "family/dentist.ics", "--take", "remote")
            try await expect("status-at-last", world, "status")
            try await expect("why", world, "why", "film night")

            try await expect("undo-dry", world, "undo", "-n")
            try await expect("undo", world, "undo")
            try await expect("discard", world, "discard", "family/dentist.ics", "--yes")
            try world.edit("family/film-night.ics", "SUMMARY:Film night at Anna's", "SUMMARY:Film night at Ida's")
            try await expect("plan-out", world, "plan", "--out", "plan.json")
            try world.edit("family/film-night.ics", "SUMMARY:Film night at Ida's", "SUMMARY:Film night at Tom's")
            try await expect("plan-moved", world, "sync", "plan.json")
            try await expect("log", world, "log", "--limit", "4")
        }
    }

    private func expect(_ name: String, _ world: World, _ arguments: String...) async throws {
        let outcome = try await Program.run(arguments, in: world.folder, environment: world.environment)
        let text =
            (["$ calsync " + arguments.joined(separator: " ")] + [outcome.out + outcome.err + "[\(outcome.code)]\n"])
            .joined(separator: "\n")
        let normal = text.replacing(world.place, with: "PLACE")
            .replacing(/\d+ (s|min|h) ago/, with: "a moment ago")
            .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/, with: "TIME")
            .replacing(#/TIME [0-9a-f]{6} /#, with: "TIME RUN ").replacing(#/run [0-9a-f]{6}/#, with: "run RUN")
        let path = Self.golden + "/\(name).txt"
        let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"
        let recorded = isRecording ? nil : try? String(contentsOfFile: path, encoding: .utf8)
        if recorded == nil { try normal.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(normal == recorded, "\(name): run again; what changed is in git diff")
    }
}
