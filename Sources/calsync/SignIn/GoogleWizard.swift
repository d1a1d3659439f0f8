/// The way to a client of one's own, in four steps with their pages (facts/google-calendar.md 7.4).
enum GoogleWizard {
    /// The steps.
    static func text(style: Style) -> String {
        """
        calsync has no app at Google that all its users share: you make one of your own. That takes five minutes, once.

        \(style.bold("1  Make a project"))  (any name)
             https://console.cloud.google.com/projectcreate
        \(style.bold("2  Turn the Google Calendar API on"))  (not “CalDAV API”)
             https://console.cloud.google.com/apis/library/calendar-json.googleapis.com
        \(style.bold("3  Describe the app, and publish it"))  (any name; audience: External; then “Publish app”, no verification)
             https://console.cloud.google.com/auth/overview
             Left in “Testing”, the sign-in would end every 7 days, and only for listed test users.
        \(style.bold("4  Create a client of type “Desktop app”, and download its JSON"))
             https://console.cloud.google.com/auth/clients

        """
    }
}
