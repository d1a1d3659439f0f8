/// Mail that the service would have sent to guests.
package struct SentMail: Sendable, Hashable {
    /// The method that sent it, such as `events.insert`.
    package var operation: String
    /// The event it is about.
    package var eventID: String
    /// The addresses it went to.
    package var guests: [String]
}

/// Everything the stand-in service knows; each request is one mutation of it.
struct GoogleState {
    /// What a request's method needs to know of the request.
    struct Call {
        var method: GoogleSchema.Method
        /// The values in the path: `calendarId`, `eventId`, `setting`.
        var path: [String: String] = [:]
        var query: [(name: String, value: String)] = []
        var body: JSON?
        var ifMatch: String?
        var ifNoneMatch: String?
        /// Whether a test or the demo page speaks, which may also make what no client can.
        var isTrusted = false
        /// What a fault does to a listing.
        var dropping = 0
        var emptyPages = 0

        func parameter(_ name: String) -> String? { query.last { $0.name == name }?.value }
        func flag(_ name: String) -> Bool { parameter(name) == "true" }
        func all(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }
    }

    /// What a method answers.
    enum Outcome {
        case json(JSON)
        case empty
        case notModified
    }

    let options: GoogleSandbox.Options
    private(set) var calendars: [String: GoogleCalendar] = [:]
    /// The ids in the order the calendars were made.
    private(set) var calendarOrder: [String] = []
    var mails: [SentMail] = []
    /// The number of the calendar list's last change.
    var listChanges = 0
    /// Sync tokens of an earlier era are dead.
    var era = 1
    var channels = GoogleChannels()
    private var lastStamp = 0
    private var random: UInt64

    init(options: GoogleSandbox.Options) {
        self.options = options
        random = options.seed
    }

    /// Returns a moment in microseconds that is later than every one before.
    mutating func tick() -> Int {
        let now = Int(options.now().timeIntervalSince1970 * 1_000_000)
        lastStamp = max(now, lastStamp + 1)
        return lastStamp
    }

    /// Returns a new id of 26 letters, as the service makes them (Discovery document, Event.id).
    mutating func newID() -> String {
        // SplitMix64, so that a seed gives the same ids on every run.
        let bytes = (0..<16).map { _ in
            random &+= 0x9E37_79B9_7F4A_7C15
            var word = random
            word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return UInt8(truncatingIfNeeded: word ^ word >> 31)
        }
        return Base32.hex(bytes)
    }

    /// Moves the source of ids on, so that a state read from a file does not draw the same ones again.
    mutating func reseed(by changes: Int) { random &+= UInt64(changes) &* 0xD1B5_4A32_D192_ED03 }

    /// Adds or replaces a calendar.
    mutating func add(_ calendar: GoogleCalendar) {
        if calendars[calendar.id] == nil { calendarOrder.append(calendar.id) }
        calendars[calendar.id] = calendar
        touchEntry(calendar)
    }

    /// Removes a calendar without a trace.
    mutating func removeCalendar(_ id: String) {
        calendars[id] = nil
        calendarOrder.removeAll { $0 == id }
        listChanges += 1
    }

    /// Counts a change of the user's entry for a calendar.
    mutating func touchEntry(_ calendar: GoogleCalendar) {
        listChanges += 1
        calendar.entryChange = listChanges
        calendar.entryStamp = tick()
    }

    /// Finds the calendar that a path names; `primary` is an alias of the account's own.
    func calendar(_ id: String?) throws(GoogleError) -> GoogleCalendar {
        let id = id == "primary" ? calendarOrder.first { calendars[$0]?.isPrimary == true } : id
        guard let id, let calendar = calendars[id] else { throw .notFound }
        return calendar
    }

    /// Finds the calendar that a path names and makes sure that the user may write to it.
    func writableCalendar(_ call: Call) throws(GoogleError) -> GoogleCalendar {
        let calendar = try calendar(call.path["calendarId"])
        guard calendar.accessRole.canWrite || call.isTrusted else { throw .writerNeeded }
        return calendar
    }

    /// How events are shown in the answer to a call.
    func presentation(_ call: Call, of calendar: GoogleCalendar) throws(GoogleError) -> GoogleEvent.Presentation {
        var zone: Zone? = options.timesInEventZone ? nil : calendar.zone
        if let name = call.parameter("timeZone") {
            guard let known = Zone(name) else { throw .parameter("timeZone", "Invalid value for: timeZone") }
            zone = known
        }
        return GoogleEvent.Presentation(
            calendar: calendar, account: options.account, zone: zone,
            maxAttendees: call.parameter("maxAttendees").flatMap { Int($0) })
    }

    /// Carries out a request that passed the schema's checks.
    mutating func perform(_ call: Call) throws(GoogleError) -> Outcome {
        switch call.method.name {
        case "events.list": .json(try listEvents(call))
        case "events.get": try getEvent(call)
        case "events.insert": .json(try insertEvent(call))
        case "events.import": .json(try importEvent(call))
        case "events.patch", "events.update": .json(try changeEvent(call))
        case "events.delete": try deleteEvent(call)
        case "events.instances": .json(try listInstances(call))
        case "events.move": .json(try moveEvent(call))
        case "events.quickAdd": .json(try quickAdd(call))
        case "events.watch": .json(try watchEvents(call))
        case "channels.stop": try stopChannel(call)
        case "calendarList.list": .json(try listCalendars(call))
        case "calendarList.get": .json(try calendarEntry(call))
        case "calendarList.insert": .json(try subscribe(call))
        case "calendarList.patch", "calendarList.update": .json(try changeEntry(call))
        case "calendarList.delete": try unsubscribe(call)
        case "calendars.get": .json(try getCalendar(call))
        case "calendars.insert": .json(try insertCalendar(call))
        case "calendars.patch", "calendars.update": .json(try changeCalendar(call))
        case "calendars.delete": try deleteCalendar(call)
        case "calendars.clear": try clearCalendar(call)
        case "freebusy.query": .json(try freeBusy(call))
        case "colors.get": .json(GoogleColors.resource)
        case "settings.list": .json(settings(call))
        case "settings.get": .json(try setting(call))
        default: throw .notFound
        }
    }
}
