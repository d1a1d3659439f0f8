#!/usr/bin/env bash
# Measures calsync beside vdirsyncer on the same events and the same real server, in one run. Ratios count, not seconds.
# Usage: scripts/bench-caldav.sh FOLDER_OF_THE_PROGRAMS [SERVER [SIZES]]     SERVER: xandikos, radicale or cyrus; else all
# Radicale has the events already, since an upload of many takes hours there; to the others they are uploaded first.
set -euo pipefail
if [ -z "${2:-}" ]; then
    "$0" "$1" xandikos "${3:-1000}"
    "$0" "$1" radicale "${3:-1000 10000}"
    if [ -x /usr/lib/cyrus/bin/master ]; then "$0" "$1" cyrus "${3:-1000}"; else echo "Cyrus is missing: see make test-servers"; fi
    exit
fi
calsync=$(realpath "$1")/calsync kind=$2 sizes=${3:-"1000"}
here=$(cd "$(dirname "$0")" && pwd)
python=$here/../.build/python/bin/python
place=$(mktemp -d)
chmod 755 "$place"
counter=
trap '[ -z "$counter" ] || kill "$counter"; exec 9>&- || true; wait; rm -rf "$place"' EXIT
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state HOME=$place CALSYNC_TOKEN_BENCH=secret
mkdir -p "$XDG_CONFIG_HOME/calsync" "$place/status"

# The server ends when descriptor 9 is closed.
mkfifo "$place/stop"
"$python" "$here/caldav-server.py" "$kind" "$place/server" <"$place/stop" >"$place/port" &
exec 9>"$place/stop"
until [ -s "$place/port" ]; do kill -0 $! || exit 1; sleep 0.1; done
direct=$(cat "$place/port")
# A second way to it, on which requests are counted.
"$python" "$here/count-requests.py" "$direct" "$place/requests" >"$place/counted" 9>&- &
counter=$!
until [ -s "$place/counted" ]; do kill -0 $counter || exit 1; sleep 0.1; done
counted=$(cat "$place/counted")

# Cyrus takes a UID once an account, so that each program has one there.
user() { if [ "$kind" != cyrus ]; then echo alice; elif [ "$1" = calsync ]; then echo user0; else echo user1; fi; }
home() {
    case $kind in
        radicale) echo "/$(user "$1")/" ;;
        xandikos) echo "/$(user "$1")/calendars/" ;;
        cyrus) echo "/dav/calendars/user/$(user "$1")/" ;;
    esac
}
v() { "$python" -m vdirsyncer -c "$place/vdirsyncer.conf" "$@"; }

# through PORT: has both programs go to the server that way. Where vdirsyncer keeps its state goes along.
through() {
    printf '[account.bench]\nprovider = "caldav"\nendpoint = "http://127.0.0.1:%s/"\nuser = "%s"\n' "$1" \
        "$(user calsync)" >"$XDG_CONFIG_HOME/calsync/accounts.toml"
    cat >"$place/vdirsyncer.conf" <<CONF
[general]
status_path = "$place/status/$size"
[pair work]
a = "here"
b = "there"
collections = [["work", "work", "vdirsyncer$size"]]
[storage here]
type = "filesystem"
path = "$place/vdirsyncer-$size"
fileext = ".ics"
[storage there]
type = "caldav"
url = "http://127.0.0.1:$1$(home vdirsyncer)"
username = "$(user vdirsyncer)"
password = "secret"
CONF
    yes | v discover >/dev/null 2>&1 || true
}

