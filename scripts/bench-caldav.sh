#!/usr/bin/env bash
# Measures calsync beside vdirsyncer on the same events and the same real server, in one run. Ratios count, not seconds.
# Usage: scripts/bench-caldav.sh FOLDER_OF_THE_PROGRAMS [SERVER] [SIZES]     SERVER: xandikos (usual) or radicale
set -euo pipefail
calsync=$(realpath "$1")/calsync kind=${2:-xandikos} sizes=${3:-"1000"}
here=$(cd "$(dirname "$0")" && pwd)
python=$here/../.build/python/bin/python
place=$(mktemp -d)
trap 'exec 9>&- || true; wait; rm -rf "$place"' EXIT
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state HOME=$place CALSYNC_TOKEN_BENCH=secret
mkdir -p "$XDG_CONFIG_HOME/calsync" "$place/status"

# The server ends when descriptor 9 is closed.
mkfifo "$place/stop"
"$python" "$here/caldav-server.py" "$kind" "$place/server" <"$place/stop" >"$place/port" &
exec 9>"$place/stop"
until [ -s "$place/port" ]; do kill -0 $! || exit 1; sleep 0.1; done
address=http://127.0.0.1:$(cat "$place/port")
home=/alice/
[ "$kind" = xandikos ] && home=/alice/calendars/
printf '[account.bench]\nprovider = "caldav"\nendpoint = "%s/"\nuser = "alice"\n' "$address" \
    >"$XDG_CONFIG_HOME/calsync/accounts.toml"

# seconds COMMAND…: wall, user and system seconds, and peak memory.
seconds() {
    /usr/bin/time -o "$place/time" -f '%e %U %S %M' "$@" >"$place/out" 2>&1 || { echo "$* failed: $(tail -c 1000 "$place/out")" >&2; exit 1; }
    cat "$place/time"
}
row() { printf '%-36s %8s %8s %8s %8s kB\n' "$@"; }

echo "$kind, load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores"
row "" wall user sys peak
for size in $sizes; do
    for who in calsync vdirsyncer; do
        curl -fsS -u alice:secret -X MKCALENDAR "$address$home$who$size/"
        python3 "$here/make-folder.py" "$place/$who-$size" "$size" 7
    done
    folder=$place/calsync-$size
    printf '[pair.work]\naccount = "bench"\ncalendar = "%s"\n' "${home}calsync$size/" >"$folder/calsync.toml"
    cat >"$place/vdirsyncer-$size.conf" <<CONF
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
url = "$address$home"
username = "alice"
password = "secret"
CONF
    v() { "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" "$@"; }
    yes | v discover >/dev/null 2>&1 || true
    cd "$folder"
    row "calsync, first upload of $size" $(seconds "$calsync" sync)
    row "vdirsyncer, first upload of $size" $(seconds "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" sync)
    "$calsync" sync >/dev/null
    v sync >/dev/null 2>&1
    for turn in 1 2 3; do
        row "calsync, nothing to do, $turn" $(seconds "$calsync" sync)
        row "vdirsyncer, nothing to do, $turn" $(seconds "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" sync)
    done
    for who in calsync vdirsyncer; do
        file=$(find "$place/$who-$size/work" -name '*-7.ics' | head -1)
        sed -i 's/^SUMMARY:.*/SUMMARY:edited/' "$file"
    done
    row "calsync, one edit" $(seconds "$calsync" sync)
    row "vdirsyncer, one edit" $(seconds "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" sync)
    # The first download: an empty folder before the full calendar.
    mkdir -p "$place/down-$size"
    cp "$folder/calsync.toml" "$place/down-$size/"
    cd "$place/down-$size"
    row "calsync, first download of $size" $(seconds "$calsync" sync)
    rm -rf "$place/status/$size" "$place/vdirsyncer-$size/work"
    mkdir -p "$place/vdirsyncer-$size/work"
    yes | v discover >/dev/null 2>&1 || true
    row "vdirsyncer, first download of $size" $(seconds "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" sync)
    cd "$place"
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
