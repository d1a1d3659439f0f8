/// Whose doing the folder's state of an event is: a person's, or that of services whose changes the same plan pulls.
struct Doing: Sendable {
    /// Whether a person edited the file besides.
    var isEdited = false
    /// The services whose changes were pulled, by pair, in order.
    private var services: [(pair: PairID, name: String)] = []

    /// Why an event is made elsewhere.
    var made: String { services.isEmpty ? "new in the folder" : "new at \(names)" }
    /// Why an event is deleted elsewhere.
    var deleted: String { services.isEmpty ? "you deleted the file" : "deleted at \(names)" }

    init(isEdited: Bool = false) { self.isEdited = isEdited }

    /// Why fields are changed elsewhere.
    func changed(_ fields: String) -> String { "\(names) changed \(fields)" }

    /// With a change that was pulled from `pair`.
    func adding(_ pair: PairFacts) -> Doing {
        var doing = self
        doing.services.append((pair.id, pair.service))
        return doing
    }

    /// As `pair` sees it, whose own changes are nothing to tell it.
    func besides(_ pair: PairID) -> Doing {
        var doing = self
        doing.services.removeAll { $0.pair == pair }
        return doing
    }

    private var names: String {
        var names = isEdited || services.isEmpty ? ["you"] : []
        for service in services where !names.contains(service.name) { names.append(service.name) }
        return names.joined(separator: " and ")
    }
}
