import Testing

@testable import ProviderCalDAV

@Suite struct DAVLocationTests {
    @Test func `five servers' spellings of one path are one place`() throws {
        let base = try #require(DAVLocation("https://Cal.example.com:443/dav/alice/"))
        let spellings = [
            "/dav/alice/a%2Bb%40c%3Bd%C3%BC.ics", "/dav/alice/a+b@c;d%c3%bc.ics", "/dav/alice/a%2bb@c%3bdü.ics",
            "https://cal.example.com/dav/alice/a+b%40c;dü.ics", "a+b@c;d%C3%BC.ics", "/dav//alice/./a+b@c;dü.ics",
        ]
        #expect(Set(spellings.map { base.resolving($0) }).count == 1)
        #expect(base.resolving(spellings[0]).flatMap { base.name(of: $0) } == "a+b@c;dü.ics")
    }

    @Test func `a name goes into the path and comes back`() throws {
        let base = try #require(DAVLocation("https://example.com/c/"))
        for name in ["a.ics", "a b.ics", "100%.ics", "a/b.ics", "ü?#.ics", "%41.ics"] {
            let place = base.appending(name)
            #expect(base.name(of: place) == name)
            #expect(DAVLocation(place.url) == place)
        }
    }

    @Test func `what isn't directly in a calendar has no name there`() throws {
        let base = try #require(DAVLocation("https://example.com/c/"))
        for href in ["/c/", "/c", "/", "/d/a.ics", "/c/d/a.ics", "https://other.example/c/a.ics"] {
            #expect(base.resolving(href).flatMap { base.name(of: $0) } == nil, "\(href)")
        }
    }

    @Test func `a sign-in goes to its own host, and to iCloud's other ones`() throws {
        let home = try #require(DAVLocation("https://caldav.icloud.com/"))
        let allowed = ["https://p42-caldav.icloud.com:443/1/", "https://caldav.icloud.com/x"]
        let refused = [
            "http://p42-caldav.icloud.com/", "https://icloud.com.example/", "https://evilicloud.com/",
            "https://caldav.icloud.com:8443.example/",
        ]
        for url in allowed { #expect(DAVLocation(url).map { home.sharesSignIn(with: $0) } == true, "\(url)") }
        for url in refused { #expect(DAVLocation(url).map { home.sharesSignIn(with: $0) } == false, "\(url)") }
        #expect(DAVLocation("https://user@example.com/") == nil)
    }

    @Test func `an address, a host and a URL lead to where accounts are found`() {
        #expect(
            CalDAVProvider.endpoints(for: "ann@example.com")
                == ["https://example.com/.well-known/caldav", "https://example.com/"])
        #expect(CalDAVProvider.endpoints(for: "cal.example.com")[0] == "https://cal.example.com/.well-known/caldav")
        #expect(
            CalDAVProvider.endpoints(for: "https://cloud.example.com/remote.php/dav")
                == ["https://cloud.example.com/remote.php/dav", "https://cloud.example.com/.well-known/caldav"])
        #expect(CalDAVProvider.endpoints(for: "nonsense").isEmpty)
    }
}
