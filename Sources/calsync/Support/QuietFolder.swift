import SyncCore
import SyncEngine

/// The quick answer to 'is there anything to do?': a walk over stamps, nothing else loaded.
enum QuietFolder {
    /// Whether the folder is as the manifest says and nothing waits. `false` also where only a full look can tell.
    static func isQuiet(_ root: String) -> Bool {
        guard let look = try? QuickLook.look(at: root) else { return false }
        return look.isQuiet && look.paused == 0 && look.header.unsettled == 0
            && look.header.waiting == 0
    }
}

extension PlanJSON {
    /// A plan of nothing.
    static var empty: PlanJSON { PlanJSON(PlannedRun()) }
}