# beside TURNS LABEL: both programs in turns, calsync in this folder; the medians.
beside() {
    "$python" - "$@" "$calsync" sync :: "$python" -m vdirsyncer -c "$place/vdirsyncer.conf" sync <<'PY'
import os, statistics, subprocess, sys, time
turns, label, commands = int(sys.argv[1]), sys.argv[2], [[]]
for word in sys.argv[3:]:
    commands.append([]) if word == "::" else commands[-1].append(word)
runs = [[] for _ in commands]
for _ in range(turns):
    for command, measured in zip(commands, runs):
        with open(os.environ["HOME"] + "/said", "w+b") as said:
            began = time.perf_counter()
            child = subprocess.Popen(command, stdout=said, stderr=said)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - began
            said.seek(0)
            if status: sys.exit(f"{' '.join(command)} failed: {said.read()[-1000:].decode(errors='replace')}")
        measured.append((wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
ours, theirs = ([statistics.median(column) for column in zip(*measured)] for measured in runs)
print(f"{label:<26} {ours[0]:9.2f} {theirs[0]:9.2f} {theirs[0] / ours[0]:7.1f} x {ours[1]:9.3f} {theirs[1]:9.3f} "
      f"{theirs[1] / ours[1]:7.1f} x {ours[2]:6.0f} {theirs[2]:6.0f}", flush=True)
PY
}
# requests LABEL: what both ask for, through the counting way.
requests() {
    local label=$1 ours theirs
    : >"$place/requests"
    "$calsync" sync >/dev/null
    ours=$(sort "$place/requests" | uniq -c | xargs)
    : >"$place/requests"
    v sync >/dev/null 2>&1
    theirs=$(sort "$place/requests" | uniq -c | xargs)
    echo "requests, $label: calsync ${ours:-none}; vdirsyncer ${theirs:-none}"
}
# edit TITLE: one event on each program's disk.
edit() {
    local folder file
    for folder in work "$place/vdirsyncer-$size/work"; do
        file=$(grep -l 'UID:bench-7@' -r "$folder" | head -1)
        sed -i "s/^SUMMARY:.*/SUMMARY:$1/" "$file"
    done
}

# Empty folders before full calendars.
download() {
    rm -rf "$place/down-$size" "$place/status/$size" "$place/vdirsyncer-$size/work"
    mkdir -p "$place/down-$size" "$place/vdirsyncer-$size/work"
    cp "$place/calsync-$size/calsync.toml" "$place/down-$size/"
    through "$direct"
    cd "$place/down-$size"
    beside 1 "first download of $size"
}

# What comes every day.
rest() {
    "$calsync" sync >/dev/null
    v sync >/dev/null 2>&1
    beside 5 "nothing to do"
    edit once
    beside 1 "one edit"
    through "$counted"
    "$calsync" sync >/dev/null
    v sync >/dev/null 2>&1
    requests "nothing to do"
    edit twice
    requests "one edit"
    through "$direct"
}

echo "$kind, load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores; wall and processor seconds, peak MB"
printf '%-26s %9s %9s %9s %9s %9s %9s %6s %6s\n' "" calsync vdirsync wall calsync vdirsync processor calsync vdirs.
for size in $sizes; do
    for who in calsync vdirsyncer; do
        curl -fsS -u "$(user $who):secret" -X MKCALENDAR "http://127.0.0.1:$direct$(home $who)$who$size/"
        # As other programs write them: with their zone (RFC 5545 3.2.19), so that both programs send the same.
        python3 "$here/make-folder.py" "$place/$who-$size" "$size" 7 --zones
    done
    printf '[pair.work]\naccount = "bench"\ncalendar = "%s"\n' "$(home calsync)calsync$size/" >"$place/calsync-$size/calsync.toml"
    if [ "$kind" != radicale ]; then
        through "$direct"
        cd "$place/calsync-$size"
        beside 1 "first upload of $size"
        rest
        download
    else
        for who in calsync vdirsyncer; do
            cp "$place/$who-$size"/work/*.ics "$place/server/data/collection-root/alice/$who$size/"
            # What was not PUT it reads once, for 10 ms an event, whoever asks first.
            curl -fsS -u "alice:secret" -X REPORT -H 'Depth: 0' -H 'Content-Type: text/xml' "http://127.0.0.1:$direct/alice/$who$size/" \
                -d '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>' \
                >/dev/null
        done
        download
        rest
    fi
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
