#!/usr/bin/env bash
# Measures calsync beside git in one run, on folders made from a seed. Ratios count, not seconds.
# Usage: scripts/bench.sh CALSYNC SANDBOX [SIZES]
set -euo pipefail
calsync=$(realpath "$1") sandbox=$(realpath "$2") sizes=${3:-"1000 10000 100000"}
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap '[ -n "${pid:-}" ] && kill "$pid" 2>/dev/null; rm -rf "$place"' EXIT
export XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state GIT_CONFIG_GLOBAL=$place/gitconfig GIT_CONFIG_NOSYSTEM=1
mkdir -p "$XDG_CONFIG_HOME/calsync"
git config --global user.name bench && git config --global user.email bench@example.com
git config --global gc.auto 0

# The median wall time of 11 runs, in ms.
median() {
    python3 - "$@" <<'PY'
import statistics, subprocess, sys, time
times = []
for turn in range(13):
    start = time.perf_counter()
    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    if turn > 1: times.append((time.perf_counter() - start) * 1000)
print(f"{statistics.median(times):.1f}")
PY
}
peak() { /usr/bin/env python3 - "$@" <<'PY'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
PY
}
ratio() { python3 -c "print(f'{$1 / $2:.2f}')"; }

"$sandbox" --port 0 >"$place/log" 2>&1 & pid=$!
for _ in $(seq 100); do grep -q ^token "$place/log" && break; sleep 0.1; done
address=$(sed -n 's/^address //p' "$place/log")
export CALSYNC_TOKEN_GOOGLE=$(sed -n 's/^token //p' "$place/log")
printf '[account.google]\nprovider = "google"\nendpoint = "%s/calendar/v3"\n' "$address" >"$XDG_CONFIG_HOME/calsync/accounts.toml"

echo "start: calsync --version $(median "$calsync" --version) ms, git --version $(median git --version) ms"
printf '%-9s %12s %12s %8s %10s\n' files "git ms" "plan ms" ratio "peak MB"
for size in $sizes; do
    folder=$place/$size
    python3 "$here/make-folder.py" "$folder" "$size"
    (cd "$folder" && git init -q && git add -A && git commit -qm bench)
    curl -fsS -X POST "$address/_sandbox/reset" >/dev/null
    "$calsync" sync --json -C "$folder" >"$place/sync.json" || { head -c 2000 "$place/sync.json"; exit 1; }
    cd "$folder" && git status >/dev/null
    git=$(median git status --porcelain) plan=$(median "$calsync" plan --offline)
    printf '%-9s %12s %12s %8s %10s\n' "$size" "$git" "$plan" "$(ratio "$plan" "$git")" "$(peak "$calsync" plan --offline)"
done

curl -fsS -X POST "$address/_sandbox/reset" >/dev/null
folder=$place/first
python3 "$here/make-folder.py" "$folder" 1000 7
cd "$folder"
requests() { curl -fsS "$address/_sandbox/stats" | tr -d ' \n'; }
before=$(requests)
first=$( { /usr/bin/time -f '%e s wall, %U s user, %S s sys' "$calsync" sync >/dev/null; } 2>&1 )
echo "first sync of 1,000 events: $first; sandbox before $before, after $(requests)"
idle=$( { /usr/bin/time -f '%e s wall, %U s user, %S s sys' "$calsync" sync >/dev/null; } 2>&1 )
echo "no-op sync: $idle; sandbox $(requests)"
