import SyncCore

extension Operation.Kind {
    /// Whether a service is asked to change something.
    var isRemoteWrite: Bool { side == .remote }

    /// The kind of intent that announces it.
    var intent: Intent.Kind {
        switch self {
        case .createFile: .createFile
        case .editFile, .completeFile, .adopt, .forget: .editFile
        case .deleteFile: .deleteFile
        case .createRemote: .createRemote
        case .moveRemote: .moveRemote
        case .editRemote: .editRemote
        case .deleteRemote: .deleteRemote
        }
    }
}

extension Operation {
    /// The write to the folder that it is.
    func fileWrite(before: String?) -> FileWrite.Kind {
        switch kind {
        case .createFile: .create(file)
        case .deleteFile: .delete(expecting: before ?? "")
        case .editFile, .completeFile, .adopt, .forget, .createRemote, .moveRemote, .editRemote, .deleteRemote:
            .replace(expecting: before ?? "", file)
        }
    }
}
