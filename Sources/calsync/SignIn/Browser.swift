import Glibc
import ProviderKit

/// The person's web browser.
enum Browser {
    /// Opens an address where there is a display and something to open it with; returns whether that was tried.
    static func open(_ url: String, environment: [String: String]) -> Bool {
        let hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
        guard hasDisplay, url.hasPrefix("https://") || url.hasPrefix("http://") else { return false }
        return (try? ChildProcess.launch(["xdg-open", url], environment: environment)) != nil
    }
}
