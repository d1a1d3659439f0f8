extension GoogleCalendar {
    /// The CalendarListEntry resource.
    func entryResource(account: String) -> JSON {
        var json = entry
        for (name, value) in details { json[name] = value }
        json["kind"] = "calendar#calendarListEntry"
        json["etag"] = .string("\"\(entryStamp)000\"")
        json["id"] = .string(id)
        json["summary"] = .string(summary)
        json["timeZone"] = .string(zone.name)
        json["accessRole"] = .string(accessRole.rawValue)
        json["defaultReminders"] = .array(defaultReminders.map(\.json))
        json["conferenceProperties"] = ["allowedConferenceSolutionTypes": ["hangoutsMeet"]]
        json["backgroundColor"] = json["backgroundColor"] ?? "#9fe1e7"
        json["foregroundColor"] = json["foregroundColor"] ?? "#000000"
        if json["hidden"] == false { json["hidden"] = nil }
        if isPrimary { json["primary"] = true } else { json["dataOwner"] = .string(account) }
        if !isListed { json["deleted"] = true }
        return .object(json)
    }

    /// The Calendar resource.
    func resource(account: String) -> JSON {
        var json = details
        json["kind"] = "calendar#calendar"
        json["etag"] = .string("\"\(stamp)000\"")
        json["id"] = .string(id)
        json["summary"] = .string(summary)
        json["timeZone"] = .string(zone.name)
        json["conferenceProperties"] = ["allowedConferenceSolutionTypes": ["hangoutsMeet"]]
        if !isPrimary { json["dataOwner"] = .string(account) }
        return .object(json)
    }
}
