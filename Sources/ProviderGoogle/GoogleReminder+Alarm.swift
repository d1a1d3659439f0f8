import SyncCore

extension GoogleReminder {
    /// The alarm it is; nil for a method that calendar files don't know.
    var alarm: Alarm? {
        switch method {
        case "popup": Alarm(action: "DISPLAY", trigger: .start(-60 * minutes))
        case "email": Alarm(action: "EMAIL", trigger: .start(-60 * minutes))
        default: nil
        }
    }

    /// The reminder that says `alarm`; nil for one that Google can't hold.
    init?(_ alarm: Alarm) {
        guard case .start(let seconds) = alarm.trigger, seconds <= 0, -seconds / 60 <= Self.longest else { return nil }
        switch alarm.action {
        // A reminder of Google's makes the sound that the phone chooses.
        case "DISPLAY", "AUDIO": self.init(method: "popup", minutes: -seconds / 60)
        case "EMAIL": self.init(method: "email", minutes: -seconds / 60)
        default: return nil
        }
    }

    /// Four weeks, in minutes (EventReminder); Google would cut a longer one to it.
    private static let longest = 40_320
}
