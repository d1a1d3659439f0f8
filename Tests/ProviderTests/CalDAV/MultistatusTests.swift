import Testing

@testable import ProviderCalDAV

@Suite struct MultistatusTests {
    @Test func `a delta of Xandikos has tags, a deletion and a token`() throws {
        let status = try Multistatus(
            Array(
                """
                <ns0:multistatus xmlns:ns0="DAV:"><ns0:response><ns0:href>/alice/a%2Bb.ics</ns0:href><ns0:propstat>\
                <ns0:status>HTTP/1.1 200 OK</ns0:status><ns0:prop><ns0:getetag>"1"</ns0:getetag></ns0:prop></ns0:propstat>\
                </ns0:response><ns0:response><ns0:href>/alice/gone.ics</ns0:href><ns0:status>HTTP/1.1 404 Not Found</ns0:status>\
                </ns0:response><ns0:sync-token>4b825dc6</ns0:sync-token></ns0:multistatus>
                """.utf8))
        #expect(status.syncToken == "4b825dc6")
        #expect(status.responses.map(\.tag) == ["\"1\"", nil])
        #expect(status.responses.map(\.isGone) == [false, true])
    }

    @Test func `a property that wasn't found is not there`() throws {
        let status = try Multistatus(
            Array(
                """
                <multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/c/a.ics</href>\
                <propstat><prop><getetag>W/&quot;7&quot;</getetag></prop><status>HTTP/1.1 200 OK</status></propstat>\
                <propstat><prop><C:calendar-data/></prop><status>HTTP/1.1 404 Not Found</status></propstat></response></multistatus>
                """.utf8))
        #expect(status.responses[0].tag == "\"7\"")
        #expect(status.responses[0].found[.caldav("calendar-data")] == nil)
    }

    @Test func `a listing that goes on later says so`() throws {
        let status = try Multistatus(
            Array(
                """
                <D:multistatus xmlns:D="DAV:"><D:response><D:href>/c/</D:href><D:status>HTTP/1.1 507 Insufficient Storage\
                </D:status><D:error><D:number-of-matches-within-limits/></D:error></D:response>\
                <D:sync-token>data:,5</D:sync-token></D:multistatus>
                """.utf8))
        #expect(status.responses[0].status == 507)
        #expect(status.responses[0].conditions.map(\.name) == [.dav("number-of-matches-within-limits")])
    }

    @Test func `a page that is no multistatus is refused`() {
        for body in ["<html xmlns='http://www.w3.org/1999/xhtml'><p/></html>", "<error xmlns='DAV:'/>", ""] {
            #expect(throws: XMLReader.Flaw.self) { try Multistatus(Array(body.utf8)) }
        }
    }
}
