import SyncCore
import SyncEngine
import TestSupport

extension Scenario {
    /// Crashes of commands that write to the folder in the person's name; the same command is given again.
    static let folderRuns: [Scenario] = [
        Scenario(name: "undo of pulls and pushes", act: undoLastSync) { world in
            try await world.start(event("a", "X-MINE:kept"))
            for name in ["b", "c", "d", "e"] { try world.folder.write("work/\(name).ics", event(name)) }
            try await world.folder.sync()
            world.service.edit(world.id("a")) { $0.master[.title] = .text("new") }
            try world.folder.edit("work/b.ics", "SUMMARY:b", "SUMMARY:mine")
            world.service.remove(world.id("c"))
            try world.folder.remove("work/d.ics")
            world.service.put(uid("f"), view(event("f")))
            try world.folder.write("work/g.ics", event("g"))
            try await world.folder.sync()
            world.folder.model?.settle()
        },
        Scenario(name: "undo beside edits since", act: undoLastSync) { world in
            try await world.start(event("a", "LOCATION:Hall"))
            world.service.edit(world.id("a")) {
                $0.master[.title] = .text("new")
                $0.master[.location] = .text("Attic")
            }
            try await world.folder.sync()
            try world.folder.edit("work/a.ics", "SUMMARY:new", "SUMMARY:mine")
            world.folder.model?.settle()
        },
        Scenario(name: "discard of an edit and a deletion", act: discard) { world in
            try await world.start(event("a"))
            try world.folder.write("work/b.ics", event("b"))
            try await world.folder.sync()
            try world.folder.edit("work/a.ics", "SUMMARY:a", "SUMMARY:mine")
            try world.folder.remove("work/b.ics")
            world.service.edit(world.id("a")) { $0.master[.location] = .text("Hall") }
        },
    ]

    private static let discard: @Sendable (FolderWorld, Checkpoint?) async throws -> Void = { folder, checkpoint in
        try await folder.discard(.uid(uid("a")), .uid(uid("b")), checkpoint: checkpoint)
    }

    /// `calsync undo RUN` with the first run that wrote to the folder: after a crash it must be named again.
    private static let undoLastSync: @Sendable (FolderWorld, Checkpoint?) async throws -> Void = { folder, checkpoint in
        let entries = try await folder.open(writes: false).historyEntries { $0.isOwn != true && $0.side == .local }
        try await folder.undo(entries.first?.run, checkpoint: checkpoint)
    }
}
