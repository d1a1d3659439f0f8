import ICalendar
import SyncCore
import SyncEngine

/// The folder that an event goes to.
struct Place: Sendable {
    /// Relative to the calendar folder.
    let folder: String

    /// The folder that `fields` name, else the only one there is.
    ///
    /// - Throws: ``Problem`` where nothing in it would be synced, or where several could be meant.
    init(_ fields: EventFields, _ configuration: Configuration) throws {
        let pairs = configuration.pairs
        if let name = fields.pair {
            guard let pair = configuration.pair(PairID(name)) else {
                throw Problem(.badRequest, "There is no pair \(Diagnostic.excerpt(name)).", Self.words(pairs))
            }
            guard fields.folder == nil || Path.isInside(fields.folder ?? "", pair.folder) else {
                throw Problem(.badRequest, "The folder is not the pair's.", "Name one of the two.")
            }
            folder = try Self.checked(fields.folder ?? pair.folder)
        } else if let named = fields.folder {
            folder = try Self.checked(named == "." ? "" : named)
            guard pairs.isEmpty || !configuration.pairs(ofFile: Path.join(folder, "x.ics")).isEmpty else {
                throw Problem(.badRequest, "Nothing in that folder would be synced.", Self.words(pairs))
            }
        } else {
            let folders = Set(pairs.map(\.folder))
            guard folders.count <= 1 else {
                throw Problem(.badRequest, "It is not said into which calendar.", Self.words(pairs))
            }
            folder = folders.first ?? ""
        }
    }

    private static func checked(_ folder: String) throws -> String {
        let isHidden = folder.split(separator: "/").contains { $0.hasPrefix(".") }
        guard folder.isEmpty || Path.isRelativeAndSafe(folder) && !isHidden else {
            throw Problem(.badRequest, "This is no folder for events.", "Name one below the calendar folder.")
        }
        return folder
    }

    private static func words(_ pairs: [PairConfiguration]) -> String {
        pairs.isEmpty ? "Leave out pair." : "Name one with pair: \(pairs.map(\.id.text).joined(separator: ", "))."
    }
}
