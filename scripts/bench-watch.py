#!/usr/bin/env python3
"""Measures `calsync watch` on a folder that is in step, beside a plain loop of `calsync sync`: from a save to the request,
from a service's call to the file, a burst of saves, and what it costs to wait.

Usage: bench-watch.py CALSYNC FOLDER SANDBOX_ADDRESS [SAVES] [IDLE_SECONDS]
"""
import json, os, pathlib, re, resource, socket, subprocess, sys, time, urllib.request

from bench_table import row
from bench_watcher import Watcher, halves, until

calsync, folder, address = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
saves, idle = int((sys.argv[4:] or ["40"])[0]), float((sys.argv[5:] or ["130"])[0])
LOOP = 5
accounts = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "calsync/accounts.toml"


def ask(path, method="GET", body=None):
    request = urllib.request.Request(address + path, method=method, data=body and json.dumps(body).encode(), headers={
        "Authorization": "Bearer " + os.environ["CALSYNC_TOKEN_GOOGLE"], "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def writes():
    return ask("/_sandbox/stats")["writes"]


def event(name, title):
    return (f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:{name}@bench\nDTSTAMP:20261101T080000Z\nSUMMARY:{title}\n"
            "DTSTART:20261210T100000Z\nDTEND:20261210T110000Z\nEND:VEVENT\nEND:VCALENDAR\n")


# Events of our own: some of the others are invitations, whose titles are not ours to change.
own = [folder / "work" / f"saved-{number}.ics" for number in range(10)]


def save(turn):
    """Saves a file, and returns how long it took to be a request that was answered."""
    file = own[turn % len(own)]
    before, text = writes(), file.read_bytes()
    file.write_bytes(re.sub(rb"SUMMARY:[^\r\n]*", b"SUMMARY:Saved %d" % (time.time_ns() % 10**9), text, count=1))
    began = time.perf_counter()
    until(lambda: writes() != before)
    return time.perf_counter() - began


for file in own:
    file.write_text(event(file.stem, "New"))
subprocess.run([calsync, "sync", "-C", str(folder)], check=True, stdout=subprocess.DEVNULL)
count = len(list((folder / "work").glob("**/*.ics")))

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with open(accounts, "a") as settings:
    settings.write(f'[webhook]\nlisten = "127.0.0.1:{port}"\npublic-url = "http://127.0.0.1:{port}"\n')
with Watcher(calsync, folder) as watcher:
    taken = []
    for turn in range(saves):
        taken.append(save(turn))
        time.sleep(0.6)
        watcher.rest()
    saving = halves(taken)

    watcher.until(lambda: "tells of changes" in watcher.log.read_text(), 0.05)
    ids = {item["iCalUID"]: item["id"] for file in own
           for item in ask(f"/calendar/v3/calendars/primary/events?iCalUID={file.stem}@bench")["items"]}
    taken = []
    for turn in range(saves):
        file = own[turn % len(own)]
        title = f"Phoned {turn}"
        began = time.perf_counter()
        ask("/calendar/v3/calendars/primary/events/" + ids[file.stem + "@bench"], "PATCH", {"summary": title})
        watcher.until(lambda: title in file.read_text())
        taken.append(time.perf_counter() - began)
        time.sleep(0.6)
        watcher.rest()
    hinting = halves(taken)

    before, began = writes(), time.perf_counter()
    for number in range(1000):
        (folder / "work" / f"burst-{number}.ics").write_text(event(f"burst-{number}", f"Burst {number}"))
    watcher.until(lambda: writes() >= before + 1, 0.01)
    first = time.perf_counter() - began
    watcher.until(lambda: writes() >= before + 1000, 0.05)
    whole = time.perf_counter() - began
    watcher.rest()
    runs = len(re.findall(r" sent\.", watcher.log.read_text().split("Burst 0", 1)[-1]))
    burst = runs, first, whole, watcher.megabytes("VmHWM")

with Watcher(calsync, folder) as watcher:
    time.sleep(2)
    watcher.rest()
    began, used = time.monotonic(), watcher.processor()
    time.sleep(idle)
    share = (watcher.processor() - used) / (time.monotonic() - began)
    anonymous = watcher.megabytes("RssAnon")

loop = subprocess.Popen(["sh", "-c", f"while :; do '{calsync}' sync -C '{folder}'; sleep {LOOP}; done"],
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
try:
    time.sleep(2)
    taken = []
    for turn in range(6):
        taken.append(save(turn))
        # Any moment between two syncs is as good as another.
        time.sleep(turn * LOOP / 6)
    looping = halves(taken)
finally:
    os.killpg(loop.pid, 15)
    loop.wait()
used = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
began, before = time.monotonic(), used()
for _ in range(4):
    subprocess.run([calsync, "sync", "-C", str(folder)], stdout=subprocess.DEVNULL)
each = (used() - before) / 4

loop = f"sync; sleep {LOOP} in a loop"
for name, ours, theirs in zip(("p50", "p99"), saving, looping):
    row(f"watch, {count} events: save to answered request, ms {name}", ours, loop, theirs)
for name, ours in zip(("p50", "p99"), hinting):
    row(f"watch, {count} events: service's call to file, ms {name}", ours)
for what, ours in zip(("plans", "seconds to the first request", "seconds to the last", "MB at most"), burst):
    row(f"watch, {count} events: 1000 files saved at once, {what}", ours)
row(f"watch, {count} events: idle, % of a core", share * 100, loop, each / (LOOP + each) * 100)
row(f"watch, {count} events: idle, MB of its own", anonymous)
