#!/usr/bin/env bash
# Measures calsync beside vdirsyncer on the same events and the same real server, in one run. Ratios count, not seconds.
# Usage: scripts/bench-caldav.sh FOLDER_OF_THE_PROGRAMS [SERVER] [SIZES]     SERVER: xandikos (usual), radicale or cyrus
# Radicale has the events already, since an upload of many takes hours there; to the others they are uploaded first.
set -euo pipefail
calsync=$(realpath "$1")/calsync kind=${2:-xandikos} sizes=${3:-"1000"}
here=$(cd "$(dirname "$0")" && pwd)
python=$here/../.build/python/bin/python
place=$(mktemp -d)
chmod 755 "$place"
trap 'exec 9>&- || true; wait; rm -rf "$place"' EXIT
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state HOME=$place CALSYNC_TOKEN_BENCH=secret
mkdir -p "$XDG_CONFIG_HOME/calsync" "$place/status"

# The server ends when descriptor 9 is closed.
mkfifo "$place/stop"
"$python" "$here/caldav-server.py" "$kind" "$place/server" <"$place/stop" >"$place/port" &
exec 9>"$place/stop"
until [ -s "$place/port" ]; do kill -0 $! || exit 1; sleep 0.1; done
address=http://127.0.0.1:$(cat "$place/port")

# Cyrus takes a UID once an account, so that each program has one there.
user() { if [ "$kind" != cyrus ]; then echo alice; elif [ "$1" = calsync ]; then echo user0; else echo user1; fi; }
home() {
    case $kind in
        radicale) echo "/$(user "$1")/" ;;
        xandikos) echo "/$(user "$1")/calendars/" ;;
        cyrus) echo "/dav/calendars/user/$(user "$1")/" ;;
    esac
}
printf '[account.bench]\nprovider = "caldav"\nendpoint = "%s/"\nuser = "%s"\n' "$address" "$(user calsync)" \
    >"$XDG_CONFIG_HOME/calsync/accounts.toml"

# seconds COMMAND…: wall, user and system seconds, and peak memory.
seconds() {
    /usr/bin/time -o "$place/time" -f '%e %U %S %M' "$@" >"$place/out" 2>&1 || { echo "$* failed: $(tail -c 1000 "$place/out")" >&2; exit 1; }
    cat "$place/time"
}
row() { printf '%-36s %8s %8s %8s %8s kB\n' "$@"; }
v() { "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" "$@"; }
# both FOLDER WHAT: each program once, calsync in that folder.
both() {
    local took
    cd "$1"
    took=$(seconds "$calsync" sync)
    row "calsync, $2" $took
    took=$(seconds "$python" -m vdirsyncer -c "$place/vdirsyncer-$size.conf" sync)
    row "vdirsyncer, $2" $took
}

# Empty folders before full calendars.
download() {
    rm -rf "$place/down-$size" "$place/status/$size" "$place/vdirsyncer-$size/work"
    mkdir -p "$place/down-$size" "$place/vdirsyncer-$size/work"
    cp "$place/calsync-$size/calsync.toml" "$place/down-$size/"
    yes | v discover >/dev/null 2>&1 || true
    both "$place/down-$size" "first download of $size"
}

rest() {
    cd "$1"
    "$calsync" sync >/dev/null
    v sync >/dev/null 2>&1
    for turn in 1 2 3; do both "$1" "nothing to do, $turn"; done
    for folder in "$1/work" "$place/vdirsyncer-$size/work"; do
        file=$(grep -l 'UID:bench-7@' -r "$folder" | head -1)
        sed -i 's/^SUMMARY:.*/SUMMARY:edited/' "$file"
    done
    both "$1" "one edit"
}

echo "$kind, load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores"
row "" wall user sys peak
for size in $sizes; do
    for who in calsync vdirsyncer; do
        curl -fsS -u "$(user $who):secret" -X MKCALENDAR "$address$(home $who)$who$size/"
        python3 "$here/make-folder.py" "$place/$who-$size" "$size" 7
    done
    printf '[pair.work]\naccount = "bench"\ncalendar = "%s"\n' "$(home calsync)calsync$size/" >"$place/calsync-$size/calsync.toml"
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
url = "$address$(home vdirsyncer)"
username = "$(user vdirsyncer)"
password = "secret"
CONF
    yes | v discover >/dev/null 2>&1 || true
    if [ "$kind" != radicale ]; then
        both "$place/calsync-$size" "first upload of $size"
        rest "$place/calsync-$size"
        download
    else
        for who in calsync vdirsyncer; do
            cp "$place/$who-$size"/work/*.ics "$place/server/data/collection-root/alice/$who$size/"
        done
        download
        rest "$place/down-$size"
    fi
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
