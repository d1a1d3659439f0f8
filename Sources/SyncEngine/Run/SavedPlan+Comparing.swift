import SyncCore

extension SavedPlan {
    /// What moved since this plan was made, as sentences; empty where `now` would do just the same.
    package func differences(to now: SavedPlan) -> [String] {
        var sentences: [String] = []
        if pairs.map(\.id) != now.pairs.map(\.id) {
            sentences.append(
                "The plan was for \(Self.words(pairs.map(\.id))); now it is for \(Self.words(now.pairs.map(\.id))).")
        }
        for pair in pairs {
            guard let other = now.pairs.first(where: { $0.id == pair.id }), other != pair else { continue }
            sentences.append(
                "\(pair.id): \(pair.calendar == other.calendar ? "its policy is" : "its calendar is") another one now.")
        }
        sentences += stepDifferences(to: now)
        let before = Dictionary(grouping: conflicts, by: \.key)
        let after = Dictionary(grouping: now.conflicts, by: \.key)
        for key in Set(before.keys).union(after.keys).sorted() where before[key] != after[key] {
            let clash = after[key]?.first ?? before[key]?.first
            let what =
                before[key] == nil
                ? "is in conflict now" : after[key] == nil ? "is in conflict no more" : "conflicts otherwise"
            sentences.append("\(clash?.title ?? key.uid.text)  \(clash?.path ?? "") \(what) (\(key.pair)).")
        }
        return sentences
    }

    private func stepDifferences(to now: SavedPlan) -> [String] {
        let before = Dictionary(grouping: steps, by: \.identity)
        let after = Dictionary(grouping: now.steps, by: \.identity)
        var sentences: [String] = []
        for step in steps.firsts where before[step.identity] != after[step.identity] {
            let (old, new) = (before[step.identity] ?? [], after[step.identity] ?? [])
            if new.isEmpty {
                sentences.append("\(step.name): \(step.deed) is not called for any more.")
            } else if old.count != new.count {
                sentences.append("\(step.name): it would be done \(new.count) times instead of \(old.count).")
            } else {
                for (was, would) in zip(old, new) where was != would {
                    sentences.append("\(was.name): \(was.difference(to: would)).")
                }
            }
        }
        for step in now.steps.firsts where before[step.identity] == nil {
            sentences.append("\(step.name): \(step.deed) is new.")
        }
        return sentences
    }

    private static func words(_ pairs: [PairID]) -> String {
        pairs.isEmpty ? "no pair" : pairs.map(\.text).joined(separator: ", ")
    }
}

extension SavedPlan.Step {
    /// What makes two steps the same one, whatever they write.
    fileprivate struct Identity: Hashable {
        var key: RecordKey
        var operation: String
        var instance: InstanceKey?
    }

    fileprivate var identity: Identity {
        Identity(
            key: key, operation: operation, instance: operation.hasSuffix("instance") ? changes.first?.instance : nil)
    }

    /// The event for the screen.
    fileprivate var name: String { path.map { "\(title)  \($0)" } ?? title }

    /// What would be done, in words.
    fileprivate var deed: String {
        let place = side == .remote ? "at \(key.pair)" : "in the folder"
        if operation == Operation.Kind.moveRemote.word { return "moving it to \(key.pair)" }
        return operation.hasPrefix("create")
            ? "creating it \(place)"
            : operation.hasPrefix("delete")
                ? "deleting it \(place)"
                : operation.hasPrefix("complete") ? "completing the file" : "changing \(changes.words) \(place)"
    }

    /// What differs, the most telling first.
    fileprivate func difference(to now: SavedPlan.Step) -> String {
        if changes != now.changes {
            return changes.words == now.changes.words
                ? "\(changes.words) would become something else" : "it would change \(now.changes.words)"
        }
        if path != now.path { return "its file is \(now.path ?? "none") now" }
        if source != now.source { return "it would move from \(now.source?.pair.text ?? "nowhere")" }
        if before != now.before { return "the file was saved since" }
        if (remoteID, revision) != (now.remoteID, now.revision) { return "it was changed at \(key.pair) since" }
        if after != now.after { return "the file would become another one" }
        return "it is done for another reason: \(now.reason)"
    }
}

extension [SavedPlan.Step] {
    /// The first step of each identity, in order.
    fileprivate var firsts: [SavedPlan.Step] {
        var seen: Set<SavedPlan.Step.Identity> = []
        return filter { seen.insert($0.identity).inserted }
    }
}
