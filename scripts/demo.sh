#!/usr/bin/env bash
# The main job, end to end, on a copy of sample-calendar in a new git repository, against the strict Google sandbox.
# Usage: scripts/demo.sh BINARIES. Exits non-zero when anything is not as it should be.
set -euo pipefail
bin=$(cd "$1" && pwd)
source=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'status=$?; [ -n "${sandbox:-}" ] && kill "$sandbox" 2>/dev/null; rm -rf "$place"; exit $status' EXIT

bold() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }
calsync() { "$bin/calsync" "$@" || { code=$?; [ $code -eq "${expect:-0}" ] || { echo "calsync $* ended with $code" >&2; exit 1; }; }; }
plain() { "$bin/calsync" "$@"; }
say() { printf '\033[2m$ calsync %s\033[0m\n' "$*"; }
die() { echo "demo: $*" >&2; exit 1; }

export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state
export GIT_CONFIG_GLOBAL=$place/gitconfig GIT_CONFIG_NOSYSTEM=1
mkdir -p "$XDG_CONFIG_HOME/calsync"
git config --global user.name "You" && git config --global user.email you@example.com && git config --global init.defaultBranch main
git config --global advice.detachedHead false

"$bin/calsync-sandbox" --strict --port 0 >"$place/sandbox.log" 2>&1 &
sandbox=$!
for _ in $(seq 100); do grep -q ^token "$place/sandbox.log" && break; sleep 0.1; done
address=$(sed -n 's/^address //p' "$place/sandbox.log")
token=$(sed -n 's/^token //p' "$place/sandbox.log")
[ -n "$address" ] || die "the sandbox did not start: $(cat "$place/sandbox.log")"
printf '[account.google]\nprovider = "google"\nendpoint = "%s/calendar/v3"\n' "$address" >"$XDG_CONFIG_HOME/calsync/accounts.toml"
export CALSYNC_TOKEN_GOOGLE=$token
phone="$address/_sandbox/phone/calendars/you%40example.com/events"
phone() { curl -fsS -H 'Content-Type: application/json' "$@" >/dev/null; }
id_of() { curl -fsS "$phone?iCalUID=$1" | tr -d '\n' | sed -E 's/.*"id": ?"([^"]+)".*/\1/'; }

cp -r "$source/sample-calendar" "$place/calendar" && cd "$place/calendar"
git init -q && git add -A && git commit -qm "My calendar"

bold "1  A folder of hand-written .ics files, and two calendars at Google (a strict stand-in at $address)"
run ls work family
say calendars; calsync calendars

bold "2  What would a sync do, and why? (nothing is written)"
say plan; calsync plan | tail -n 12

bold "3  Do it"
say sync; calsync sync | tail -n 3
say sync; calsync sync
[ "$(plain plan --json | tr -d ' \n' | grep -c '"operations":\[\]')" = 1 ] || die "a second plan is not empty"
git add -A && git commit -qm "calsync completed two files"

bold "4  On the phone, somebody renames an event: one changed line in git diff"
uid=$(sed -n 's/^UID://p' work/roadmap-review.ics | tr -d '\r')
phone -X PATCH "$phone/$(id_of "$uid")" -d '{"summary":"Roadmap review (moved to the big room)"}'
say sync; calsync sync
run git --no-pager diff --stat
git --no-pager diff -U0 | grep '^[-+][^-+]'
[ "$(git diff --numstat | awk '{print $1, $2}')" = "1 1" ] || die "more than one line changed"
git commit -qam "Renamed on the phone"

bold "5  You change the place, the phone the title: both are kept, field by field"
sed -i 's/^LOCATION:.*/LOCATION:The garden\r/; s/\r$//' work/team-lunch.ics
uid=$(sed -n 's/^UID://p' work/team-lunch.ics | tr -d '\r')
phone -X PATCH "$phone/$(id_of "$uid")" -d '{"summary":"Team lunch (Thai)"}'
say sync; calsync sync

bold "6  Both change the same title: nobody is overwritten, you are asked"
sed -i 's/^SUMMARY:.*/SUMMARY:Team lunch with everybody/' work/team-lunch.ics
phone -X PATCH "$phone/$(id_of "$uid")" -d '{"summary":"Team lunch (cancelled?)"}'
say sync; expect=3 calsync sync
say resolve work/team-lunch.ics --take local; calsync resolve work/team-lunch.ics --take local

