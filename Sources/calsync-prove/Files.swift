import ArgumentParser
import Glibc
import SyncCore
import SyncEngine

/// What reading and editing a file costs: no proof, but the figure that `make bench` prints beside libical's and Python's.
struct Files: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the reading and editing of event files: processor seconds, files in memory.")

    @Argument(help: "A folder with .ics files.") var folder: String

    func run() async throws {
        let store = DiskFileStore()
        let texts = try store.list(folder).filter { $0.name.hasSuffix(".ics") }.map {
            try store.read(folder + "/" + $0.name, limit: 1 << 22)
        }
        let began = clock()
        var events = 0
        for text in texts where EventFile(text).event != nil { events += 1 }
        let read = clock()
        var bytes = 0
        for text in texts {
            let file = EventFile(text)
            guard let title = file.event?.content.master[.title] else { continue }
            let change = Change.field(FieldPath(.title), from: title, to: .text("edited"))
            bytes += file.applying([change], through: .identity).file.bytes.count
        }
        let end = clock()
        let seconds = { (from: clock_t, to: clock_t) in Double(to - from) / Double(CLOCKS_PER_SEC) }
        print("\(events) events read \(seconds(began, read)) edited \(seconds(read, end)) bytes \(bytes)")
    }
}
