import SyncCore

/// Reads the JSON of records that ``ByteWriter`` wrote, in its very order; `nil` for any other.
///
/// What is `nil` here may still be right: `Codable` reads every order and spelling, 15 times as slowly.
extension ByteScanner {
    /// A line of a pack: the record and whose it is.
    mutating func packLine() -> (uid: UID, record: Record)? {
        guard skip("{\"r\":"), let record = record(), skip(",\"u\":"), let uid = uid(), skip("}"), isAtEnd else {
            return nil
        }
        return (uid, record)
    }

    private mutating func record() -> Record? {
        if skip("{\"live\":") {
            guard let base = base(), skip("}") else { return nil }
            return .live(base)
        }
        guard skip("{\"deleted\":"), let tombstone = tombstone(), skip("}") else { return nil }
        return .deleted(tombstone)
    }

    private mutating func base() -> Base? {
        guard skip("{\"seen\":"), let seen = remoteEvent() else { return nil }
        guard let remote = skip(",\"remote\":") ? view() : seen.view else { return nil }
        guard let folder = skip(",\"folder\":") ? view() : remote else { return nil }
        guard skip(",\"agreed\":"), let agreed = blob() else { return nil }
        guard let generation = skip(",\"gen\":") ? number(Int.self) : 0 else { return nil }
        guard let past = skip(",\"past\":") ? strings() : [], skip("}") else { return nil }
        return Base(
            seen: seen, remoteShadow: remote, folderShadow: folder, agreed: agreed, generation: generation, past: past)
    }

    private mutating func tombstone() -> Tombstone? {
        guard skip("{\"id\":"), let id = string(),
            skip(",\"revisions\":"), let revisions = strings(),
            skip(",\"agreed\":"), let agreed = blob()
        else { return nil }
        var path: String?
        if skip(",\"path\":") {
            guard let place = string() else { return nil }
            path = place
        }
        guard let generation = skip(",\"gen\":") ? number(Int.self) : 0 else { return nil }
        var tombstone = Tombstone(
            remoteID: id, revisions: Set(revisions), agreed: agreed, path: path, generation: generation)
        if skip(",\"keptFile\":") {
            guard let kept = string() else { return nil }
            tombstone.keptFile = kept
        }
        tombstone.keepsEvent = skip(",\"keepsEvent\":true")
        if skip(",\"movedTo\":") {
            guard let place = string() else { return nil }
            tombstone.movedTo = PairID(place)
        }
        return skip("}") ? tombstone : nil
    }

    private mutating func remoteEvent() -> RemoteEvent? {
        guard skip("{\"id\":"), let id = string(),
            skip(",\"revision\":"), let revision = string(),
            skip(",\"uid\":"), let uid = uid(),
            skip(",\"view\":"), let view = view(),
            skip(",\"instances\":"), let instances = table({ $0.instance() })
        else { return nil }
        var event = RemoteEvent(id: id, revision: revision, uid: uid, view: view)
        event.instances = Dictionary(instances.map { (InstanceKey($0), $1) }) { $1 }
        if skip(",\"readOnly\":") {
            guard let reason = string() else { return nil }
            event.readOnly = reason
        }
        if skip(",\"limit\":") {
            guard let limit = limit() else { return nil }
            event.limit = limit
        }
        guard skip(",\"notes\":"), let notes = table({ $0.string() }), skip("}") else { return nil }
        event.notes = Dictionary(notes) { $1 }
        return event
    }

    private mutating func instance() -> RemoteInstance? {
        guard skip("{\"id\":"), let id = string(), skip(",\"revision\":"), let revision = string(), skip("}") else {
            return nil
        }
        return RemoteInstance(id: id, revision: revision)
    }

    private mutating func limit() -> WriteLimit? {
        guard skip("{\"fields\":"), let names = strings(), skip(",\"reason\":"), let reason = string() else {
            return nil
        }
        let fields = names.compactMap { Field(rawValue: $0) }
        var limit = WriteLimit(fields: Set(fields), reason: reason)
        if skip(",\"answersFor\":") {
            guard let address = string() else { return nil }
            limit.answersFor = address
        }
        guard skip(",\"allowsDeletion\":"), let allows = flag(), skip("}"), fields.count == names.count else {
            return nil
        }
        limit.allowsDeletion = allows
        return limit
    }

    private mutating func blob() -> [UInt8]? {
        if skip("{\"t\":") {
            guard let text = string(), skip("}") else { return nil }
            return Array(text.utf8)
        }
        guard skip("{\"b\":"), let text = string(), skip("}") else { return nil }
        return Base64.decode(text)
    }

    private mutating func uid() -> UID? { string().flatMap { UID($0) } }

    private mutating func flag() -> Bool? {
        if skip("true") { return true }
        return skip("false") ? false : nil
    }
}
