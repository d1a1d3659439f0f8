/// What `stat` said of a folder: enough to know that no name in it came, went or changed.
package struct FolderStamp: Hashable, Sendable {
    /// Nanoseconds since 1970.
    package var mtime: Int64
    /// Nanoseconds since 1970; moves also where someone puts an older mtime back.
    package var ctime: Int64
    /// The inode number.
    package var inode: UInt64
    /// The file system it is on.
    package var device: UInt64

    package init(mtime: Int64, ctime: Int64, inode: UInt64, device: UInt64) {
        self.mtime = mtime
        self.ctime = ctime
        self.inode = inode
        self.device = device
    }
}
