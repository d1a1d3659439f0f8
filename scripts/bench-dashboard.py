#!/usr/bin/env python3
"""Measures the dashboard on a folder that is in step: a month's view, what an open page hears of a saved file, the first paint in
Chromium, and what `watch --dashboard` needs over plain `watch`.

Usage: bench-dashboard.py CALSYNC FOLDER [SAVES]
Without selenium (`scripts/python-env.sh browser`) and Chromium the first paint is the first whole answer with all it needs.
"""
import datetime, http.client, json, pathlib, socket, subprocess, sys, threading, time

from bench_watcher import Watcher, halves

calsync, folder = sys.argv[1], pathlib.Path(sys.argv[2])
saves = int((sys.argv[3:] or ["40"])[0])
count = len(list((folder / "work").glob("**/*.ics")))
token = subprocess.run([calsync, "dashboard", "--token", "-C", str(folder)], check=True, capture_output=True, text=True).stdout.strip()


def tell(label, taken):
    middle, most = halves(taken)
    print(f"dashboard, {count} events: {label} p50 {middle:.1f} ms, p99 {most:.1f} ms of {len(taken)}", flush=True)


class Page:
    """A page that somebody has open: it listens, and asks."""

    def __init__(self, port):
        self.port, self.heard, self.lines = port, threading.Event(), []
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.stream = socket.create_connection(("127.0.0.1", port))
        self.stream.sendall(f"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        kind = None
        for line in self.stream.makefile("r", errors="replace"):
            if line.startswith("event: "):
                kind = line[7:].strip()
            elif line.startswith("data: ") and kind == "changed" and '"events"' in line:
                self.heard.set()

    def get(self, path):
        try:
            self.connection.request("GET", path, headers={"Authorization": "Bearer " + token})
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            # The server hangs up on who asks nothing for a while.
            self.connection.close()
            return self.get(path)
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:500]}")
        return body


def month(back=0):
    """The days of a month's view, as the page asks for them, so many months ago."""
    today = datetime.date.today()
    months = today.year * 12 + today.month - 1 - back
    first = datetime.date(months // 12, months % 12 + 1, 1)
    monday = first - datetime.timedelta(days=first.weekday())
    return f"/api/events?from={monday}&to={monday + datetime.timedelta(days=42)}"


def measure_month(page, watcher):
    def timed(back):
        began = time.perf_counter()
        body = page.get(month(back))
        return body, time.perf_counter() - began

    body, cold = timed(0)
    print(f"dashboard, {count} events: a month's view, {len(json.loads(body)['events'])} occurrences, the first time {cold * 1000:.0f} ms")
    before = watcher.processor()
    tell("the same month afterwards", [timed(0)[1] for _ in range(40)])
    print(f"dashboard, {count} events: the same month, {(watcher.processor() - before) / 40 * 1000:.0f} ms of processor each")
    tell("another month for the first time", [timed(back)[1] for back in range(1, 41)])


def saved(watcher):
    """Saves a file again and again; tells when, and what is new in it."""
    own = folder / "work" / "dashboard-saved.ics"
    for turn in range(saves):
        text = ("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:dashboard-saved@bench\nDTSTAMP:20261101T080000Z\n"
                f"SUMMARY:Saved {time.time_ns()}\nDTSTART:20261210T100000Z\nDTEND:20261210T110000Z\nEND:VEVENT\nEND:VCALENDAR\n")
        began = time.perf_counter()
        own.write_text(text)
        yield began, text.splitlines()[5].encode()[8:]
        time.sleep(0.6)
        watcher.rest()


def measure_saves(page, watcher):
    heard, shown = [], []
    page.heard.clear()
    for began, title in saved(watcher):
        if not page.heard.wait(60):
            sys.exit("an open page heard nothing of a saved file")
        heard.append(time.perf_counter() - began)
        # What a page does then; the day is enough to see it.
        watcher.until(lambda: title in page.get("/api/events?from=2026-12-10&to=2026-12-11"))
        shown.append(time.perf_counter() - began)
        # The sync that follows is told, too.
        time.sleep(0.6)
        watcher.rest()
        page.heard.clear()
    tell("a saved file to what an open page hears", heard)
    tell("a saved file to what an open page has read", shown)


# Notes when the calendar is drawn, and when it has its events.
DRAWN = """new MutationObserver(() => {
    if (!window.drawnAt && document.querySelector("main .calendar-body > *")) window.drawnAt = performance.now();
}).observe(document, { childList: true, subtree: true });"""


def measure_paint(port, page, watcher):
    try:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        options = webdriver.ChromeOptions()
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    except Exception:
        paths = ["/api/status", month()] + ["/" + path.name for path in (pathlib.Path(__file__).resolve().parents[1] / "Sources/Dashboard/Page").iterdir() if path.suffix in (".js", ".css")]
        taken = []
        for _ in range(10):
            began = time.perf_counter()
            for path in paths:
                page.get(path)
            taken.append(time.perf_counter() - began)
        tell("the page with all its files and the first month, one after the other, without a browser", taken)
        return
    try:
        driver.execute_cdp_cmd("Page.enable", {})
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": DRAWN})
        link = subprocess.run([calsync, "dashboard", "--no-open", "-C", str(folder)], check=True, capture_output=True, text=True).stdout.split()[0]
        driver.get(link)
        painted, drawn = [], []
        for turn in range(12):
            driver.get(f"http://127.0.0.1:{port}/?{turn}")
            watcher.until(lambda: driver.execute_script("return window.drawnAt && performance.getEntriesByName('first-contentful-paint').length"), 0.02)
            at, paint = driver.execute_script("return [window.drawnAt, performance.getEntriesByName('first-contentful-paint')[0].startTime]")
            if turn > 1:
                painted.append(paint / 1000)
                drawn.append(at / 1000)
        tell("first paint in Chromium", painted)
        tell("the month drawn in Chromium", drawn)
    finally:
        driver.quit()


def anonymous(watcher):
    """MB, once it has come to rest."""
    time.sleep(3)
    return watcher.megabytes("RssAnon")


with Watcher(calsync, folder) as watcher:
    for _ in saved(watcher):
        pass
    plain = anonymous(watcher)
with Watcher(calsync, folder, "--dashboard", "0") as watcher:
    port = watcher.status()["dashboard"]
    page = Page(port)
    measure_month(page, watcher)
    measure_paint(port, page, watcher)
    measure_saves(page, watcher)
    served = anonymous(watcher)
print(f"dashboard, {count} events: {served:.1f} MB anonymous with a page open, {plain:.1f} MB by plain `watch`: {served - plain:.1f} MB more")
