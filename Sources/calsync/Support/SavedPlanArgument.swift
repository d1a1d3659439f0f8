import SyncEngine

/// The file of a plan, where a command takes pairs or that.
enum SavedPlanArgument {
    /// The plan in the file that `names` name; `nil` where they name pairs, or nothing.
    ///
    /// - Throws: ``SavedPlanError`` for a file that can't be used here.
    static func plan(_ names: [String], _ context: Context) throws -> SavedPlan? {
        let files = DiskFileStore()
        guard names.count == 1, let name = names.first, context.configuration.pair(.init(name)) == nil else {
            return nil
        }
        let path = Context.absolute(name)
        guard let real = try files.resolve(path), try files.status(real)?.kind == .file else { return nil }
        let plan = try SavedPlanFile.decode(try files.read(real, limit: SavedPlanFile.limit))
        let folder = try Anchor.read(root: context.root, files: files) ?? ""
        // A plan of a folder that was new then is compared in full below.
        guard plan.folder.isEmpty || plan.folder == folder else { throw SavedPlanError.otherFolder }
        return plan
    }

    /// Writes a plan.
    static func write(_ plan: SavedPlan, to name: String) throws {
        try SavedPlanFile.write(
            plan, to: Context.absolute(name), files: DiskFileStore(), random: .random(in: .min ... .max))
    }

    /// Throws, saying what moved, unless `now` would do just what `plan` says.
    static func check(_ plan: SavedPlan, _ now: SavedPlan, _ name: String) throws {
        let moved = plan.differences(to: now)
        guard !moved.isEmpty else { return }
        let lines = moved.prefix(20).map { "\n  " + DisplayWidth.safe($0) }.joined()
        let more = moved.count > 20 ? "\n  and \(moved.count - 20) more" : ""
        throw Failure(
            .failure, "Something moved since the plan was made, so nothing was done:\(lines)\(more)",
            "Look again: `calsync plan --out \(name)`.")
    }
}
