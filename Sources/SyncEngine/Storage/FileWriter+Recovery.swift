import SyncCore

extension FileWriter {
    /// Finds out what became of a file write that has an intent and no commit, and leaves either all of it or none.
    ///
    /// A write that a crash caught between exchange and check is undone here. What the write took out of the folder
    /// stays under the operation's name when the answer is ``FileRecovery/applied``, until ``finish(_:path:)``.
    package func recover(_ intent: Intent) throws -> FileRecovery {
        guard let path = intent.path, Path.isRelativeAndSafe(path), Path.isRelativeAndSafe(intent.operation) else {
            return .unclear
        }
        let target = realTarget(path)
        var answer = FileRecovery.unclear
        switch intent.kind {
        case .createFile: answer = try recoverCreate(intent, path, target)
        case .editFile: answer = try recoverEdit(intent, path, target)
        case .deleteFile: answer = try recoverDelete(intent, path, target)
        case .createRemote, .moveRemote, .editRemote, .deleteRemote: return .unclear
        }
        for folder in [layout.temporary, Path.parent(target)] where try files.status(folder) != nil {
            try files.flushFolder(folder)
        }
        return answer
    }

    private func leftover(_ intent: Intent, _ path: String) throws -> String? {
        var found: String?
        for slot in slots(intent.operation, path) {
            try files.removeIfThere(slot + Job.partSuffix)
            guard try files.status(slot) != nil else { continue }
            // With a file beside the target, the one in `.calsync` was for the first try, which could not do anything.
            if let found { try files.removeIfThere(found) }
            found = slot
        }
        return found
    }

    private func recoverCreate(_ intent: Intent, _ path: String, _ target: String) throws -> FileRecovery {
        if let temporary = try leftover(intent, path) {
            // Where names can't be renamed without replacing, the new file may have both names.
            let wasLinked = try files.status(temporary)?.stamp.inode == files.status(target)?.stamp.inode
            try files.removeIfThere(temporary)
            return wasLinked ? .applied : .notApplied
        }
        guard try files.status(target) != nil else { return .notApplied }
        return digest(target) == intent.after ? .applied : .unclear
    }

    private func recoverEdit(_ intent: Intent, _ path: String, _ target: String) throws -> FileRecovery {
        guard let after = intent.after, let before = intent.before else { return .unclear }
        let temporary = try leftover(intent, path)
        for slot in slots(intent.operation, path) where try files.status(slot + Job.oldSuffix) != nil {
            // The way without exchange: the old file is linked aside, the new one is renamed over it.
            guard let temporary else {
                try files.rename(slot + Job.oldSuffix, unlessTaken: slot)
                return .applied
            }
            try files.removeIfThere(slot + Job.oldSuffix)
            // With the old bytes it is the old file's second name on its way to be the only one.
            guard digest(temporary) == after else { return .applied }
            try files.removeIfThere(temporary)
            return .notApplied
        }
        guard let temporary else { return digest(target) == after ? .applied : .notApplied }
        switch digest(temporary) {
        case before: return .applied
        case after:
            try files.removeIfThere(temporary)
            return .notApplied
        default:
            // What came out was not what the plan was made from, and the crash came before it was put back.
            let write = FileWrite(.replace(expecting: before, []), path: path, operation: intent.operation)
            if digest(target) == after {
                try putBack(temporary, to: target, written: after, write)
            } else {
                try toTrash(temporary, write)
            }
            return .notApplied
        }
    }

    private func recoverDelete(_ intent: Intent, _ path: String, _ target: String) throws -> FileRecovery {
        // What it took out is kept until its commit is durable: a file that is gone without it went another way.
        guard let temporary = try leftover(intent, path) else { return .notApplied }
        if try files.status(temporary)?.stamp.inode == files.status(target)?.stamp.inode {
            // Linked and not yet removed: the way where names can't be renamed without replacing.
            try files.removeIfThere(temporary)
            return .notApplied
        }
        if try files.status(temporary)?.kind == .link || digest(temporary) == intent.before { return .applied }
        let write = FileWrite(.delete(expecting: intent.before ?? ""), path: path, operation: intent.operation)
        try giveBack(temporary, to: target, write)
        return .notApplied
    }
}
