"""Google's own libraries for Python sign in at the sandbox and read and write there.

Usage: sign_in.py ADDRESS. The sandbox agrees to everything. Prints "ok" at the end.
"""
import json
import os
import sys
import threading
import urllib.request
import webbrowser

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain http, to this machine

import google.auth.exceptions
from google.auth.transport.requests import Request
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import InstalledAppFlow
from googleapiclient.discovery import build

ADDRESS = sys.argv[1]
SCOPES = ["https://www.googleapis.com/auth/calendar.events", "https://www.googleapis.com/auth/calendar.calendarlist.readonly"]


def fetch(path, data=None):
    with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, data=data)) as answer:
        return answer.read()


def service(credentials):
    return build("calendar", "v3", credentials=credentials, static_discovery=True, client_options={"api_endpoint": ADDRESS + "/calendar/v3/"})


def download(name):
    return json.loads(fetch("/_sandbox/sign-in/" + name))


class Browser(webbrowser.BaseBrowser):
    """Follows the address to its end, as a browser whose person agrees."""

    def open(self, url, new=0, autoraise=True):
        threading.Thread(target=lambda: urllib.request.urlopen(url).read(), daemon=True).start()
        return True


webbrowser.register("follow", None, Browser(), preferred=True)

# google-auth-oauthlib: a browser, loopback, PKCE.
flow = InstalledAppFlow.from_client_config(download("client_secret_sandbox.json"), SCOPES, autogenerate_code_verifier=True)
credentials = flow.run_local_server(host="127.0.0.1", port=0, open_browser=True, authorization_prompt_message="", success_message="done")
assert credentials.refresh_token and credentials.valid, "no sign-in"

# google-api-python-client reads and writes with it.
calendars = service(credentials).calendarList().list().execute()["items"]
assert len(calendars) == 2, calendars
body = {"summary": "From Python", "start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
event = service(credentials).events().insert(calendarId="primary", body=body).execute()
assert service(credentials).events().get(calendarId="primary", eventId=event["id"]).execute()["summary"] == "From Python"

# An expired access token is refreshed on the way.
fetch("/_sandbox/sign-in/expire", data=b"")
before = credentials.token
assert service(credentials).calendarList().list().execute()["items"], "not refreshed"
assert credentials.token != before

# A stored sign-in comes back.
stored = json.loads(credentials.to_json())
again = Credentials(None, **{name: stored[name] for name in ("refresh_token", "token_uri", "client_id", "client_secret")})
again.refresh(Request())
assert again.valid

# One that was revoked does not.
fetch("/_sandbox/sign-in/revoke", data=b"")
try:
    again.refresh(Request())
    raise SystemExit("a revoked sign-in was refreshed")
except google.auth.exceptions.RefreshError as error:
    assert "invalid_grant" in str(error), error

# A service account signs for itself.
robot = service_account.Credentials.from_service_account_info(download("service_account_sandbox.json"), scopes=SCOPES)
assert service(robot).calendarList().list().execute()["items"]
print("ok")
