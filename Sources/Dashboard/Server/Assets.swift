import CPage
import SyncEngine

/// A file of the page, as it is in the program.
struct Asset: Sendable {
    /// Its media type.
    let type: String
    /// What changes with its bytes (RFC 9110 §8.8.3).
    let tag: String
    let bytes: [UInt8]

    /// The files, by name.
    static let all: [String: Asset] = {
        var all: [String: Asset] = [:]
        var index = 0
        while let file = cp_page(index)?.pointee {
            let name = String(cString: file.name)
            all[name] = Asset(name, Array(UnsafeBufferPointer(start: file.bytes, count: file.size)))
            index += 1
        }
        return all
    }()

    /// The file at a path of its own; the page itself is at none.
    static func at(_ path: [String]) -> Asset? {
        guard path.count == 1, let asset = all[path[0]], !asset.type.hasPrefix("text/html") else { return nil }
        return asset
    }

    private init(_ name: String, _ bytes: [UInt8]) {
        type =
            switch name.split(separator: ".").last {
            case "html": "text/html; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            case "svg": "image/svg+xml"
            case "json": "application/json"
            default: "application/octet-stream"
            }
        self.bytes = bytes
        tag = "\"\(Digest.of(bytes))\""
    }

    /// The answer; 304 to who has it already.
    func answer(_ request: APIRequest) -> Answer {
        let isKnown = request.ifNoneMatch == tag
        return Answer(status: isKnown ? 304 : 200, type: type, body: .bytes(isKnown ? [] : bytes))
            .with("ETag", tag).with("Cache-Control", "no-cache")
    }
}
