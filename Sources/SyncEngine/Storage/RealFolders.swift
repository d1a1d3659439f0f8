/// Where the paths of folders lead, asked once for the writes of a batch, most of which go to the same folder.
struct RealFolders {
    private let files: any FileStore
    private var known: [String: String] = [:]

    init(files: any FileStore) { self.files = files }

    /// The path with every link followed; `nil` when it leads nowhere (yet).
    mutating func resolve(_ path: String) throws(FileError) -> String? {
        if let real = known[path] { return real }
        let real = try files.resolve(path)
        known[path] = real
        return real
    }
}
