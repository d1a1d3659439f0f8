#!/usr/bin/env bash
# Installs the release build into a folder of its own and tries *that* program: what it needs, its manual and completions,
# zones, TLS with an authority of one's own, signing in, a sync both ways. Exits non-zero when anything is not as it should be.
# Usage: scripts/test-install.sh BINARIES SANDBOX
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
sandbox=$(realpath "$2")
place=$(mktemp -d)
trap 'status=$?; kill ${pids:-} 2>/dev/null; rm -rf "$place"; exit $status' EXIT
pids=
die() { echo "test-install: $*" >&2; exit 1; }
say() { printf '  %s\n' "$*"; }

root=$place/root/usr
"$here/install.sh" "$1" "$root"
program=$root/bin/calsync

echo "The program"
size=$(stat -c %s "$program")
[ "$size" -lt 80000000 ] || die "it is $size bytes, more than 80 MB"
needed=$(ldd "$program" | awk '{print $1}' | grep -Ev '^(linux-vdso|/lib|libc\.so|libm\.so|libstdc\+\+|libgcc_s|libpthread|libdl|librt|libz\.so)' || true)
[ -z "$needed" ] || die "it needs more than the system's own libraries: $needed"
say "$((size / 1000000)) MB, needs $(ldd "$program" | wc -l) of the system's libraries; libcurl is loaded when it is first needed"

# From here on nothing of the machine that built it: no toolchain, no home, no variable.
export HOME=$place/home
mkdir -p "$HOME"
calsync() { env -i HOME="$HOME" PATH="$root/bin:/usr/bin:/bin" TZ="${zone:-Europe/Berlin}" LANG=C.UTF-8 ${token:+CALSYNC_TOKEN_GOOGLE="$token"} calsync "$@"; }

