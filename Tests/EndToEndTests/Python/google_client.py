"""Google's own client library, driving the sandbox: full sync, delta, 410, If-Match, instances, import, move.

Usage: google_client.py http://127.0.0.1:PORT TOKEN. Ends with "ok".
"""

import sys

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

address, token = sys.argv[1:3]
PRIMARY, FAMILY = "primary", "family@group.calendar.google.com"

# The discovery document that the library carries; only the address is the sandbox's.
service = build(
    "calendar",
    "v3",
    credentials=Credentials(token),
    static_discovery=True,
    client_options={"api_endpoint": address + "/calendar/v3/"},
)
events = service.events()


def reason(error):
    return error.error_details[0]["reason"]


def refused(request, status, why=None):
    try:
        request.execute()
    except HttpError as error:
        assert error.status_code == status, error
        assert why is None or reason(error) == why, error
        return
    raise AssertionError(f"{request.uri} was not refused")


def guarded(request, etag):
    request.headers["If-Match"] = etag
    return request


def listing(calendar, **query):
    """All items and the sync token at the end, page by page with the library's own list_next."""
    items, request = [], events.list(calendarId=calendar, maxResults=2, **query)
    while request is not None:
        answer = request.execute()
        items += answer.get("items", [])
        request, last = events.list_next(request, answer), answer
    return items, last["nextSyncToken"]


# Calendars and colours.
calendars = service.calendarList().list().execute()["items"]
assert [c["id"] for c in calendars if c.get("primary")] == ["you@example.com"]
assert service.colors().get().execute()["event"]["11"]["background"] == "#dc2127"

# Full sync, in pages.
moment = {"dateTime": "2026-03-02T09:00:00", "timeZone": "Europe/Berlin"}
later = {"dateTime": "2026-03-02T10:00:00", "timeZone": "Europe/Berlin"}
made = [
    events.insert(calendarId=FAMILY, body={"summary": f"e{n}", "start": moment, "end": later}).execute()
    for n in range(5)
]
items, token = listing(FAMILY)
assert sorted(i["summary"] for i in items) == ["e0", "e1", "e2", "e3", "e4"]

# Delta: a change, a deletion (nothing but id and status is promised).
events.patch(calendarId=FAMILY, eventId=made[0]["id"], body={"location": "Hall"}).execute()
events.delete(calendarId=FAMILY, eventId=made[1]["id"]).execute()
items, token = listing(FAMILY, syncToken=token)
assert {i["id"]: i["status"] for i in items} == {made[0]["id"]: "confirmed", made[1]["id"]: "cancelled"}
assert listing(FAMILY, syncToken=token)[0] == []
refused(events.list(calendarId=FAMILY, syncToken=token, q="x"), 400)
refused(events.list(calendarId=FAMILY, syncToken="nonsense"), 410, "fullSyncRequired")
refused(events.delete(calendarId=FAMILY, eventId=made[1]["id"]), 410, "deleted")

# If-Match: a stale etag is refused, the fresh one is good, and the answer has the next.
event = events.get(calendarId=FAMILY, eventId=made[2]["id"]).execute()
changed = guarded(
    events.patch(calendarId=FAMILY, eventId=event["id"], body={"summary": "new"}), event["etag"]
).execute()
assert changed["etag"] != event["etag"] and changed["sequence"] == event["sequence"]
refused(
    guarded(events.patch(calendarId=FAMILY, eventId=event["id"], body={"summary": "old"}), event["etag"]),
    412,
    "conditionNotMet",
)
refused(guarded(events.delete(calendarId=FAMILY, eventId=event["id"]), event["etag"]), 412)

# Instances: moved, cancelled, listed.
series = events.insert(
    calendarId=FAMILY, body={"summary": "s", "start": moment, "end": later, "recurrence": ["RRULE:FREQ=DAILY;COUNT=4"]}
).execute()
instances = events.instances(calendarId=FAMILY, eventId=series["id"]).execute()["items"]
assert [i["id"] for i in instances][0] == series["id"] + "_20260302T080000Z"
events.patch(calendarId=FAMILY, eventId=instances[1]["id"], body={"summary": "other"}).execute()
events.delete(calendarId=FAMILY, eventId=instances[2]["id"]).execute()
instances = events.instances(calendarId=FAMILY, eventId=series["id"]).execute()["items"]
assert [i["summary"] for i in instances] == ["s", "other", "s"]

# Import: a UID of one's own, and the same event again.
body = {"iCalUID": "mine@example.com", "summary": "mine", "start": moment, "end": later}
first = events.import_(calendarId=FAMILY, body=body).execute()
assert first["iCalUID"] == "mine@example.com"
assert events.import_(calendarId=FAMILY, body=body).execute()["id"] == first["id"]
refused(events.insert(calendarId=FAMILY, body=body), 409, "duplicate")
assert [e["id"] for e in events.list(calendarId=FAMILY, iCalUID="mine@example.com").execute()["items"]] == [first["id"]]

# Move: the answer is the source's view, the event is confirmed where it went.
moved = events.move(calendarId=FAMILY, eventId=first["id"], destination="you@example.com").execute()
assert moved["status"] == "cancelled"
assert events.get(calendarId=PRIMARY, eventId=first["id"]).execute()["status"] == "confirmed"

# Guests, attachments, and what is dropped without its parameter.
event = events.insert(
    calendarId=PRIMARY,
    sendUpdates="none",
    supportsAttachments=True,
    body={
        "summary": "guests",
        "start": moment,
        "end": later,
        "attendees": [{"email": "ann@example.com"}],
        "attachments": [{"fileUrl": "https://example.com/a", "title": "A"}],
    },
).execute()
assert event["attendees"][0]["responseStatus"] == "needsAction"
assert event["attachments"][0]["title"] == "A"
event = events.patch(calendarId=PRIMARY, eventId=event["id"], body={"attachments": []}).execute()
assert len(event["attachments"]) == 1, "attachments change only with supportsAttachments"
refused(
    events.insert(calendarId=PRIMARY, body={"start": moment, "end": moment}), 400, "timeRangeEmpty"
)
print("ok")
