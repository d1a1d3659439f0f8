import ProviderGoogle
import ProviderKit
import Sandbox
import SyncCore
import Testing

/// A strict Google stand-in with a provider signed in to it.
struct GoogleWorld: Sendable {
    let sandbox: GoogleSandbox
    let provider: GoogleProvider
    let calendar: RemoteCalendar

    init(
        _ change: (inout GoogleSandbox.Options) -> Void = { _ in },
        calendar id: String = "family@group.calendar.google.com"
    )
        async throws
    {
        var options = GoogleSandbox.Options(strict: true)
        change(&options)
        let sandbox = GoogleSandbox(options: options)
        let address = try await sandbox.start()
        let provider = GoogleProvider(
            account: "you", endpoint: address + "/calendar/v3", http: HTTPClient(), token: { sandbox.token })
        self.sandbox = sandbox
        self.provider = provider
        calendar = try #require(try await provider.calendars().first { $0.id == id })
    }

    /// Does `body` in a world of its own.
    static func with(
        _ change: (inout GoogleSandbox.Options) -> Void = { _ in }, _ body: (GoogleWorld) async throws -> Void
    ) async throws {
        let world = try await GoogleWorld(change)
        do {
            try await body(world)
        } catch {
            await world.finish()
            throw error
        }
        await world.finish()
    }

    /// Ends the service, after a look at its log: nothing may have been refused for its form.
    func finish() async {
        let misshapen = sandbox.log.filter {
            $0.status == 400 && !["timeRangeEmpty", "eventRemindersCountExceedsLimit"].contains($0.reason)
                && $0.fault == nil
        }
        #expect(misshapen.map { "\($0.method) \($0.target): \($0.reason ?? "")" } == [])
        #expect(sandbox.mails.isEmpty)
        await provider.close()
        await sandbox.stop()
    }
}
