import FoundationEssentials
import SyncCore

extension GoogleProvider {
    /// Reads the bytes of a page of events of `calendar`, as ``changes(in:since:)`` does once they have arrived; `nil` where
    /// they are none. For those who prove the reading.
    package static func rows(of page: [UInt8], in calendar: RemoteCalendar) -> [RemoteItem]? {
        guard let page = try? JSONDecoder().decode(GoogleEventPage.self, from: Data(page)) else { return nil }
        return (page.items ?? []).map(GoogleMapping(calendar).item)
    }
}
