import Glibc
import ProviderKit
import SyncCore
import SyncEngine

/// `calsync import --from khal`: gives the folders that khal shows the calendars of their names.
extension Adoption {
    /// Takes over what `settings` says of this calendar folder.
    mutating func take(_ settings: KhalSettings) async throws {
        notes += settings.problems
        var places: [(name: String, place: String)] = []
        for calendar in settings.calendars { places += try self.places(of: calendar) }
        guard !places.isEmpty else { return }
        let accounts = context.accounts.accounts.filter { $0.provider != .notion }
        guard !accounts.isEmpty else {
            needsSignIn = true
            notes.append(
                "khal itself speaks to no server. First sign in to yours: `calsync login caldav ADDRESS`. Then run this again."
            )
            return
        }
        var offers: [Offer] = []
        for account in accounts {
            do {
                offers += try await calendars(of: account.name).map { Offer(account: account.name, calendar: $0) }
            } catch let failure as Failure {
                needsSignIn = needsSignIn || failure.code == .signIn
                notes.append("\(account.name): \(failure.sentence) \(failure.remedy)")
            }
        }
        for (name, place) in places { try add(name, place, offers) }
    }

    /// A calendar that a folder may belong to.
    private struct Offer {
        let account: String
        let calendar: RemoteCalendar
    }

    private mutating func add(_ name: String, _ place: String, _ offers: [Offer]) throws {
        let isKnown = (context.configuration.pairs + added).contains { $0.folder == place }
        guard !isKnown else { return }
        let names = Set([name, Path.name(place)].map { $0.lowercased() })
        let found = offers.filter { offer in
            let last = offer.calendar.id.split(separator: "/").last.map(String.init) ?? ""
            return names.contains(last.lowercased()) || names.contains(offer.calendar.name.lowercased())
        }
        guard found.count == 1 else {
            let many = found.map { "\($0.calendar.name) of \($0.account)" }.joined(separator: ", ")
            notes.append(
                "\(place.isEmpty ? "The folder" : place): \(found.isEmpty ? "no calendar of your accounts" : "more than one calendar (\(many))") has its name. Choose one: `calsync pair add \(Self.pairID(name)) --folder \(place.isEmpty ? "." : place) --account ACCOUNT --calendar CALENDAR`."
            )
            return
        }
        try add(Self.pairID(name), place, found[0].account, found[0].calendar.id)
    }

    // MARK: Folders

    /// The folders of a calendar of khal's, relative to the calendar folder, with what khal calls them.
    private mutating func places(of calendar: KhalSettings.Calendar) throws -> [(name: String, place: String)] {
        guard calendar.isPattern else {
            return try folder(calendar.path, of: calendar.name).map { [(calendar.name, $0)] } ?? []
        }
        var places: [(name: String, place: String)] = []
        for path in try folders(meeting: expanded(calendar.path)) {
            guard let place = try folder(path, of: calendar.name) else { continue }
            places.append((place.isEmpty ? calendar.name : Path.name(place), place))
        }
        return places
    }

    /// The folders that a pattern meets, as far as they have to do with the calendar folder, and that hold no other of them.
    ///
    /// khal's own rule (0.14, `get_all_vdirs`): `*` stands for names, `**` for folders at any depth.
    private func folders(meeting pattern: String) throws -> [String] {
        var found = ["/"]
        for word in pattern.split(separator: "/").map(String.init) {
            if !word.contains(where: { "*?[".contains($0) }) {
                found = found.map { Path.join($0, word) }
            } else if word == "**" {
                found = found.flatMap { [$0] + descendants(of: $0) }
            } else {
                found = found.flatMap { parent in
                    children(of: parent).filter { fnmatch(word, Path.name($0), FNM_PERIOD) == 0 }
                }
            }
        }
        found = try found.filter { try files.resolve($0) != nil }
        return Set(found).filter { path in !found.contains { $0.hasPrefix(path + "/") } }.sorted()
    }

    private func children(of folder: String) -> [String] {
        guard Path.isInside(folder, context.root) || Path.isInside(context.root, folder) else { return [] }
        return ((try? files.list(folder)) ?? []).filter { $0.kind == .folder && $0.isNameable }
            .map { Path.join(folder, $0.name) }
            .filter { Path.isInside($0, context.root) || Path.isInside(context.root, $0) }
    }

    private func descendants(of folder: String) -> [String] {
        children(of: folder).filter { !Path.name($0).hasPrefix(".") }.flatMap { [$0] + descendants(of: $0) }
    }
}

extension Adoption {
    /// Where khal looks for its configuration.
    static func khalPath(environment: [String: String]) -> String {
        configuration("khal/config", environment: environment)
    }
}
