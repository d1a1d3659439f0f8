import SyncCore

extension CalDAVProvider {
    /// Reads the bytes of a multistatus with events of `calendar`, as ``changes(in:since:)`` does once they have arrived; `nil`
    /// where they are none. For those who prove the reading.
    package func rows(of body: [UInt8], in calendar: RemoteCalendar) -> [RemoteItem]? {
        guard let status = try? Multistatus(body), let place = try? location(of: calendar) else { return nil }
        return sightings(CalDAVAPI.Answer(location: place, status: status), in: place, calendar).map { .event($0) }
    }
}
