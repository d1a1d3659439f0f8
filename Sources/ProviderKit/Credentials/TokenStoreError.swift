import Glibc

/// Why a stored sign-in can't be had or kept. The sentences name files, never what is in them.
package enum TokenStoreError: Error, Hashable, Sendable {
    /// A file can't be read or written: the `errno`.
    case file(path: String, code: Int32)
    /// The file is no sign-in that this version can read.
    case damaged(path: String)
    /// The file was written by a later calsync.
    case newer(path: String)
    /// It was encrypted with another key than the one at hand.
    case wrongKey(path: String, source: TokenKeys.Source)
    /// The key it was encrypted with is not there.
    case noKey(path: String, source: TokenKeys.Source, place: String)
    /// The key can't be used: its file is open to others, or it is too short.
    case badKey(String, remedy: String)

    /// What happened.
    package var sentence: String {
        switch self {
        case .file(let path, let code): "\(path) can't be used: \(String(cString: strerror(code)))."
        case .damaged(let path): "The stored sign-in \(path) is damaged."
        case .newer(let path): "The stored sign-in \(path) was written by a later version of calsync."
        case .wrongKey(let path, let source):
            "The stored sign-in \(path) was encrypted with another key than \(source.name)."
        case .noKey(let path, let source, let place):
            "The stored sign-in \(path) was encrypted with \(source.name), and that key isn't there (\(place))."
        case .badKey(let sentence, _): sentence
        }
    }

    /// What to do about it.
    package func remedy(account: String) -> String {
        let again = "sign in again with `calsync login \(account)`"
        switch self {
        case .file: return "Check its owner and permissions (ls -l), and the room on the disk."
        case .damaged: return "Restore it, or \(again)."
        case .newer: return "Update calsync, or \(again)."
        case .wrongKey(_, .passphrase), .wrongKey(_, .variable), .noKey(_, .passphrase, _), .noKey(_, .variable, _):
            return "Set CALSYNC_ENCRYPTION_KEY to what it was when you signed in, or \(again)."
        case .wrongKey(_, .keyring), .noKey(_, .keyring, _): return "Unlock the keyring, or \(again)."
        case .wrongKey(_, .file), .noKey(_, .file, _): return "Restore the key file, or \(again)."
        case .badKey(_, let remedy): return remedy
        }
    }
}

extension TokenStoreError {
    /// Takes over what a file operation said.
    init(_ failure: PrivateFile.Failure) { self = .file(path: failure.path, code: failure.code) }
}
