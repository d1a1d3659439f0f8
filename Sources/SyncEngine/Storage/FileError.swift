import Glibc

/// Something a file store could not do, with the path and what a person can do about it.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, by remedy.
    package var kind: Kind
    /// The path concerned.
    package var path: String
    /// The system's number for it (`errno`); 0 where there is none.
    package var code: Int32

    /// The ways in which a file operation fails, as far as they differ in what to do next.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No room, or the quota is used up.
        case diskFull
        /// The file system is mounted read-only.
        case readOnly
        /// The permissions don't allow it.
        case notPermitted
        /// Something has that name already.
        case exists
        /// Nothing has that name.
        case missing
        /// The two names are on different file systems.
        case crossDevice
        /// The file system can't do this (no exchange on NFS, no hard links on FAT).
        case unsupported
        /// It is a link where calsync's own folder belongs.
        case linked
        /// More bytes than the caller is willing to read, or a name too long.
        case tooLarge
        /// Anything else: a broken disk, a lost mount.
        case io
    }

    package init(_ kind: Kind, _ path: String, code: Int32 = 0) {
        self.kind = kind
        self.path = path
        self.code = code
    }

    /// The error for an `errno`.
    package init(errno code: Int32, _ path: String) {
        self.init(Kind(errno: code), path, code: code)
    }

    /// What happened, where, and what to do: one line for a person.
    package var description: String { "\(path): \(sentence) \(remedy)" }

    /// What happened.
    package var sentence: String {
        switch kind {
        case .diskFull: "The disk is full."
        case .readOnly: "The file system is read-only."
        case .notPermitted: "Permission denied."
        case .exists: "It exists already."
        case .missing: "There is no such file or folder."
        case .crossDevice: "It is on another file system."
        case .unsupported: "The file system can't do this."
        case .linked: "It is a link, and calsync's state is kept in the calendar folder itself."
        case .tooLarge: "It is too large."
        case .io where code == 0: "Reading or writing failed."
        case .io: "Reading or writing failed (\(String(cString: strerror(code))))."
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch kind {
        case .diskFull: "Make room, then sync again; nothing was lost."
        case .readOnly: "Mount it writable, then sync again."
        case .notPermitted: "Check its owner and permissions (ls -l)."
        case .exists: "Move the other file away, or sync again."
        case .missing: "Check the path; it may have been moved."
        case .crossDevice: "Keep the calendar folder and .calsync on one file system."
        case .unsupported: "Keep the calendar folder on a local file system such as ext4."
        case .linked: "Look where it leads and who made it, then remove the link."
        case .tooLarge: "Make it smaller, or move it out of the calendar folder."
        case .io: "Check the disk and the mount, then sync again."
        }
    }
}

extension FileError.Kind {
    fileprivate init(errno code: Int32) {
        switch code {
        case ENOSPC, EDQUOT: self = .diskFull
        case EROFS: self = .readOnly
        case EACCES, EPERM, ELOOP: self = .notPermitted
        case EEXIST, ENOTEMPTY: self = .exists
        case ENOENT, ENOTDIR: self = .missing
        case EXDEV: self = .crossDevice
        case EINVAL, ENOSYS, EOPNOTSUPP: self = .unsupported
        case EFBIG, ENAMETOOLONG: self = .tooLarge
        default: self = .io
        }
    }
}
