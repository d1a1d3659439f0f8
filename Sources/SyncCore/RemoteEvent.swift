/// An event as a service answered it.
package struct RemoteEvent: Hashable, Sendable, Codable {
    /// The service's id of it (of the master, for a series). Opaque.
    package var id: String
    /// The service's mark of this version. Opaque; guards writes.
    package var revision: String
    /// The iCalendar UID it carries, or that calsync's marker on it names.
    package var uid: UID
    /// What the service holds of it.
    package var view: View
    /// Ids and revisions of its exceptions.
    package var instances: [InstanceKey: RemoteInstance]
    /// Why it cannot be written, as a sentence; `nil` when it can.
    package var readOnly: String?
    /// What of it cannot be written, where the rest can.
    package var limit: WriteLimit?
    /// What the provider must keep to write it later (opaque, small): for instance how an exclusion is stored.
    package var notes: [String: String]

    package init(
        id: String, revision: String, uid: UID, view: View, instances: [InstanceKey: RemoteInstance] = [:],
        readOnly: String? = nil, limit: WriteLimit? = nil, notes: [String: String] = [:]
    ) {
        self.id = id
        self.revision = revision
        self.uid = uid
        self.view = view
        self.instances = instances
        self.readOnly = readOnly
        self.limit = limit
        self.notes = notes
    }
}

/// What of an event cannot be written, where the rest can: somebody else's invitation, say.
package struct WriteLimit: Hashable, Sendable, Codable {
    /// The fields that cannot be written, sorted.
    package var fields: [Field]
    /// Why, as a sentence.
    package var reason: String
    /// The address whose answer can be written all the same, such as `mailto:ann@example.com`, in lower case.
    package var answersFor: String?
    /// Whether the event can be deleted.
    package var allowsDeletion: Bool

    package init(fields: Set<Field>, reason: String, answersFor: String? = nil, allowsDeletion: Bool = true) {
        self.fields = fields.sorted()
        self.reason = reason
        self.answersFor = answersFor
        self.allowsDeletion = allowsDeletion
    }

    /// Whether it lets `change` through.
    package func allows(_ change: Change) -> Bool {
        guard let field = change.field else { return !fields.contains(.when) }
        if !fields.contains(field) { return true }
        return answersFor.map { change.isAnswer(of: $0) } ?? false
    }
}

/// An exception of a series as a service answered it.
package struct RemoteInstance: Hashable, Sendable, Codable {
    /// The service's id of it.
    package var id: String
    /// The service's mark of this version.
    package var revision: String

    package init(id: String, revision: String) {
        self.id = id
        self.revision = revision
    }
}

extension RemoteEvent {
    /// The revisions of it and of its instances.
    package var revisions: Set<String> {
        var all = Set(instances.values.map(\.revision))
        if !revision.isEmpty { all.insert(revision) }
        return all
    }

    /// Whether the service shows only that it exists: nothing in it may blank a file.
    package var isHidden: Bool { notes[Self.hiddenNote] != nil }

    /// Whether the service left people out of the list of attendees: who is missing there was not uninvited.
    package var omitsAttendees: Bool { notes["omitted"] != nil }

    /// The note on an event of which the service shows only that it exists.
    package static let hiddenNote = "hidden"

    /// The note on an event of which nothing can be concluded until a person mends it there; its value is the sentence.
    package static let trouble = "trouble"
    /// The note on a row that is no event yet: nobody is told of it before it becomes one.
    package static let unfinished = "unfinished"
    /// The note with the operation that made it, for services where a marker must tell a double from a copy.
    package static let operation = "operation"
    /// The note with the moment it was made, in a form that sorts.
    package static let created = "created"
    /// The note on an event that calsync itself made a second time, because an answer was lost.
    package static let double = "double"

    /// Why nothing can be concluded from it, as a sentence with a remedy.
    package var trouble: String? { notes[Self.trouble] }
}
