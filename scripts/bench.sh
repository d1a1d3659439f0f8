#!/usr/bin/env bash
# Measures calsync beside git, unison and vdirsyncer in one run, on calendars made from a seed. Ratios count, not seconds.
# Usage: scripts/bench.sh FOLDER_OF_THE_PROGRAMS [SIZES [SAVES [IDLE_SECONDS]]]
set -euo pipefail
calsync=$(realpath "$1")/calsync sandbox=$(realpath "$1")/calsync-sandbox sizes=${2:-"1000 10000 100000"}
saves=${3:-40} idle=${4:-130}
here=$(cd "$(dirname "$0")" && pwd)
# With selenium the first paint is Chromium's own.
browser=$here/../.build/python-browser/bin/python
[ -x "$browser" ] || browser=python3
vdirsyncer=$here/../.build/python/bin/vdirsyncer
place=$(mktemp -d)
pid=
# Ends the sandbox that runs, and waits for it.
stop() { if [ -n "$pid" ]; then kill "$pid" && wait "$pid" || true; fi; pid=; }
trap 'stop; rm -rf "$place"' EXIT
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state GIT_CONFIG_GLOBAL=$place/gitconfig GIT_CONFIG_NOSYSTEM=1
export CALSYNC_TOKEN_GOOGLE=sandbox-token UNISON=$place/unison PYTHONDONTWRITEBYTECODE=1
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
row() { python3 "$here/bench_table.py" "$@"; }
compare() { python3 "$here/bench-compare.py" "$@"; }
# requests: how many there were so far, reads and writes.
requests() { curl -fsS "$address/_sandbox/stats" | python3 -c 'import json, sys; s = json.load(sys.stdin); print(s["reads"] + s["writes"])'; }
# measure COMMAND…: what it took, as `wall`, `cpu` (seconds) and `peak` (kB).
measure() {
    local user system
    /usr/bin/time -o "$place/time" -f '%e %U %S %M' "$@" >"$place/out" 2>&1 || {
        echo "$* ended with $?: $(head -c 2000 "$place/out")" >&2
        return 1
    }
    read -r wall user system peak <"$place/time"
    cpu=$(python3 -c "print($user + $system)")
}
# asked WHAT LEAST COMMAND…: its requests beside the least possible.
asked() {
    local what=$1 least=$2 before
    before=$(requests)
    shift 2
    measure "$@"
    row "$what, requests" $(($(requests) - before)) "the least possible" "$least"
}
# others FOLDER SIZE: the words with which git, unison and vdirsyncer find that nothing changed.
others() {
    others=(:: "git status" git status --porcelain)
    if command -v unison >/dev/null; then
        cp -a "$1/work" "$place/unison-$2"
        others+=(:: "unison, two folders" unison "$1/work" "$place/unison-$2" -batch -silent -ui text)
        "${others[@]:7}" >"$place/out" 2>&1 || { cat "$place/out" >&2; exit 1; }
    fi
    # It takes minutes for more.
    if [ -x "$vdirsyncer" ] && [ "$2" -le 10000 ]; then
        cp -a "$1/work" "$place/vdirsyncer-$2"
        printf '[general]\nstatus_path = "%s"\n[pair work]\na = "a"\nb = "b"\ncollections = null\n' \
            "$place/status-$2" >"$place/vdirsyncer-$2.conf"
        for side in "a $1/work" "b $place/vdirsyncer-$2"; do
            printf '[storage %s]\ntype = "filesystem"\nfileext = ".ics"\npath = "%s"\n' $side >>"$place/vdirsyncer-$2.conf"
        done
        yes | "$vdirsyncer" -c "$place/vdirsyncer-$2.conf" discover >"$place/out" 2>&1 || true
        "$vdirsyncer" -c "$place/vdirsyncer-$2.conf" sync >"$place/out" 2>&1 || { cat "$place/out" >&2; exit 1; }
        others+=(:: "vdirsyncer, two folders" "$vdirsyncer" -c "$place/vdirsyncer-$2.conf" sync)
    fi
}

echo "$(date -u +%F), $(uname -sr), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
row
compare 21 "start (--version)" calsync "$calsync" --version :: git git --version
measure "$calsync" --version
nothing=$peak
for size in $sizes; do
    python3 "$here/make-calendar.py" "$place/calendar.json" "$size"
    start --state "$place/calendar.json"
    folder=$place/$size
    mkdir -p "$folder/work"
    printf '[pair.work]\naccount = "google"\ncalendar = "primary"\n' >"$folder/calsync.toml"
    cd "$folder"
    # Before the sync, as people have it: what comes into the folder later makes it be listed.
    git init -q
    # The list of calendars, and pages of 2,500 events (Google's most).
    asked "first download, $size events" $((1 + (size + 2499) / 2500)) "$calsync" sync --json
    row "first download, $size events, seconds" "$wall"
    row "first download, $size events, seconds of processor" "$cpu"
    row "first download, $size events, bytes of memory an event" $(((peak - nothing) * 1024 / size))
    # An event of one's own: the others' organizer is somebody else, so their titles are not one's to edit.
    printf '%s\n' BEGIN:VCALENDAR VERSION:2.0 BEGIN:VEVENT UID:own@bench DTSTAMP:20261101T080000Z SUMMARY:Own \
        DTSTART:20261210T100000Z DTEND:20261210T110000Z END:VEVENT END:VCALENDAR >work/own.ics
    "$calsync" sync >/dev/null
    # A list of calendars tells access that was lost, a list with the sync token what changed.
    asked "nothing to do, $size events" 2 "$calsync" sync
    row "nothing to do, $size events, seconds" "$wall"
    git add -A
    git commit -qm bench
    git status >/dev/null
    others "$folder" "$size"
    compare $((size > 20000 ? 7 : size > 2000 ? 15 : 31)) "plan --offline, $size events" calsync "$calsync" plan --offline "${others[@]}"
    measure "$calsync" check
    row "check: all files read, $size events, ms a file" "$(python3 -c "print($wall * 1000 / $size)")"
    sed -i 's/^SUMMARY:.*/SUMMARY:edited/' work/own.ics
    asked "one edit, $size events" 3 "$calsync" sync
    row "one edit, $size events, seconds" "$wall"
    if [ "$size" -le 10000 ]; then
        python3 "$here/bench-watch.py" "$calsync" "$folder" "$address" "$saves" "$idle"
        "$browser" "$here/bench-dashboard.py" "$calsync" "$folder"
    fi
    cd "$place"
    stop
    rm -rf "$folder" "$place/unison-$size" "$place/vdirsyncer-$size"
done

start
for size in 1000 4000; do
    curl -fsS -X POST "$address/_sandbox/reset" >/dev/null
    python3 "$here/make-folder.py" "$place/first-$size" "$size" 7
    cd "$place/first-$size"
    # One request an event, the list of calendars, and one list that tells the sync token.
    asked "first upload, $size events" $((size + 2)) "$calsync" sync
    row "first upload, $size events, seconds" "$wall"
    row "first upload, $size events, seconds of processor" "$cpu"
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
