/// Why a command failed, where its exit code is the 1 of everything else: `"cause"` of its error in JSON.
package enum FailureCause: String, Codable, Sendable, CaseIterable {
    /// The service does not take what it was asked; repeating is no use until that changes.
    case refused
    /// The event was changed at the service meanwhile, or is there already: look again.
    case overtaken
    /// The service forbids it to the account, or its answer is of no use.
    case service
    /// The calendar folder is not there.
    case folderGone = "folder-gone"
}
