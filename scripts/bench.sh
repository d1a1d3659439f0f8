#!/usr/bin/env bash
# Measures calsync beside git in one run, on calendars made from a seed. Ratios count, not seconds.
# Usage: scripts/bench.sh FOLDER_OF_THE_PROGRAMS [SIZES]
set -euo pipefail
calsync=$(realpath "$1")/calsync sandbox=$(realpath "$1")/calsync-sandbox sizes=${2:-"1000 10000 100000"}
here=$(cd "$(dirname "$0")" && pwd)
# With selenium the first paint is Chromium's own.
browser=$here/../.build/python-browser/bin/python
[ -x "$browser" ] || browser=python3
place=$(mktemp -d)
pid=
# Ends the sandbox that runs, and waits for it.
stop() { if [ -n "$pid" ]; then kill "$pid" && wait "$pid" || true; fi; pid=; }
trap 'stop; rm -rf "$place"' EXIT
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state GIT_CONFIG_GLOBAL=$place/gitconfig GIT_CONFIG_NOSYSTEM=1
export CALSYNC_TOKEN_GOOGLE=sandbox-token
mkdir -p "$XDG_CONFIG_HOME/calsync"
git config --global user.name bench
git config --global user.email bench@example.com
git config --global gc.auto 0

# Starts a sandbox with these arguments and makes it the account `google`.
start() {
    # Emptied here: the background shell may do so only after the first look, which would find the sandbox before.
    : >"$place/log"
    "$sandbox" --port 0 "$@" >"$place/log" 2>&1 &
    pid=$!
    until grep -q ^token "$place/log"; do kill -0 "$pid" || { cat "$place/log"; exit 1; }; sleep 0.1; done
    address=$(sed -n 's/^address //p' "$place/log")
    printf '[account.google]\nprovider = "google"\nendpoint = "%s/calendar/v3"\n' "$address" \
        >"$XDG_CONFIG_HOME/calsync/accounts.toml"
}
requests() { curl -fsS "$address/_sandbox/stats" | tr -d ' \n'; }

# compare TURNS LABEL COMMAND… [:: COMMAND…]: medians of wall and processor time, taken in turns, and the peak memory.
compare() {
    python3 - "$@" <<'PY'
import os, statistics, subprocess, sys, time
turns, label, commands = int(sys.argv[1]), sys.argv[2], [[]]
for word in sys.argv[3:]:
    commands.append([]) if word == "::" else commands[-1].append(word)
runs = [[] for _ in commands]
for turn in range(turns + 2):
    for command, measured in zip(commands, runs):
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        if status: sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
        if turn > 1: measured.append((wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024))
ours, git = ([statistics.median(column) for column in zip(*measured)] for measured in runs)
print(f"{label:<28} {ours[0]:8.1f} {git[0]:8.1f} {ours[0] / git[0]:6.2f} x {ours[1]:8.1f} {git[1]:8.1f} {ours[2]:8.0f}")
PY
}
# seconds COMMAND…: what it took.
seconds() {
    if /usr/bin/time -o "$place/time" -f '%e s wall, %U s user, %S s system, %M kB' "$@" >"$place/out" 2>&1; then
        cat "$place/time"
    else
        echo "$* ended with $?: $(head -c 2000 "$place/out")" >&2
        return 1
    fi
}

echo "load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores"
printf '%-28s %8s %8s %8s %8s %8s %8s\n' "wall and processor ms" calsync git ratio "cpu" "git cpu" "peak MB"
compare 21 "--version" "$calsync" --version :: git --version
for size in $sizes; do
    python3 "$here/make-calendar.py" "$place/calendar.json" "$size"
    start --state "$place/calendar.json"
    folder=$place/$size
    mkdir -p "$folder/work"
    printf '[pair.work]\naccount = "google"\ncalendar = "primary"\n' >"$folder/calsync.toml"
    cd "$folder"
    # Before the sync, as people have it: what comes into the folder later makes it be listed.
    git init -q
    pulls+="$size events: read and planned in $(seconds "$calsync" plan --json); the same and applied in $(seconds "$calsync" sync --json)"$'\n'
    "$calsync" sync >/dev/null
    git add -A
    git commit -qm bench
    git status >/dev/null
    turns=$((size > 20000 ? 11 : 31))
    compare "$turns" "plan --offline, $size" "$calsync" plan --offline :: git status --porcelain
    pulls+="$size files: read and checked in $(seconds "$calsync" check)"$'\n'
    if [ "$size" -le 10000 ]; then
        watched+="$(python3 "$here/bench-watch.py" "$calsync" "$folder" "$address")"$'\n'
        watched+="$("$browser" "$here/bench-dashboard.py" "$calsync" "$folder")"$'\n'
    fi
    cd "$place"
    stop
done
printf '%s' "$pulls"
printf '%s' "${watched:-}"

start
for size in 1000 4000; do
    curl -fsS -X POST "$address/_sandbox/reset" >/dev/null
    python3 "$here/make-folder.py" "$place/first-$size" "$size" 7
    cd "$place/first-$size"
    echo "first sync of $size hand-written events: $(seconds "$calsync" sync); sandbox $(requests)"
    echo "no-op sync: $(seconds "$calsync" sync); sandbox $(requests)"
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
