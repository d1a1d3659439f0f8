import Glibc
import ICalendar
import SyncCore
import SyncEngine

/// The zone of the clock on this machine, by its IANA name.
enum SystemZone {
    /// Returns the zone that `TZ` names, else that of `/etc/localtime`, else UTC.
    ///
    /// - Returns: The zone, and a remark where it had to be guessed.
    static func current(_ environment: [String: String]) -> (zone: Zone, remark: String?) {
        if let text = environment["TZ"], !text.isEmpty {
            if let zone = named(text.hasPrefix(":") ? String(text.dropFirst()) : text) { return (zone, nil) }
            return (.utc, "TZ=\(DisplayWidth.safe(text)) is no IANA name such as Europe/Berlin; UTC is used.")
        }
        if let real = try? DiskFileStore().resolve("/etc/localtime"), let zone = named(real) { return (zone, nil) }
        if let bytes = try? DiskFileStore().read("/etc/timezone", limit: 1_024) {
            let name = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
            if let zone = named(name) { return (zone, nil) }
        }
        return (.utc, nil)
    }

    /// The zone of a name, or of a path into the zone files.
    private static func named(_ text: String) -> Zone? {
        guard let range = text.firstRange(of: "zoneinfo/") else { return Zone.named(text) }
        return Zone.named(String(text[range.upperBound...]))
    }
}

extension Context {
    /// Where and when the person is.
    func standpoint() -> Standpoint {
        let (zone, remark) = SystemZone.current(environment)
        if let remark { output.note(remark) }
        return Standpoint(now: Int(Clock.now() / 1_000_000_000), zone: zone)
    }

    /// A path of the calendar folder as the current folder sees it.
    func shown(_ path: String) -> String {
        let absolute = root + "/" + path
        guard let current = try? DiskFileStore().resolve(Context.absolute(".")), absolute.hasPrefix(current + "/")
        else {
            return absolute
        }
        return String(absolute.dropFirst(current.utf8.count + 1))
    }
}
