import FoundationEssentials
import SyncCore

extension NotionProvider {
    /// Reads the bytes of a page of rows of `calendar`, as ``changes(in:since:)`` does once they have arrived; `nil` where
    /// they are none. For those who prove the reading.
    package func rows(of page: [UInt8], in calendar: RemoteCalendar) -> [RemoteItem]? {
        guard let page = try? NotionJSON.decoder.decode(NotionPageList.self, from: Data(page)) else { return nil }
        let mapping = NotionMapping(schema: schema(of: calendar), options: options)
        return page.results.map(mapping.item)
    }
}
