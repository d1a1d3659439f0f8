/// One difference between two views of an event.
package enum Change: Hashable, Sendable, Codable {
    /// A field of the master, or of an instance that is an exception on both sides of the difference.
    case field(FieldPath, from: Value?, to: Value?)
    /// An instance that became an exception, stopped being one, or changed between excluded and changed.
    case exception(InstanceKey, from: Exception?, to: Exception?)

    /// The instance it concerns; `nil` for the master.
    package var instance: InstanceKey? {
        switch self {
        case .field(let path, _, _): path.instance
        case .exception(let key, _, _): key
        }
    }

    /// The field it concerns; `nil` for an exception as a whole.
    package var field: Field? {
        if case .field(let path, _, _) = self { return path.field }
        return nil
    }
}

extension View {
    /// What must change in this view to make it `other`, sorted.
    package func changes(to other: View) -> [Change] {
        var changes = View.changes(from: master, to: other.master, instance: nil)
        for key in Set(exceptions.keys).union(other.exceptions.keys).sorted() {
            switch (exceptions[key], other.exceptions[key]) {
            case (.excluded?, .excluded?): continue
            case (.changed(let before)?, .changed(let after)?):
                changes += View.changes(from: before, to: after, instance: key)
            case (let before, let after): changes.append(.exception(key, from: before, to: after))
            }
        }
        return changes
    }

    private static func changes(from before: Part, to after: Part, instance: InstanceKey?) -> [Change] {
        Set(before.fields.keys).union(after.fields.keys).sorted().compactMap { field in
            let (old, new) = (before[field], after[field])
            return Value.meanSame(old, new) ? nil : .field(FieldPath(field, of: instance), from: old, to: new)
        }
    }

    /// This view with `changes` made.
    package func applying(_ changes: some Sequence<Change>) -> View {
        var view = self
        for change in changes {
            switch change {
            case .field(let path, _, let to): view[path] = to
            case .exception(let key, _, let to): view.exceptions[key] = to
            }
        }
        return view
    }

    /// Takes over from `other` just what `changes` name: how a base moves on.
    package mutating func take(_ changes: some Sequence<Change>, from other: View) {
        for change in changes {
            switch change {
            case .exception(let key, _, _): exceptions[key] = other.exceptions[key]
            case .field(let path, _, _):
                // An instance that was no exception before has just this field agreed: the rest stays to be decided.
                if let key = path.instance, exceptions[key]?.part == nil, other.exceptions[key]?.part != nil {
                    exceptions[key] = .changed(Part())
                }
                self[path] = other[path]
            }
        }
    }

    /// Whether both say the same.
    package func matches(_ other: View) -> Bool { changes(to: other).isEmpty }
}

extension Exception {
    /// The fields of a changed instance.
    package var part: Part? {
        if case .changed(let part) = self { return part }
        return nil
    }

    /// Whether both say the same.
    package func matches(_ other: Exception) -> Bool {
        switch (self, other) {
        case (.excluded, .excluded): true
        case (.changed(let a), .changed(let b)): a.matches(b)
        default: false
        }
    }
}