bold "7  One broken file never stops the others"
printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:broken\nDTSTART:20261201T140000\nDTEND:20261201T130000\nSUMMARY:Backwards\nEND:VEVENT\nEND:VCALENDAR\n' >work/backwards.ics
sed -i 's/^SUMMARY:.*/SUMMARY:Send the invoices today/' work/invoices.ics
say sync; expect=3 calsync sync
rm work/backwards.ics

bold "8  Killed with SIGKILL in the middle, again and again: one event on each side"
cat >work/demo-crash.ics <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:demo-crash@example.com
DTSTART;TZID=Europe/Berlin:20261210T100000
DTEND;TZID=Europe/Berlin:20261210T110000
SUMMARY:Survives anything
END:VEVENT
END:VCALENDAR
ICS
killed=0
for step in $(seq 1 40); do
    if CALSYNC_CRASH_AT=$step plain sync >/dev/null 2>&1; then break; fi
    killed=$((killed + 1))
    [ $((step % 3)) -eq 0 ] && sed -i "s/^SUMMARY:.*/SUMMARY:Survives anything ($step)/" work/demo-crash.ics
done
calsync sync >/dev/null
count=$(curl -fsS "$phone?iCalUID=demo-crash%40example.com" | grep -c '"iCalUID": *"demo-crash@example.com"')
echo "killed $killed times; events at Google: $count, in the folder: $(grep -l demo-crash work/*.ics | wc -l)"
[ "$count" = 1 ] || die "the event is there $count times"

bold "9  The same folder in a Notion table as well: phone ⇄ folder ⇄ Notion"
notion=$(sed -n 's/^notion-address //p' "$place/sandbox.log")
database=$(sed -n 's/^notion-database \([^ ]*\).*/\1/p' "$place/sandbox.log" | head -n 1)
printf '\n[account.notion]\nprovider = "notion"\nendpoint = "%s"\n' "$notion" >>"$XDG_CONFIG_HOME/calsync/accounts.toml"
CALSYNC_TOKEN_NOTION=$(sed -n 's/^notion-token //p' "$place/sandbox.log")
export CALSYNC_TOKEN_NOTION
say pair add table --account notion --database "$database" --in work --add-properties
calsync pair add table --account notion --database "$database" --in work --add-properties
say sync; calsync sync | tail -n 3
rows=$(curl -fsS "$notion/_sandbox/rows" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')
[ "$rows" = "$(ls work/*.ics | wc -l)" ] || die "the Notion table has $rows rows"
git add -A && git commit -qm "A table in Notion"
start=$(date -u -d tomorrow +%Y-%m-%dT17:00:00Z) end=$(date -u -d tomorrow +%Y-%m-%dT18:00:00Z)
phone -X POST "$phone" -d "{\"summary\":\"Call the plumber\",\"location\":\"Kitchen\",\"start\":{\"dateTime\":\"$start\"},\"end\":{\"dateTime\":\"$end\"}}"
echo "on the phone: Call the plumber"
say sync; calsync sync
row() { curl -fsS "$notion/_sandbox/rows" | python3 -c 'import json, sys
for row in json.load(sys.stdin):
    if "".join(run["plain_text"] for run in row["properties"]["Name"]["title"]) == sys.argv[1]: print(row["id"])' "$1"; }
[ "$(row "Call the plumber" | wc -l)" = 1 ] || die "the event of the phone is not in the Notion table"
git add -A && git commit -qm "Made on the phone"
echo "in Notion: Call the plumber (Mr Pipe)"
curl -fsS -X PATCH -H 'Content-Type: application/json' "$notion/_sandbox/rows/$(row "Call the plumber")" \
    -d '{"properties":{"Name":{"title":[{"text":{"content":"Call the plumber (Mr Pipe)"}}]}}}'
say sync; calsync sync
git --no-pager diff -U0 | grep '^[-+][^-+]'
[ "$(git diff --numstat | awk '{print $1, $2}')" = "1 1" ] || die "more than one line changed"
curl -fsS "$phone" | grep -q 'Call the plumber (Mr Pipe)' || die "the title of Notion is not on the phone"

bold "10  Nothing comes twice, nothing is left to do"
say plan; calsync plan
say status; calsync status
echo
echo "That was the main job. Your own calendar: see README.md."
