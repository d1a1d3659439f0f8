"""notion-client from PyPI reads and writes at the sandbox.

Usage: notion_client.py ADDRESS TOKEN DATABASE VERSION. Prints "ok" at the end.
"""
import logging
import sys

# This file has the module's name, and Python puts its folder first.
sys.path.pop(0)

from notion_client import APIErrorCode, APIResponseError, Client
from notion_client.helpers import collect_paginated_api

ADDRESS, TOKEN, DATABASE, VERSION = sys.argv[1:]
notion = Client(auth=TOKEN, base_url=ADDRESS, notion_version=VERSION, log_level=logging.CRITICAL)


def title(text):
    return {"title": [{"text": {"content": text}}]}


def refused(code, call, **arguments):
    """The sentence of a request that must be refused with this code."""
    try:
        call(**arguments)
    except APIResponseError as error:
        assert error.code == code, (error.code, error)
        return str(error)
    raise SystemExit(f"not refused: {arguments}")


# Who am I, and what can I see?
assert notion.users.me()["type"] == "bot"
found = notion.search(query="calen", filter={"property": "object", "value": "data_source"})["results"]
assert [source["object"] for source in found] == ["data_source"], found

# A database is a container of data sources, which have the schema.
source = notion.databases.retrieve(database_id=DATABASE)["data_sources"][0]["id"]
assert source == found[0]["id"]
schema = notion.data_sources.retrieve(data_source_id=source)["properties"]
assert schema["Name"]["id"] == "title" and schema["Date"]["type"] == "date", schema

# Rows: made, read back as Notion does, changed, trashed.
berlin = {"start": "2026-09-15T09:00:42", "end": "2026-09-15T10:00:00", "time_zone": "Europe/Berlin"}
page = notion.pages.create(
    parent={"data_source_id": source},
    properties={"Name": title("Dentist"), "Date": {"date": berlin}, "Calendar": {"select": {"name": "Health"}}},
)
assert page["properties"]["Date"]["date"] == {
    "start": "2026-09-15T09:00:00.000+02:00", "end": "2026-09-15T10:00:00.000+02:00", "time_zone": None,
}, page["properties"]["Date"]
assert page["parent"]["data_source_id"] == source and page["last_edited_time"].endswith(":00.000Z")
changed = notion.pages.update(page_id=page["id"], properties={schema["Done"]["id"]: {"checkbox": True}})
assert changed["properties"]["Done"]["checkbox"] is True
assert notion.pages.retrieve(page_id=page["id"])["properties"] == changed["properties"]
item = notion.pages.properties.retrieve(page_id=page["id"], property_id="title")
assert item["results"][0]["title"]["plain_text"] == "Dentist", item

# A query goes on from page to page, and finds by a property.
for number in range(6):
    notion.pages.create(parent={"data_source_id": source}, properties={"Name": title(f"Row {number}")})
rows = collect_paginated_api(notion.data_sources.query, data_source_id=source, page_size=3)
assert len({row["id"] for row in rows}) == 7, len(rows)
marked = notion.data_sources.query(
    data_source_id=source, filter={"property": "Done", "checkbox": {"equals": True}},
    sorts=[{"timestamp": "last_edited_time", "direction": "ascending"}],
)["results"]
assert [row["id"] for row in marked] == [page["id"]]

trash = {"archived": True} if VERSION < "2026" else {"in_trash": True}
assert notion.pages.update(page_id=page["id"], **trash)["in_trash"] is True
assert len(notion.data_sources.query(data_source_id=source)["results"]) == 6

# What Notion refuses is refused.
invalid = APIErrorCode.ValidationError
assert "archived" in refused(invalid, notion.pages.update, page_id=page["id"], properties={"Name": title("x")})
assert "Nope is not a property that exists." in refused(
    invalid, notion.pages.create, parent={"data_source_id": source}, properties={"Nope": {"checkbox": True}})
assert "page_size" in refused(invalid, notion.data_sources.query, data_source_id=source, page_size=101)
refused(APIErrorCode.ObjectNotFound, notion.pages.retrieve, page_id="00000000-0000-4000-8000-000000000000")
refused(APIErrorCode.Unauthorized, Client(
    auth="ntn_other", base_url=ADDRESS, notion_version=VERSION, log_level=logging.CRITICAL).users.me)
print("ok")