echo "Manual and completions"
for page in "$root"/share/man/man1/*.1.gz; do
    if command -v man >/dev/null; then
        complaints=$(gunzip -c "$page" | MANWIDTH=120 man --warnings -E UTF-8 -l -Tutf8 -Z - 2>&1 >/dev/null)
        [ -z "$complaints" ] || die "$(basename "$page"): $complaints"
    fi
done
gunzip -c "$root/share/man/man1/calsync-sync.1.gz" | grep -q 'allow\\-mass\\-change' || die "calsync-sync(1) lacks an option"
bash -n "$root/share/bash-completion/completions/calsync"
bash -c "source '$root/share/bash-completion/completions/calsync' && complete -p calsync" >/dev/null
if command -v zsh >/dev/null; then zsh -n "$root/share/zsh/site-functions/_calsync"; fi
if command -v fish >/dev/null; then fish -n "$root/share/fish/vendor_completions.d/calsync.fish"; fi
mkdir -p "$place/try/family" && printf '[pair.family]\naccount = "google"\ncalendar = "primary"\n' >"$place/try/calsync.toml"
offered=$(cd "$place/try" && PATH="$root/bin:/usr/bin:/bin" bash -c "source '$root/share/bash-completion/completions/calsync'
    COMP_LINE='calsync list fa' COMP_POINT=15 COMP_WORDS=(calsync list fa) COMP_CWORD=2
    _calsync calsync fa list; echo \"\${COMPREPLY[*]}\"")
[ "$offered" = family ] || die "bash offers '$offered' for a pair that begins with fa"
say "$(ls "$root/share/man/man1" | wc -l) pages, three shells"

echo "TLS: an authority that only accounts.toml names"
"$sandbox" --strict --port 0 >"$place/sandbox.log" 2>&1 & pids="$pids $!"
for _ in $(seq 100); do grep -q ^token "$place/sandbox.log" && break; sleep 0.1; done
address=$(sed -n 's/^address //p' "$place/sandbox.log")
[ -n "$address" ] || die "the sandbox did not start: $(cat "$place/sandbox.log")"
cd "$place"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") 2>/dev/null
python3 "$here/tls-proxy.py" server.pem server.key "${address##*:}" >"$place/port" & pids="$pids $!"
for _ in $(seq 100); do [ -s "$place/port" ] && break; sleep 0.1; done
mkdir -p "$HOME/.config/calsync"
account() { printf '[account.google]\nprovider = "google"\nendpoint = "https://127.0.0.1:%s/calendar/v3"\n%s\n' "$(cat "$place/port")" "$1" >"$HOME/.config/calsync/accounts.toml"; }
token=$(sed -n 's/^token //p' "$place/sandbox.log")

calsync init "$place/calendar" --git >/dev/null
cd "$place/calendar"
account ""
if calsync calendars >"$place/out" 2>&1; then die "a certificate that nobody vouches for was believed"; fi
grep -qi certificate "$place/out" || die "an unknown certificate is not told as one: $(cat "$place/out")"
account "ca-file = \"$place/ca.pem\""
calsync calendars | grep -q 'you@example.com' || die "no calendars over TLS"
say "refused without ca-file, read with it"

echo "Zones"
calsync pair add home --account google --calendar primary >/dev/null
calsync new "Call New York" --at "2026-12-10 09:00" --zone America/New_York --for 30m --repeat "weekly 3 times" >/dev/null 2>&1
zone=Asia/Tokyo calsync agenda 2026-12-10 --days 1 --json | grep -q '"start":"2026-12-10T23:00:00+09:00"' || die "New York is not 14 hours behind Tokyo"
zone=Europe/Berlin calsync agenda 2026-12-17 --json | grep -q '"start":"2026-12-17T15:00:00+01:00"' || die "the series is not there a week later"
say "9:00 in New York is 23:00 in Tokyo"

echo "plan, sync, and back"
calsync plan | grep -q 'Call New York' || die "the plan lacks the event"
calsync sync >/dev/null
curl -fsS -X POST -H 'Content-Type: application/json' "$address/_sandbox/phone/calendars/you%40example.com/events" \
    -d '{"summary":"From the phone","start":{"date":"2026-12-20"},"end":{"date":"2026-12-21"}}' >/dev/null
calsync sync >/dev/null
[ -f home/2026-12-20-from-the-phone.ics ] || die "what the phone made did not come: $(ls home)"
[ "$(calsync plan)" = "Nothing to do." ] || die "a second plan is not empty"
calsync show "call new york" | grep -q 'in step' || die "show does not say that it is in step"
calsync check >/dev/null && calsync config check >/dev/null
say "one event there, one back, then nothing to do"

signing_in() {
echo "Signing in"
mkdir "$place/bin"
printf '#!/bin/sh\nexec curl -sSL -o /dev/null "$1"\n' >"$place/bin/xdg-open" && chmod +x "$place/bin/xdg-open"
curl -fsS -X POST "$address/_sandbox/sign-in" -d '{"consent":"approve"}' >/dev/null
curl -fsS -o "$place/client.json" "$address/_sandbox/sign-in/client_secret_sandbox.json"
rm "$HOME/.config/calsync/accounts.toml"
token=
signed() { env -i HOME="$HOME" PATH="$place/bin:$root/bin:/usr/bin:/bin" DISPLAY=:99 TZ=Europe/Berlin LANG=C.UTF-8 calsync "$@"; }
signed login google "$place/client.json" --endpoint "$address/calendar/v3" >"$place/login" 2>&1 || die "login: $(cat "$place/login")"
[ "$(signed plan)" = "Nothing to do." ] || die "the signed-in plan is not empty: $(signed plan 2>&1)"
curl -fsS -X POST "$address/_sandbox/sign-in/expire" >/dev/null
signed calendars >/dev/null || die "an expired token is not refreshed"
if grep -rqE 'ya29\.|GOCSPX' "$HOME" "$place/login"; then die "a secret stands in clear"; fi
say "through a browser, refreshed when it ran out, no secret in clear"
}
if calsync man login >/dev/null 2>&1; then signing_in; else echo "Signing in: this build has no login"; fi

"$here/install.sh" --remove "$root" >/dev/null
[ -z "$(find "$root" -type f)" ] || die "uninstall leaves $(find "$root" -type f)"
echo "Removed without a trace."
