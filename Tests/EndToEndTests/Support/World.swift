import Foundation
import Sandbox
import Testing

/// A calendar folder of its own, a strict Google stand-in, and the program between them.
final class World: Sendable {
    /// Holds everything; removed at the end.
    let place: String
    /// The calendar folder, with one pair `family` in it.
    let folder: String
    /// The service.
    let sandbox: GoogleSandbox
    /// The service's address.
    let address: String
    /// The environment that the program is given.
    let environment: [String: String]

    /// The pair's calendar at the service.
    static let family = "family@group.calendar.google.com"
    /// The primary calendar, which has no pair at first.
    static let primary = "you@example.com"

    private init(_ change: (inout GoogleSandbox.Options) -> Void) async throws {
        var options = GoogleSandbox.Options(strict: true)
        change(&options)
        sandbox = GoogleSandbox(options: options)
        address = try await sandbox.start()
        // The path without links: it is what the program prints.
        let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        place = temporary + "/calsync-e2e-" + UUID().uuidString
        folder = place + "/calendar"
        environment = [
            "HOME": place, "XDG_CONFIG_HOME": place + "/config", "XDG_STATE_HOME": place + "/state",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "TZ": "Europe/Berlin",
            "CALSYNC_TOKEN_GOOGLE": sandbox.token, "GIT_CONFIG_NOSYSTEM": "1", "SWIFT_BACKTRACE": "enable=no",
        ]
        let files = FileManager.default
        try files.createDirectory(atPath: folder + "/family", withIntermediateDirectories: true)
        try files.createDirectory(atPath: place + "/config/calsync", withIntermediateDirectories: true)
        try writeAccounts(endpoint: address + "/calendar/v3")
        try write("calsync.toml", "[pair.family]\naccount = \"google\"\ncalendar = \"\(Self.family)\"\n")
    }

    /// Does `body` in a world of its own.
    static func with(
        _ change: (inout GoogleSandbox.Options) -> Void = { _ in }, _ body: (World) async throws -> Void
    ) async throws {
        let world = try await World(change)
        do {
            try await body(world)
        } catch {
            await world.finish()
            throw error
        }
        await world.finish()
    }

    /// Ends the service, after a look at its log: no request may have been refused for its form. That a calendar can't be
    /// watched is not one's to know before.
    private func finish() async {
        let misshapen = sandbox.log.filter {
            $0.status == 400 && $0.fault == nil && $0.reason != "pushNotSupportedForRequestedResource"
        }
        #expect(misshapen.map { "\($0.method) \($0.target): \($0.reason ?? "")" } == [])
        #expect(sandbox.mails.isEmpty)
        await sandbox.stop()
        try? FileManager.default.removeItem(atPath: place)
    }

    // MARK: The program

    /// Runs the program in the calendar folder.
    @discardableResult
    func calsync(_ arguments: String..., with more: [String: String] = [:]) async throws -> Outcome {
        try await Program.run(arguments, in: folder, environment: environment.merging(more) { $1 })
    }

    /// Syncs, expecting all to be well.
    func sync(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let outcome = try await Program.run(["sync"] + arguments, in: folder, environment: environment)
        #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)", sourceLocation: sourceLocation)
    }

    /// Expects that a sync finds nothing to do: no write at the service, no byte and no time stamp in the folder.
    func expectQuiet(
        code: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (writes, before) = (sandbox.writes, try snapshot())
        let outcome = try await calsync("sync")
        #expect(outcome.code == code, "\(outcome.out)\(outcome.err)", sourceLocation: sourceLocation)
        #expect(sandbox.writes == writes, "\(outcome.out)", sourceLocation: sourceLocation)
        let after = try snapshot()
        let touched = Set(before).symmetricDifference(after).sorted()
        #expect(touched == [], sourceLocation: sourceLocation)
    }

    /// Waits for what another process is about to do.
    static func until(
        _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ isSo: () throws -> Bool
    ) async throws {
        // Asking may take longer than waiting does.
        let patience = ContinuousClock.now + .seconds(120)
        for _ in 0..<6_000 where try ContinuousClock.now < patience && !isSo() {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try isSo(), what, sourceLocation: sourceLocation)
    }

    // MARK: The folder

    /// Writes a file of the calendar folder.
    func write(_ path: String, _ text: String) throws {
        let absolute = folder + "/" + path
        let parent = URL(fileURLWithPath: absolute).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: absolute))
    }

    /// Reads a file of the calendar folder.
    func read(_ path: String) throws -> String { try String(contentsOfFile: folder + "/" + path, encoding: .utf8) }

    /// Changes a file's text.
    func edit(_ path: String, _ from: String, _ to: String) throws {
        let text = try read(path)
        #expect(text.contains(from))
        try write(path, text.replacingOccurrences(of: from, with: to))
    }

    /// Removes a file or folder of the calendar folder.
    func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: folder + "/" + path) }

    /// Whether the calendar folder has such a file.
    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + path) }

    /// The paths of all event files, sorted.
    func eventFiles() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".ics") && !$0.hasPrefix(".calsync") }.sorted()
    }

    /// Every file with its size, its time stamp in ns and what is in it; the lock and a watcher's status tell who holds it,
    /// and are left out.
    func snapshot() throws -> [String] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return try paths.filter { ![".calsync/lock", ".calsync/status.json"].contains($0) }.map { path in
            var status = stat()
            #expect(lstat(folder + "/" + path, &status) == 0)
            let isFile = status.st_mode & S_IFMT == S_IFREG
            let content = isFile ? try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)).hashValue : 0
            let stamp = isFile ? "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)" : ""
            return "\(path) \(status.st_size) \(stamp) \(content)"
        }
    }

    /// Writes accounts.toml.
    func writeAccounts(endpoint: String) throws {
        let text = "[account.google]\nprovider = \"google\"\nendpoint = \"\(endpoint)\"\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: place + "/config/calsync/accounts.toml"))
    }

    // MARK: The service

    /// The live events of the pair's calendar, by UID and without exceptions.
    func remote(_ calendar: String = World.family) -> [String: [JSON]] {
        Dictionary(grouping: sandbox.events(in: calendar).filter { $0["recurringEventId"] == nil }) {
            $0["iCalUID"]?.string ?? ""
        }
    }

    /// The title that the service has for the only event of a UID.
    func remoteTitle(_ uid: String) -> String? {
        let events = remote()[uid] ?? []
        #expect(events.count <= 1)
        return events.first?["summary"]?.string
    }

    /// Changes an event at the service, as a phone would.
    func phone(_ uid: String, _ changes: JSON) throws {
        let id = try #require(remote()[uid]?.first?["id"]?.string)
        try sandbox.editEvent(id, in: Self.family, changes)
    }

    /// Deletes an event at the service, as a phone would.
    func phoneDeletes(_ uid: String) throws {
        let id = try #require(remote()[uid]?.first?["id"]?.string)
        try sandbox.deleteEvent(id, in: Self.family)
    }
}
