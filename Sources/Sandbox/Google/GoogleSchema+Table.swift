// Made by scripts/distill-google-schema.py from the discovery document, revision 20261030.

extension GoogleSchema {
    /// The parameters, bodies and types of the methods that the sandbox speaks, one fact a line.
    static let table = """
        param alt string
        param fields string
        param key string
        param oauth_token string
        param prettyPrint boolean
        param quotaUser string
        param userIp string
        method events.list GET calendars/{calendarId}/events - Events
        param alwaysIncludeEmail boolean
        param eventTypes string* birthday|default|focusTime|fromGmail|outOfOffice|workingLocation
        param iCalUID string
        param maxAttendees integer:int32
        param maxResults integer:int32
        param orderBy string startTime|updated
        param pageToken string
        param privateExtendedProperty string*
        param q string
        param sharedExtendedProperty string*
        param showDeleted boolean
        param showHiddenInvitations boolean
        param singleEvents boolean
        param syncToken string
        param timeMax string:date-time
        param timeMin string:date-time
        param timeZone string
        param updatedMin string:date-time
        method events.get GET calendars/{calendarId}/events/{eventId} - Event
        param alwaysIncludeEmail boolean
        param maxAttendees integer:int32
        param timeZone string
        method events.insert POST calendars/{calendarId}/events Event Event
        param conferenceDataVersion integer:int32
        param eventLabelVersion integer:int32
        param maxAttendees integer:int32
        param sendNotifications boolean
        param sendUpdates string all|externalOnly|none
        param supportsAttachments boolean
        method events.import POST calendars/{calendarId}/events/import Event Event
        param conferenceDataVersion integer:int32
        param eventLabelVersion integer:int32
        param supportsAttachments boolean
        method events.patch PATCH calendars/{calendarId}/events/{eventId} Event Event
        param alwaysIncludeEmail boolean
        param conferenceDataVersion integer:int32
        param eventLabelVersion integer:int32
        param maxAttendees integer:int32
        param sendNotifications boolean
        param sendUpdates string all|externalOnly|none
        param supportsAttachments boolean
        method events.update PUT calendars/{calendarId}/events/{eventId} Event Event
        param alwaysIncludeEmail boolean
        param conferenceDataVersion integer:int32
        param eventLabelVersion integer:int32
        param maxAttendees integer:int32
        param sendNotifications boolean
        param sendUpdates string all|externalOnly|none
        param supportsAttachments boolean
        method events.delete DELETE calendars/{calendarId}/events/{eventId} - -
        param sendNotifications boolean
        param sendUpdates string all|externalOnly|none
        method events.instances GET calendars/{calendarId}/events/{eventId}/instances - Events
        param alwaysIncludeEmail boolean
        param maxAttendees integer:int32
        param maxResults integer:int32
        param originalStart string
        param pageToken string
        param showDeleted boolean
        param timeMax string:date-time
        param timeMin string:date-time
        param timeZone string
        method events.move POST calendars/{calendarId}/events/{eventId}/move - Event
        param destination string required
        param sendNotifications boolean
        param sendUpdates string all|externalOnly|none
        method events.quickAdd POST calendars/{calendarId}/events/quickAdd - Event
        param sendNotifications boolean
        param sendUpdates string all|externalOnly|none
        param text string required
        method events.watch POST calendars/{calendarId}/events/watch Channel Channel
        param alwaysIncludeEmail boolean
        param eventTypes string* birthday|default|focusTime|fromGmail|outOfOffice|workingLocation
        param iCalUID string
        param maxAttendees integer:int32
        param maxResults integer:int32
        param orderBy string startTime|updated
        param pageToken string
        param privateExtendedProperty string*
        param q string
        param sharedExtendedProperty string*
        param showDeleted boolean
        param showHiddenInvitations boolean
        param singleEvents boolean
        param syncToken string
        param timeMax string:date-time
        param timeMin string:date-time
        param timeZone string
        param updatedMin string:date-time
        method calendarList.list GET users/me/calendarList - CalendarList
        param maxResults integer:int32
        param minAccessRole string freeBusyReader|owner|reader|writer|writerWithoutPrivateAccess
        param pageToken string
        param showDeleted boolean
        param showHidden boolean
        param showOwnOrganizationOnly boolean
        param syncToken string
        method calendarList.get GET users/me/calendarList/{calendarId} - CalendarListEntry
        method calendarList.insert POST users/me/calendarList CalendarListEntry CalendarListEntry
        param colorRgbFormat boolean
        method calendarList.patch PATCH users/me/calendarList/{calendarId} CalendarListEntry CalendarListEntry
        param colorRgbFormat boolean
        method calendarList.update PUT users/me/calendarList/{calendarId} CalendarListEntry CalendarListEntry
        param colorRgbFormat boolean
        method calendarList.delete DELETE users/me/calendarList/{calendarId} - -
        method calendars.get GET calendars/{calendarId} - Calendar
        method calendars.insert POST calendars Calendar Calendar
        method calendars.patch PATCH calendars/{calendarId} Calendar Calendar
        method calendars.update PUT calendars/{calendarId} Calendar Calendar
        method calendars.delete DELETE calendars/{calendarId} - -
        method calendars.clear POST calendars/{calendarId}/clear - -
        method freebusy.query POST freeBusy FreeBusyRequest FreeBusyResponse
        method colors.get GET colors - Colors
        method settings.list GET users/me/settings - Settings
        param maxResults integer:int32
        param pageToken string
        param syncToken string
        method settings.get GET users/me/settings/{setting} - Setting
        method channels.stop POST channels/stop Channel -
        type Events
        field accessRole string readOnly
        field defaultReminders [EventReminder]
        field description string readOnly
        field etag string
        field items [Event]
        field kind string
        field nextPageToken string
        field nextSyncToken string
        field summary string readOnly
        field timeZone string readOnly
        field updated string:date-time readOnly
        type Event
        field anyoneCanAddSelf boolean
        field attachments [EventAttachment]
        field attendees [EventAttendee]
        field attendeesOmitted boolean
        field birthdayProperties EventBirthdayProperties immutable
        field colorId string
        field conferenceData ConferenceData
        field created string:date-time readOnly
        field creator Event.creator readOnly
        field description string
        field end EventDateTime required=events.import,events.insert,events.update
        field endTimeUnspecified boolean
        field etag string
        field eventLabelId string
        field eventType string immutable
        field extendedProperties Event.extendedProperties
        field focusTimeProperties EventFocusTimeProperties
        field gadget Event.gadget
        field guestsCanInviteOthers boolean
        field guestsCanModify boolean
        field guestsCanSeeOtherGuests boolean
        field hangoutLink string readOnly
        field htmlLink string readOnly
        field iCalUID string required=events.import
        field id string
        field kind string
        field location string
        field locked boolean readOnly
        field organizer Event.organizer importOnly
        field originalStartTime EventDateTime immutable
        field outOfOfficeProperties EventOutOfOfficeProperties
        field privateCopy boolean immutable
        field recurrence [string]
        field recurringEventId string immutable
        field reminders Event.reminders
        field sequence integer:int32
        field source Event.source
        field start EventDateTime required=events.import,events.insert,events.update
        field status string
        field summary string
        field transparency string
        field updated string:date-time readOnly
        field visibility string
        field workingLocationProperties EventWorkingLocationProperties
        type Channel
        field address string
        field expiration string:int64
        field id string
        field kind string
        field params {string}
        field payload boolean
        field resourceId string
        field resourceUri string
        field token string
        field type string
        type CalendarList
        field etag string
        field items [CalendarListEntry]
        field kind string
        field nextPageToken string
        field nextSyncToken string
        type CalendarListEntry
        field accessRole string readOnly
        field autoAcceptInvitations boolean readOnly
        field backgroundColor string
        field colorId string
        field conferenceProperties ConferenceProperties
        field dataOwner string readOnly
        field defaultReminders [EventReminder]
        field deleted boolean readOnly
        field description string readOnly
        field etag string
        field foregroundColor string
        field hidden boolean
        field id string required=calendarList.insert
        field kind string
        field location string readOnly
        field notificationSettings CalendarListEntry.notificationSettings
        field primary boolean readOnly
        field selected boolean
        field summary string readOnly
        field summaryOverride string
        field timeZone string readOnly
        type Calendar
        field autoAcceptInvitations boolean
        field conferenceProperties ConferenceProperties
        field dataOwner string readOnly
        field description string
        field etag string
        field id string
        field kind string
        field labelProperties LabelProperties
        field location string
        field summary string required=calendars.insert
        field timeZone string
        field workingHours Calendar.workingHours
        type FreeBusyRequest
        field calendarExpansionMax integer:int32
        field groupExpansionMax integer:int32
        field items [FreeBusyRequestItem]
        field timeMax string:date-time
        field timeMin string:date-time
        field timeZone string
        type FreeBusyResponse
        field calendars {FreeBusyCalendar}
        field groups {FreeBusyGroup}
        field kind string
        field timeMax string:date-time
        field timeMin string:date-time
        type Colors
        field calendar {ColorDefinition} readOnly
        field event {ColorDefinition} readOnly
        field kind string
        field updated string:date-time readOnly
        type Settings
        field etag string
        field items [Setting]
        field kind string
        field nextPageToken string
        field nextSyncToken string
        type Setting
        field etag string
        field id string
        field kind string
        field value string
        type EventReminder
        field method string
        field minutes integer:int32
        type EventAttachment
        field fileId string readOnly
        field fileUrl string
        field iconLink string
        field mimeType string
        field title string
        type EventAttendee
        field additionalGuests integer:int32
        field asyncOperation string readOnly
        field comment string
        field displayName string
        field email string
        field id string
        field optional boolean
        field organizer boolean readOnly
        field resource boolean
        field responseStatus string
        field self boolean readOnly
        type EventBirthdayProperties
        field contact string readOnly
        field customTypeName string readOnly
        field type string
        type ConferenceData
        field conferenceId string
        field conferenceSolution ConferenceSolution
        field createRequest CreateConferenceRequest
        field entryPoints [EntryPoint]
        field notes string
        field parameters ConferenceParameters
        field signature string
        type Event.creator
        field displayName string
        field email string
        field id string
        field self boolean readOnly
        type EventDateTime
        field date string:date
        field dateTime string:date-time
        field timeZone string
        type Event.extendedProperties
        field private {string}
        field shared {string}
        type EventFocusTimeProperties
        field autoDeclineMode string
        field chatStatus string
        field declineMessage string
        type Event.gadget
        field display string
        field height integer:int32
        field iconLink string
        field link string
        field preferences {string}
        field title string
        field type string
        field width integer:int32
        type Event.organizer
        field displayName string
        field email string
        field id string
        field self boolean readOnly
        type EventOutOfOfficeProperties
        field autoDeclineMode string
        field declineMessage string
        type Event.reminders
        field overrides [EventReminder]
        field useDefault boolean
        type Event.source
        field title string
        field url string
        type EventWorkingLocationProperties
        field customLocation EventWorkingLocationProperties.customLocation
        field homeOffice any
        field officeLocation EventWorkingLocationProperties.officeLocation
        field type string
        type ConferenceProperties
        field allowedConferenceSolutionTypes [string]
        type CalendarListEntry.notificationSettings
        field notifications [CalendarNotification]
        type LabelProperties
        field eventLabels [EventLabel]
        type Calendar.workingHours
        field availableTimes [Calendar.workingHours.availableTimes]
        field workingHoursEnabled boolean
        type FreeBusyRequestItem
        field id string
        type FreeBusyCalendar
        field busy [TimePeriod]
        field errors [Error]
        type FreeBusyGroup
        field calendars [string]
        field errors [Error]
        type ColorDefinition
        field background string
        field foreground string
        type ConferenceSolution
        field iconUri string
        field key ConferenceSolutionKey
        field name string
        type CreateConferenceRequest
        field conferenceSolutionKey ConferenceSolutionKey
        field requestId string
        field status ConferenceRequestStatus
        type EntryPoint
        field accessCode string
        field entryPointFeatures [string]
        field entryPointType string
        field label string
        field meetingCode string
        field passcode string
        field password string
        field pin string
        field regionCode string
        field uri string
        type ConferenceParameters
        field addOnParameters ConferenceParametersAddOnParameters
        type EventWorkingLocationProperties.customLocation
        field label string
        type EventWorkingLocationProperties.officeLocation
        field buildingId string
        field deskId string
        field floorId string
        field floorSectionId string
        field label string
        type CalendarNotification
        field method string
        field type string
        type EventLabel
        field backgroundColor string
        field id string
        field name string
        type Calendar.workingHours.availableTimes
        field dayOfWeek string
        field periodEnd integer:int32
        field periodStart integer:int32
        type TimePeriod
        field end string:date-time
        field start string:date-time
        type Error
        field domain string
        field reason string
        type ConferenceSolutionKey
        field type string
        type ConferenceRequestStatus
        field statusCode string readOnly
        type ConferenceParametersAddOnParameters
        field parameters {string}
        """
}
