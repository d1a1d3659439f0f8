"""Home Assistant's library (gcal_sync), driving the sandbox: its sync managers, a delta, a dead token, a series.

Usage: home_assistant.py http://127.0.0.1:PORT TOKEN. Ends with "ok".
"""

import asyncio
import datetime
import sys

import aiohttp
from gcal_sync.api import GoogleCalendarService
from gcal_sync.auth import AbstractAuth
from gcal_sync.model import DateOrDatetime, Event
from gcal_sync.store import InMemoryCalendarStore, ScopedCalendarStore
from gcal_sync.sync import CalendarEventSyncManager, CalendarListSyncManager

address, token = sys.argv[1:3]
CALENDAR = "family@group.calendar.google.com"
START = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class Auth(AbstractAuth):
    async def async_get_access_token(self):
        return token


def event(summary, days=1, **more):
    begin = START + datetime.timedelta(days=days)
    return Event(
        summary=summary,
        start=DateOrDatetime(date_time=begin, timezone="Europe/Berlin"),
        end=DateOrDatetime(date_time=begin + datetime.timedelta(hours=1), timezone="Europe/Berlin"),
        **more,
    )


async def titles(manager):
    timeline = await manager.store_service.async_get_timeline()
    return [item.summary for item in timeline]


async def main():
    async with aiohttp.ClientSession() as web:
        service = GoogleCalendarService(Auth(web, address + "/calendar/v3"))
        store = InMemoryCalendarStore()

        lists = CalendarListSyncManager(service, store)
        await lists.run()
        known = (await lists.store_service.async_list_calendars()).calendars
        assert CALENDAR in [c.id for c in known]
        await lists.run()

        await service.async_create_event(CALENDAR, event("one"))
        await service.async_create_event(CALENDAR, event("two", days=2))
        manager = CalendarEventSyncManager(service, CALENDAR, ScopedCalendarStore(store, CALENDAR))
        await manager.run()
        assert await titles(manager) == ["one", "two"]

        # A delta with a new event, a change and a deletion.
        items = (await manager.store_service.async_list_events(_all())).events
        ids = {item.summary: item.id for item in items}
        await service.async_patch_event(CALENDAR, ids["one"], {"summary": "first"})
        await service.async_delete_event(CALENDAR, ids["two"])
        await service.async_create_event(CALENDAR, event("daily", days=3, recurrence=["RRULE:FREQ=DAILY;COUNT=3"]))
        await manager.run()
        assert await titles(manager) == ["first", "daily", "daily", "daily"]

        # A token that died (410) has it start anew.
        async with web.post(address + "/_sandbox/faults", json={"fault": "expireSyncTokens"}) as answer:
            assert answer.status < 300, await answer.text()
        await manager.run()
        assert await titles(manager) == ["first", "daily", "daily", "daily"]
    print("ok")


def _all():
    from gcal_sync.api import LocalListEventsRequest

    return LocalListEventsRequest(start_time=START, end_time=START + datetime.timedelta(days=30))


asyncio.run(main())
