import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

/// Stops file writes at every step, cuts the power, and asks what became of them.
struct FileWriterCrashTests {
    /// A way the file system may be.
    struct Ground: CustomStringConvertible, Sendable {
        var canExchange: Bool
        var isMounted: Bool
        var description: String { "exchange: \(canExchange), other disk: \(isMounted)" }
    }

    private static let grounds = [
        Ground(canExchange: true, isMounted: false), Ground(canExchange: false, isMounted: false),
        Ground(canExchange: true, isMounted: true),
    ]

    private static let old = Array("BEGIN:VEVENT old END".utf8)
    private static let new = Array("BEGIN:VEVENT new and longer END".utf8)
    private static let path = "work/deep/a.ics"
    private static let target = "/folder/work/deep/a.ics"

    private static let writes: [FileWrite] = [
        FileWrite(.create(new), path: path, operation: "op"),
        FileWrite(.replace(expecting: Digest.of(old), new), path: path, operation: "op"),
        FileWrite(.delete(expecting: Digest.of(old)), path: path, operation: "op"),
    ]

    private static func intent(_ write: FileWrite) -> Intent {
        let kind: Intent.Kind
        switch write.kind {
        case .create: kind = .createFile
        case .replace: kind = .editFile
        case .delete: kind = .deleteFile
        }
        return Intent(
            operation: "op", key: Sample.key(1), kind: kind, planned: nil, previous: nil, path: path,
            before: kind == .createFile ? nil : Digest.of(old), after: kind == .deleteFile ? nil : Digest.of(new))
    }

    private static func ground(_ ground: Ground, _ write: FileWrite) throws -> ModelFileStore {
        let files = ModelFileStore(canExchange: ground.canExchange)
        if ground.isMounted {
            files.put("/folder/work/here", "")
            files.mount("/folder/work")
        }
        if case .create = write.kind {} else { files.put(target, old) }
        try StateLayout(root: "/folder").prepare(files)
        return files
    }

    @Test(arguments: grounds)
    func `after a crash at any step a write happened or did not, and recovery knows which`(ground: Ground) throws {
        var answers: Set<FileRecovery> = []
        for write in Self.writes {
            for steps in 0... {
                var isDone = false
                for seed in 0..<16 as Range<UInt64> {
                    let files = try Self.ground(ground, write)
                    let writer = FileWriter(root: "/folder", files: files, now: { 0 })
                    files.cutPower(after: steps)
                    var isDurable = false
                    if case .success? = try? writer.write([write])[0] { isDurable = true }
                    files.crash(keeping: seed)
                    let answer = try writer.recover(Self.intent(write))
                    answers.insert(answer)
                    if isDurable { #expect(answer == .applied, "what was said to be done was lost, seed \(seed)") }
                    isDone = isDone || isDurable
                    try Self.check(answer, write, files, "\(write.kind), \(ground), step \(steps), seed \(seed)")
                    // Asked again, it says the same.
                    #expect(try writer.recover(Self.intent(write)) == answer)
                }
                if isDone { break }
            }
        }
        #expect(answers == [.applied, .notApplied])
    }

    private static func check(_ answer: FileRecovery, _ write: FileWrite, _ files: ModelFileStore, _ what: Comment)
        throws
    {
        let found = files.allFiles()[target]
        let isApplied = answer == .applied
        switch write.kind {
        case .create: #expect(found == (isApplied ? new : nil), what)
        case .replace: #expect(found == (isApplied ? new : old), what)
        case .delete: #expect(found == (isApplied ? nil : old), what)
        }
        guard isApplied, write.kind != .create(new) else { return }
        // What was taken out waits under the operation's name, wherever that is.
        #expect(files.allFiles().values.contains(old), what)
    }

    @Test(arguments: grounds.filter(\.canExchange))
    func `a save in the middle of a write that crashes is not lost`(ground: Ground) throws {
        let edited = Array("saved by a person".utf8)
        for write in Self.writes.dropFirst() {
            for steps in 1..<14 {
                for save in 0..<steps {
                    for seed in 0..<4 as Range<UInt64> {
                        let files = try Self.ground(ground, write)
                        let start = files.journalOfSteps.count
                        files.onStep { _ in
                            if files.journalOfSteps.count == start + save,
                                files.text(Self.target) != "saved by a person"
                            {
                                files.put(Self.target, edited)
                            }
                        }
                        files.cutPower(after: steps)
                        let writer = FileWriter(root: "/folder", files: files, now: { 0 })
                        _ = try? writer.write([write])
                        files.onStep(nil)
                        guard files.allFiles().values.contains(edited) else { continue }
                        files.crash(keeping: seed)
                        _ = try writer.recover(Self.intent(write))
                        #expect(
                            files.allFiles()[Self.target] == edited,
                            "\(write.kind), \(ground), step \(steps), saved at \(save), seed \(seed)")
                    }
                }
            }
        }
    }

    @Test func `a person's edit on top of our write does not hide that it happened`() throws {
        let write = Self.writes[1]
        let files = try Self.ground(Self.grounds[0], write)
        let writer = FileWriter(root: "/folder", files: files, now: { 0 })
        _ = try writer.write([write])
        files.put(Self.target, "edited since")
        #expect(try writer.recover(Self.intent(write)) == .applied)
        #expect(files.text(Self.target) == "edited since")
    }

    @Test func `a left-over file of another operation proves nothing`() throws {
        let write = Self.writes[1]
        let files = try Self.ground(Self.grounds[0], write)
        files.put("/folder/.calsync/tmp/other", Self.old)
        let writer = FileWriter(root: "/folder", files: files, now: { 0 })
        #expect(try writer.recover(Self.intent(write)) == .notApplied)
    }

    @Test func `a new file whose name holds something else can't be told`() throws {
        let files = try Self.ground(Self.grounds[0], Self.writes[0])
        files.put(Self.target, "what is this")
        let writer = FileWriter(root: "/folder", files: files, now: { 0 })
        #expect(try writer.recover(Self.intent(Self.writes[0])) == .unclear)
        #expect(files.text(Self.target) == "what is this")
    }
}
