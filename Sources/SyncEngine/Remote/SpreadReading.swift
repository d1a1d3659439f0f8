import ICalendar
import ProviderKit
import SyncCore

// Series that a service shows as a row for each occurrence.

extension Provider {
    /// Looks at an event as it is known. Of a series that is shown as rows, each one that a look-up doesn't show is read by
    /// its own id: an index may be late, and only the trash proves a deletion.
    func sighting(of known: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError) -> Sighting {
        let found = try await event(known.id, in: calendar)
        guard known.isSpread, case .live(let event) = found else { return found }
        var whole = event.completed(after: known)
        for (key, instance) in known.instances.sorted(by: { $0.key < $1.key }) where whole.instances[key] == nil {
            switch try await self.event(instance.id, in: calendar) {
            case .live(let row):
                whole.view.exceptions[key] = known.view.exceptions[key]
                whole.take(row: row, at: key)
            case .tombstone, .absent: whole.drop(key)
            }
        }
        return .live(whole)
    }
}

extension RemoteReader {
    /// Looks for the rows of known series that a listing of everything doesn't show.
    ///
    /// Where many are missing at once nothing is concluded before the person has allowed it: a table may have been cleared by
    /// mistake.
    func proveRows(present: Set<String>, into reading: inout RemoteReading) async {
        let window = provider.lens(for: calendar).window
        var missing: [(event: RemoteEvent, uid: UID, keys: [InstanceKey])] = []
        var count = 0
        for event in known.values.filter(\.isSpread).sorted(by: { $0.id < $1.id }) {
            let keys = event.instances.filter { window?.contains($0.key) ?? false }.keys
            count += keys.count
            let gone = keys.filter { key in event.instances[key].map { !present.contains($0.id) } ?? false }.sorted()
            if !gone.isEmpty { missing.append((event, uids[event.id] ?? event.uid, gone)) }
        }
        let all = missing.reduce(0) { $0 + $1.keys.count }
        let isMass = all > max(10, count / 10) || (count >= 4 && all * 2 >= count)
        for (known, uid, keys) in missing {
            if isMass, !confirmsAll {
                reading.cursor = nil
                reading.states[uid] = .unknown(
                    reason: "\(all) of \(count) pages of series are gone at \(provider.capabilities.name)",
                    remedy: "Bring them back there; or release it with `calsync sync --allow-mass-change`.")
                continue
            }
            var event = known
            if case .event(let now)? = reading.states[uid] { event = now }
            do throws(ProviderError) {
                for key in keys {
                    guard let id = event.instances[key]?.id else { continue }
                    do throws(ProviderError) {
                        switch try await provider.event(id, in: calendar) {
                        case .live(let row): event.take(row: row, at: key)
                        case .tombstone, .absent: event.drop(key)
                        }
                    } catch {
                        // What isn't shown is no deletion; an EXDATE in the file settles it.
                        guard case .forbidden = error, !provider.capabilities.tellsDeletions else { throw error }
                    }
                }
                reading.states[uid] = .event(event)
            } catch {
                reading.cursor = nil
                reading.states[uid] = .unknown(reason: error.sentence, remedy: "It is read again by the next sync.")
            }
        }
    }
}

extension Intent {
    /// Whether it makes something at the service that would be there twice if it were made again.
    var makesRow: Bool {
        switch kind {
        case .createRemote: return true
        case .editRemote:
            guard case .live(let base)? = previous else { return false }
            return base.seen.isSpread && (changes ?? []).contains(where: \.makesRow)
        case .createFile, .editFile, .deleteFile, .moveRemote, .deleteRemote: return false
        }
    }
}
