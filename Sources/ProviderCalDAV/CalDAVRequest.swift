import ICalendar

/// The bodies of requests, as XML (RFC 4918, RFC 4791, RFC 6578).
enum CalDAVBody {
    /// Asks for properties.
    static func propfind(_ names: [XMLName]) -> String {
        document("d:propfind", "<d:prop>" + names.map(tag).joined() + "</d:prop>")
    }

    /// Asks what changed since `token`; everything, where it is `nil` (RFC 6578 §3.2).
    ///
    /// No limit is ever sent: some servers cut the listing without saying so (facts/caldav.md 2).
    static func syncCollection(since token: String?) -> String {
        document(
            "d:sync-collection",
            "<d:sync-token>" + escaped(token ?? "") + "</d:sync-token><d:sync-level>1</d:sync-level>"
                + "<d:prop><d:getetag/></d:prop>")
    }

    /// Asks for events whole, by their paths (RFC 4791 §7.9).
    static func multiget(_ paths: [String]) -> String {
        document(
            "c:calendar-multiget",
            "<d:prop><d:getetag/><c:calendar-data/></d:prop>"
                + paths.map { "<d:href>" + escaped($0) + "</d:href>" }.joined())
    }

    /// Asks for the events that hold `uid` (RFC 4791 §7.8.6): as a part of a longer one too.
    static func query(uid: String) -> String {
        document(
            "c:calendar-query",
            "<d:prop><d:getetag/><c:calendar-data/></d:prop>"
                + "<c:filter><c:comp-filter name=\"VCALENDAR\"><c:comp-filter name=\"VEVENT\"><c:prop-filter name=\"UID\">"
                + "<c:text-match collation=\"i;octet\">" + escaped(uid) + "</c:text-match>"
                + "</c:prop-filter></c:comp-filter></c:comp-filter></c:filter>")
    }

    /// Without a byte before the declaration: iCloud refuses white space there (facts/caldav.md 6).
    private static func document(_ name: String, _ content: String) -> String {
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<\(name) xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\""
            + " xmlns:s=\"http://calendarserver.org/ns/\" xmlns:i=\"http://apple.com/ns/ical/\">\(content)</\(name)>"
    }

    private static func tag(_ name: XMLName) -> String {
        let prefix =
            switch name.space {
            case "DAV:": "d"
            case XMLName.caldav("").space: "c"
            case XMLName.apple("").space: "s"
            default: "i"
            }
        return "<\(prefix):\(name.local)/>"
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            // XML 1.0 §2.2 has no place for other controls.
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}": continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
