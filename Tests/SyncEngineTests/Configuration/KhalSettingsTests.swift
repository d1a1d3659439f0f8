import SyncEngine
import Testing

@Suite struct KhalSettingsTests {
    @Test func `calendars are read, and what is none is said`() {
        let settings = KhalSettings(
            """
            [calendars]
              [[home]]
                path = ~/calendars/home  # mine
                color = dark cyan
              [[ work ]]
                path = "~/calendars/the # work"
                readonly = True
              [[all]]
                path = ~/calendars/*
                type = discover
              [[born]]
                path = ~/contacts
                type = birthdays
              [[nothing]]

            [default]
            default_calendar = home
            path = ~/elsewhere
            [view]
              [[path]]
                path = ~/no
            """)
        #expect(settings.calendars.map(\.name) == ["home", "work", "all"])
        #expect(settings.calendars.map(\.path) == ["~/calendars/home", "~/calendars/the # work", "~/calendars/*"])
        #expect(settings.calendars.map(\.isPattern) == [false, false, true])
        #expect(settings.problems.count == 2)
        #expect(
            settings.problems.contains { $0.contains("born") } && settings.problems.contains { $0.contains("nothing") })
    }

    @Test func `a file of something else is no calendar`() {
        #expect(KhalSettings("").calendars.isEmpty)
        #expect(KhalSettings("[[home]]\npath = ~/x").calendars.isEmpty)
        #expect(KhalSettings("[calendars]\n[[\n]]\npath\n=").calendars.isEmpty)
    }
}
