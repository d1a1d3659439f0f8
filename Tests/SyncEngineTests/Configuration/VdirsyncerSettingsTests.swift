import SyncEngine
import Testing

@Suite struct VdirsyncerSettingsTests {
    @Test func `pairs of a folder and a server are read, with their collections`() {
        let settings = VdirsyncerSettings(
            """
            [general]
            status_path = "~/.vdirsyncer/status/"

            [pair mine]
            a = "local"
            b = "server"
            # all of them
            collections = ["from a",
                "from b"]

            [pair some]
            a = "server"
            b = "local"
            collections = ["work", ["family", "home", null]]

            [pair one]
            a = "local"
            b = "server"
            collections = null

            [storage local]
            type = "filesystem"
            path = "~/calendars"
            fileext = ".ics"

            [storage server]
            type = "caldav"
            url = "https://cal.example.com/"
            username = "ann"
            password.fetch = ["command", "pass", "cal"]
            """)
        #expect(settings.problems.isEmpty)
        #expect(settings.links.map(\.pair) == ["mine", "some", "one"])
        #expect(
            settings.links.map(\.collections)
                == [.all, .named(["work": "work", "family": "home"]), nil])
        #expect(settings.links.allSatisfy { $0.path == "~/calendars" && $0.user == "ann" && $0.server == "server" })
    }

    @Test func `what is no folder and no CalDAV server is said`() {
        let settings = VdirsyncerSettings(
            """
            [pair contacts]
            a = "a"
            b = "b"
            collections = ["from a"]
            [storage a]
            type = "filesystem"
            path = "~/contacts"
            [storage b]
            type = "carddav"
            url = "https://example.com/"
            [pair half]
            a = "a"
            """)
        #expect(settings.links.isEmpty)
        #expect(settings.problems.count == 2)
        #expect(VdirsyncerSettings("").links.isEmpty && VdirsyncerSettings("]\n[\n=x").links.isEmpty)
    }
}
