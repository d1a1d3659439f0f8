import SyncCore

/// Tells what is still skipped from what has changed since, while one plan is made.
final class SkipCheck {
    /// The fingerprints of what both sides say.
    struct Values: Hashable {
        let local, remote: String
    }

    private let skips: [RecordKey: Skip]
    private let isOffline: Bool
    private let isNoting: Bool
    private var changed: Set<RecordKey> = []
    private var standing: Set<RecordKey> = []
    /// What both sides said of an event when the first operation on it was planned; empty unless asked for.
    private(set) var values: [RecordKey: Values] = [:]

    /// What was skipped and has changed since. In the course of a plan another service's change may come to the file: what
    /// was skipped with that in view stands.
    var over: Set<RecordKey> { changed.subtracting(standing) }

    init(_ manifest: Manifest, isOffline: Bool, isNoting: Bool) {
        skips = manifest.skips
        self.isOffline = isOffline
        self.isNoting = isNoting
    }

    /// Whether the person left this out, and both sides say what they said then.
    func isSkipped(_ question: SkipQuestion) -> Bool {
        let key = question.key
        let isNew = isNoting && question.hasOperations && values[key] == nil
        // A side that can't be read now says nothing about what it will say.
        guard skips[key] != nil || isNew, let now = Self.values(question) else { return false }
        if isNew { values[key] = now }
        guard let skip = skips[key] else { return false }
        // Without a look at the service nothing is known of it but what was seen before the skip.
        let isSame = skip.local == now.local && (isOffline || skip.remote == now.remote)
        if isSame { standing.insert(key) } else { changed.insert(key) }
        return isSame
    }

    /// What both sides say; `nil` where one of them can't be told.
    private static func values(_ question: SkipQuestion) -> Values? {
        let here: View?
        switch question.local {
        case .absent: here = nil
        case .file(let file): here = file.file.event?.content
        case .paused, .unknown: return nil
        }
        let there: View?
        switch (question.remote, question.record) {
        case (.event(let event), _): there = event.view
        case (.same, .live(let base)?): there = base.seen.view
        case (.same, _), (.gone, _): there = nil
        case (.unknown, _), (.hidden, _): return nil
        }
        return Values(local: fingerprint(here), remote: fingerprint(there))
    }

    /// The fingerprint of a view; empty for none.
    private static func fingerprint(_ view: View?) -> String {
        guard let view else { return "" }
        var writer = ByteWriter()
        writer.view(view)
        return Digest.of(writer.bytes)
    }
}
