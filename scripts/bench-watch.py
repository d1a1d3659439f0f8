#!/usr/bin/env python3
"""Measures `calsync watch` on a folder that is in step: from a save to the request, and what it costs to wait.

Usage: bench-watch.py CALSYNC FOLDER SANDBOX_ADDRESS [SAVES] [IDLE_SECONDS]
"""
import json, os, pathlib, re, statistics, subprocess, sys, time, urllib.request

calsync, folder, address = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
saves, idle = int((sys.argv[4:] or ["40"])[0]), float((sys.argv[5:] or ["60"])[0])


def writes():
    with urllib.request.urlopen(address + "/_sandbox/stats") as answer:
        return json.load(answer)["writes"]


def status():
    try:
        return json.loads((folder / ".calsync/status.json").read_text())
    except (OSError, ValueError):
        return {}


def processor(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def at_rest(pid):
    while status().get("pid") != pid or status().get("state") != "waiting":
        time.sleep(0.02)


watcher = subprocess.Popen([calsync, "watch", "-C", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    at_rest(watcher.pid)
    files = sorted(folder.glob("**/*.ics"))
    # The others are invitations of somebody's, whose titles are not ours to change.
    own = [folder / "work" / f"saved-{number}.ics" for number in range(10)]
    before = writes()
    for number, file in enumerate(own):
        file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:saved-{number}@bench\nDTSTAMP:20261101T080000Z\n"
                        f"SUMMARY:New\nDTSTART:2026120{number}T100000Z\nDTEND:2026120{number}T110000Z\nEND:VEVENT\nEND:VCALENDAR\n"
                        .replace("20261200", "20261210"))
    while writes() < before + len(own):
        time.sleep(0.02)
    time.sleep(1)
    at_rest(watcher.pid)
    taken = []
    for turn in range(saves):
        file = own[turn % len(own)]
        before, text = writes(), file.read_bytes()
        file.write_bytes(re.sub(rb"SUMMARY:[^\r\n]*", b"SUMMARY:Saved %d" % turn, text, count=1))
        began = time.perf_counter()
        while writes() == before:
            time.sleep(0.003)
        taken.append(time.perf_counter() - began)
        time.sleep(0.6)
        at_rest(watcher.pid)
    taken.sort()
    print(f"watch, {len(files)} events: save to request answered p50 {statistics.median(taken) * 1000:.0f} ms, "
          f"p99 {taken[int(len(taken) * 0.99)] * 1000:.0f} ms of {saves}")
    time.sleep(2)
    at_rest(watcher.pid)
    began, used = time.monotonic(), processor(watcher.pid)
    time.sleep(idle)
    share = (processor(watcher.pid) - used) / (time.monotonic() - began)
    memory = re.search(r"RssAnon:\s+(\d+)", pathlib.Path(f"/proc/{watcher.pid}/status").read_text()).group(1)
    print(f"watch, idle for {idle:.0f} s: {share * 100:.3f} % of a core, {int(memory) / 1024:.1f} MB anonymous")
finally:
    watcher.terminate()
    watcher.wait()
