/// Pieces of absolute and relative paths, which are plain text with `/` between names.
package enum Path {
    /// The folder that `path` is in; empty for a name alone.
    package static func parent(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last name of `path`.
    package static func name(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// `name` in `folder`; the root of a relative tree is the empty folder.
    package static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder == "/" ? "/" + name : folder + "/" + name
    }

    /// Whether `path` is `folder` or lies below it.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        folder.isEmpty || path == folder || path.utf8.starts(with: folder == "/" ? "/".utf8 : (folder + "/").utf8)
    }

    /// Whether the name is that of an event file: `*.ics`, not hidden (cases.md, case 15).
    package static func isEventFile(_ name: String) -> Bool {
        name.utf8.count > 4 && name.utf8.first != UInt8(ascii: ".") && name.utf8.suffix(4).elementsEqual(".ics".utf8)
    }

    /// Whether a relative path stays inside its root: no empty, `.` or `..` name, no NUL, not absolute.
    package static func isRelativeAndSafe(_ path: String) -> Bool {
        !path.utf8.contains(0)
            && path.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !["", ".", ".."].contains($0) }
    }
}
