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
    /// What the provider must keep to write it later (opaque, small): for instance how an exclusion is stored.
    package var notes: [String: String]

    package init(
        id: String, revision: String, uid: UID, view: View, instances: [InstanceKey: RemoteInstance] = [:],
        readOnly: String? = nil, notes: [String: String] = [:]
    ) {
        self.id = id
        self.revision = revision
        self.uid = uid
        self.view = view
        self.instances = instances
        self.readOnly = readOnly
        self.notes = notes
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
}
