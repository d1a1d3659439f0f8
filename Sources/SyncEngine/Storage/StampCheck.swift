import SyncCore

/// Tells whether a file is as a manifest's text says: by its stamp, and by its bytes where that is too young to say.
struct StampCheck {
    /// The manifest.
    let text: UnsafeRawBufferPointer
    /// When the stamps were taken.
    let stampedAt: Int64
    /// The calendar folder.
    let root: String

    /// Whether a file is unchanged.
    ///
    /// - Parameters:
    ///   - path: Where its path is in the text, as it is on the disk.
    ///   - known: Its stamp in the text.
    ///   - found: Its stamp now.
    ///   - hash: Where its digest begins in the text.
    func isUnchanged(_ path: Range<Int>, known: Stamp, found: Stamp, hash: Int) -> Bool {
        guard known == found else { return false }
        guard FolderScan.isRacy(found, stampedAt: stampedAt) else { return true }
        let file = root + "/" + String(decoding: text[path], as: UTF8.self)
        guard let bytes = try? DiskFileStore().read(file, limit: FileWriter.limit) else { return false }
        return Digest.of(bytes).utf8.elementsEqual(text[hash...].prefix { $0 != UInt8(ascii: "\"") })
    }
}
