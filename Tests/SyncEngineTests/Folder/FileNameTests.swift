import SyncCore
import SyncEngine
import Testing

/// Names of files for events of strangers.
@Suite struct FileNameTests {
    @Test(arguments: [
        "../../.profile", "/etc/passwd", "..", ".", ".calsync/manifest.json", "a\0b", "\u{2025}/\u{2215}x\u{FF0F}y",
        "~/.ssh",
        "-rf *", "con\n\r\t\u{1B}[2J", "\u{202E}sci", String(repeating: "/", count: 5_000), "",
    ])
    func `nothing of a title leads out of the folder`(title: String) {
        let path = FileName.path(for: View(master: Part([.title: .text(title)])), in: "work", taken: { _ in false })
        #expect(path.hasPrefix("work/undated-") && path.hasSuffix(".ics") && Path.isRelativeAndSafe(path))
        let name = Path.name(path)
        #expect(name.utf8.count <= 80 && path.split(separator: "/").count == 2)
        #expect(
            name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789-.".unicodeScalars.contains($0) })
    }
}
