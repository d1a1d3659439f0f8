#!/usr/bin/env python3
"""Makes a state file for calsync-sandbox: one calendar of N events from a seed, like people's, 15 % of them recurring.

A first sync of an empty folder pulls them: 1.1 KB a file on average."""
import base64, datetime, json, random, sys

path, count = sys.argv[1], int(sys.argv[2])
random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
words = "plan review lunch call dentist train school piano release budget garden flight party tax swim book".split()
account, zone, stamp = "bench@example.com", "Europe/Berlin", 1_795_000_000_000_000


def event(number):
    start = datetime.datetime(random.randint(2019, 2027), random.randint(1, 12), random.randint(1, 28), random.randint(7, 20))
    time = lambda moment: {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "timeZone": zone}
    uid = f"bench-{number}@example.com"
    content = {"start": time(start), "end": time(start + datetime.timedelta(hours=1)), "sequence": 0, "status": "confirmed",
               "summary": " ".join(random.choices(words, k=3)) + f" {number}",
               "description": "\n".join(" ".join(random.choices(words, k=10)) for _ in range(random.randint(1, 20)))}
    if random.random() < 0.15:
        content["recurrence"] = [f"RRULE:FREQ=WEEKLY;COUNT={random.randint(2, 30)}"]
    if random.random() < 0.5:
        content["location"] = " ".join(random.choices(words, k=4))
    person = {"email": account}
    return {"id": "_" + base64.b32hexencode(uid.encode()).decode().rstrip("=").lower(), "iCalUID": uid, "content": content,
            "owned": {"creator": person, "organizer": person, "eventType": "default"}, "life": "live",
            "created": stamp, "updated": stamp + number, "stamp": stamp + number, "change": number, "ordinal": number}


calendar = {"id": account, "summary": "Bench", "isPrimary": True, "isListed": True, "timeZone": zone, "accessRole": "owner",
            "defaultReminders": [], "details": {}, "entry": {}, "burned": [], "stamp": stamp, "changes": count,
            "events": [event(number) for number in range(1, count + 1)]}
with open(path, "w") as file:
    json.dump({"version": 1, "era": 1, "listChanges": 1, "calendars": [calendar]}, file)
