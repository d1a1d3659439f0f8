/// Where listings go on: opaque ids that are good for a while.
struct NotionCursors {
    /// What a cursor stands for.
    struct Position: Hashable {
        /// The last row that was given; nil before the first.
        var after: NotionPlace?
        /// How many results were given so far.
        var given: Int
        /// The query, which must be the same on each page.
        var shape: String
        /// The results that a fault leaves out at the end.
        var dropping = 0
    }

    private var positions: [String: (position: Position, madeAt: Int)] = [:]

    /// Keeps a position under a new id.
    mutating func make(_ position: Position, id: String, now: Int) -> String {
        if positions.count > 1000 { positions = positions.filter { $0.value.madeAt > now - 3600 } }
        positions[id] = (position, now)
        return id
    }

    /// The position of a cursor that is at most `life` seconds old and was made for the same query.
    func position(_ id: String, shape: String, now: Int, life: Int) throws(NotionError) -> Position {
        guard let known = positions[id], known.position.shape == shape, known.madeAt > now - life else {
            throw .invalid("The start_cursor provided is invalid: \(id)")
        }
        return known.position
    }

    /// Forgets every cursor.
    mutating func removeAll() { positions = [:] }
}
