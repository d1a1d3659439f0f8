import ArgumentParser
import ICalendar
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync merge-driver`: what git starts to merge an event file (gitattributes(5), "Defining a custom merge driver").
struct MergeDriverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge-driver", abstract: "Merge an event file for git, field by field.",
        discussion: """
            git starts this by itself once `calsync git setup` was run. The result goes into the second file. What both \
            sides changed stands in it between conflict markers, and the exit code is 3.
            """)

    @Argument(help: "The common ancestor (%O); empty where there is none.", completion: .file()) var base: String
    @Argument(help: "Our file (%A), which takes the result.", completion: .file()) var ours: String
    @Argument(help: "Their file (%B).", completion: .file()) var theirs: String
    @Argument(help: "How many signs a conflict marker has (%L).") var markerSize: Int = 7
    @Argument(help: "The file's name in the repository (%P), for messages.") var path: String?

    func validate() throws {
        guard (1...100).contains(markerSize) else { throw ValidationError("A marker has 1 to 100 signs.") }
    }

    func run() async throws {
        let files = DiskFileStore()
        let shown = DisplayWidth.safe(path ?? ours)
        func read(_ path: String) throws -> [UInt8] { try files.read(Context.absolute(path), limit: .max) }
        let (old, mine, other) = (try read(base), try read(ours), try read(theirs))
        // Both made the same change: nothing to decide.
        if mine == other { return }
        let lines = try await GitProgram.mergeLines(
            base: base, ours: ours, theirs: theirs, markerSize: markerSize, environment: Context.processEnvironment
        ) { try read(ours) }
        let merge = EventFileMerge(
            base: old, ours: mine, theirs: other, lines: lines, marks: ConflictMarks(size: markerSize))
        if merge.bytes != lines.bytes { try files.writeWhole(merge.bytes, to: Context.absolute(ours), mode: 0o600) }
        for note in merge.notes { Output.standard.note("\(shown): \(note)") }
        guard !merge.isClean else { return }
        if !merge.conflicts.isEmpty {
            Output.standard.note("\(shown): changed on both sides: \(merge.conflicts.joined(separator: ", ")).")
        }
        throw Finished(code: .attention)
    }
}
