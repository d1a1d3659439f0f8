"""What is under test: the sandbox, a calendar folder in /tmp, and `calsync dashboard`, each a process of its own."""

import atexit
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

PATIENCE = 60.0
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def day(offset):
    """A day of this month's calendar, counted from today, as iCalendar writes it."""
    return (TODAY + datetime.timedelta(days=offset)).strftime("%Y%m%d")


def event(uid, title, offset=0, hour=9, minutes=60, lines=(), all_day=False):
    """The text of an event file."""
    if all_day:
        times = [f"DTSTART;VALUE=DATE:{day(offset)}", f"DTEND;VALUE=DATE:{day(offset + 1)}"]
    else:
        end = hour * 60 + minutes
        times = [f"DTSTART;TZID=Europe/Berlin:{day(offset)}T{hour:02}0000",
                 f"DTEND;TZID=Europe/Berlin:{day(offset)}T{end // 60:02}{end % 60:02}00"]
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//you//EN", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z",
            *times, "SUMMARY:" + title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"), *lines,
            "END:VEVENT", "END:VCALENDAR", ""]
    return "\n".join(body)


class Stand:
    """A sandbox and a folder that is in step with it; with a dashboard once `serve` was called."""

    def __init__(self, binaries):
        self.binaries = pathlib.Path(binaries)
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="calsync-browser-"))
        self.root = self.place / "calendar"
        self.processes = []
        atexit.register(self.close)
        config = self.place / "config"
        self.environment = {**os.environ, "HOME": str(self.place), "XDG_CONFIG_HOME": str(config), "XDG_STATE_HOME": str(self.place / "state"),
                            "XDG_RUNTIME_DIR": str(self.place / "run"), "TZ": "Europe/Berlin", "NO_COLOR": "1"}
        (self.place / "run").mkdir(mode=0o700)
        lines = self.start("calsync-sandbox", "--strict", "--port", "0", "--notion-port", "0", until=r"^notion-token ")
        said = {words[0]: words[1] for words in (line.split() for line in lines) if len(words) > 1}
        self.google = said["address"]
        self.notion = said["notion-address"]
        (config / "calsync").mkdir(parents=True)
        (config / "calsync" / "accounts.toml").write_text(
            f'[account.google]\nprovider = "google"\nendpoint = "{self.google}/calendar/v3"\n'
            f'\n[account.notion]\nprovider = "notion"\nendpoint = "{self.notion}/v1"\n')
        self.environment["CALSYNC_TOKEN_GOOGLE"] = said["token"]
        self.environment["CALSYNC_TOKEN_NOTION"] = said["notion-token"]
        for folder in ("work", "family"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "calsync.toml").write_text(
            'default-zone = "Europe/Berlin"\n\n[pair.work]\naccount = "google"\ncalendar = "primary"\n'
            '\n[pair.family]\naccount = "google"\ncalendar = "family@group.calendar.google.com"\n')

    def start(self, name, *arguments, until):
        """Starts a program and returns the lines it prints, up to the first that `until` matches."""
        # One file a process, so that nothing blocks on a full pipe and a failure can be looked at.
        log = self.place / f"{name}-{len(self.processes)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen([self.binaries / name, *arguments], stdout=output, stderr=subprocess.STDOUT,
                                       env=self.environment, cwd=self.root if self.root.exists() else self.place)
        self.processes.append(process)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None:
            text = log.read_text(errors="replace")
            if re.search(until, text, re.MULTILINE) and text.endswith("\n"):
                return text.splitlines()
            time.sleep(0.02)
        raise AssertionError(f"{name} did not get ready: {log.read_text(errors='replace')}")

    def serve(self):
        """Starts the dashboard; the link opens it once."""
        lines = self.start("calsync", "dashboard", "--no-open", "--port", "0", until=r"http://127\.0\.0\.1:\d+/\?key=")
        self.link = next(line.strip() for line in lines if "?key=" in line)
        self.base = self.link.split("/?")[0]

    def calsync(self, *arguments, code=0):
        """Runs a command in the folder, and returns what it prints."""
        done = subprocess.run([self.binaries / "calsync", *arguments], cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        codes = code if isinstance(code, tuple) else (code,)
        assert done.returncode in codes, f"calsync {' '.join(arguments)} ended with {done.returncode}: {done.stderr}{done.stdout}"
        return done.stdout

    def put(self, path, text):
        """Writes an event file, as an editor would."""
        (self.root / path).write_text(text)

    def text(self, path):
        return (self.root / path).read_text()

    def holds(self, words):
        """The files that hold these words."""
        return [path for path in sorted(self.root.glob("*/*.ics")) if words in path.read_text(errors="replace")]

    def phone(self, uid=None, calendar="you@example.com", **changes):
        """What somebody does on the phone: with changes an edit of the event; without, its state there."""
        path = f"{self.google}/_sandbox/phone/calendars/{urllib.parse.quote(calendar)}/events"
        found = ask(f"{path}?iCalUID={urllib.parse.quote(uid)}")["items"]
        live = [each for each in found if each.get("status") != "cancelled"]
        if not changes:
            return live[0] if live else None
        return ask(f"{path}/{live[0]['id']}", "PATCH", changes)

    def fault(self, fault, **match):
        """Lets the sandbox fail once."""
        ask(f"{self.google}/_sandbox/faults", "POST", {"match": match, "fault": fault})

    def close(self):
        atexit.unregister(self.close)
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.place, ignore_errors=True)


def ask(url, method="GET", body=None):
    """A request to the sandbox, without any proxy."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {url}: {error.code} {error.read().decode(errors='replace')}") from None
    return json.loads(text) if text else None
