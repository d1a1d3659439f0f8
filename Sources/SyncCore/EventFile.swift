import ICalendar

/// One `.ics` file holding one event: its text, and what the text means.
///
/// A broken file is data, not an error: it is paused, with diagnostics that name line and remedy.
package struct EventFile: Sendable {
    /// The text, byte for byte.
    package let text: CalendarText
    /// What the file amounts to.
    package let content: Content
    /// What is wrong or odd with it.
    package let diagnostics: [Diagnostic]

    /// What a file amounts to.
    package enum Content: Sendable {
        /// One event.
        case event(Event)
        /// One event that lacks its UID; it is complete once lines are added.
        case incomplete
        /// No event, but tasks, journals or the like: kept, not synced.
        case other
        /// Something a person must look at first. `uid` where it can be told.
        case paused(uid: UID?)
    }

    /// Reads a file.
    package init(_ bytes: [UInt8]) { self.init(text: CalendarText(bytes)) }

    /// Reads a text.
    package init(text: CalendarText) {
        self.text = text
        var reading = EventReading(text)
        content = reading.read()
        diagnostics = reading.diagnostics
    }

    /// The bytes of the file.
    package var bytes: [UInt8] { text.bytes }

    /// The event; `nil` unless the file holds a good one.
    package var event: Event? {
        if case .event(let event) = content { return event }
        return nil
    }

    /// The UID, as far as it can be told.
    package var uid: UID? {
        switch content {
        case .event(let event): event.uid
        case .paused(let uid): uid
        case .incomplete, .other: nil
        }
    }
}

extension CalendarText {
    /// The VEVENTs, in order: those of all VCALENDARs, and those that stand in none.
    var events: [Component] {
        components.flatMap { component in
            switch component.name {
            case "VEVENT": [component]
            case "VCALENDAR": component.children.filter { $0.name == "VEVENT" }
            default: [Component]()
            }
        }
    }

    /// The first line `name` of `component`.
    func line(_ name: String, of component: Component) -> ContentLine? {
        index(of: name, in: component).map { lines[$0] }
    }

    /// The index of the first line `name` of `component`.
    func index(of name: String, in component: Component) -> Int? {
        component.properties.first { lines[$0].name == name }
    }
}
