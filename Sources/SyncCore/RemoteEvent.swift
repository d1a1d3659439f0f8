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
    /// The address whose answer can be written all the same, as `mailto:` in lower case.
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
    /// Whether the service shows only that it exists: nothing in it may blank a file.
    package var isHidden: Bool { notes["hidden"] != nil }

    /// Whether the service left people out of the list of attendees: who is missing there was not uninvited.
    package var omitsAttendees: Bool { notes["omitted"] != nil }
}
