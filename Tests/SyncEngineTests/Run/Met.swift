import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport
import Testing

/// A folder between two services that hold everything, with one event that all agree on.
struct Met: Sendable {
    let one = MemoryProvider(options: .with { $0.name = "One" })
    let two = MemoryProvider(options: .with { $0.name = "Two" })
    let folder: FolderWorld

    init(conflicts: Policy.Resolution) async throws {
        let policy = Policy(onConflict: conflicts)
        folder = FolderWorld([
            .make("one", one, policy: policy, folder: "work"), .make("two", two, policy: policy, folder: "work"),
        ])
        try folder.write("work/a.ics", event("a"))
        try await folder.sync()
        folder.advance(by: 3600)
        try await folder.sync()
    }

    /// Syncs, and does something when it first comes to a step.
    func sync(at step: String, _ act: @escaping @Sendable (Met) -> Void) async throws {
        folder.advance(by: 3600)
        let isDone = Locked(false)
        try await folder.sync { here in
            let isFirst = isDone.withLock { isDone in
                defer { isDone = isDone || here == step }
                return !isDone && here == step
            }
            if isFirst { act(self) }
        }
        #expect(isDone.withLock { $0 })
    }

    /// Expects the lines in the file, and both services to say the same as it.
    func expect(_ lines: String...) throws {
        let text = try #require(folder.read("work/a.ics"))
        for line in lines { #expect(text.contains(line + "\n"), "\(text)") }
        let file = try #require(EventFile(Array(text.utf8)).event)
        for service in [one, two] {
            let event = try #require(service.events().first)
            #expect(service.options.lens.view(file).changes(to: event.view) == [], "\(service.options.name)")
        }
    }
}
