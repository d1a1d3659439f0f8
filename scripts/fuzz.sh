#!/usr/bin/env bash
# Throws made-up bytes at calsync's readers, a while each. What breaks one is kept, and told with the command that replays it.
# Usage: scripts/fuzz.sh PROGRAM SECONDS [TARGETS]
set -euo pipefail
program=$(realpath "$1") seconds=${2:-600} targets=${3:-"ics recurrence google notion caldav webhook api manifest journal settings"}
here=$(cd "$(dirname "$0")/.." && pwd)
inputs=$here/Tests/FuzzTests/Inputs
corpus=${CALSYNC_CORPUS:-$here/../shared/corpus}
place=$here/.build-fuzz
# A trap ends the process at once: Swift's own backtrace would take minutes. Swift's regions of memory are no leaks.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:handle_abort=0

# fuzz TARGET: fails where something was found.
fuzz() {
    local target=$1 seeds words=() before seen bad=0
    mkdir -p "$place/corpus/$target" "$place/findings/$target"
    seeds=("$place/corpus/$target" "$inputs/$target")
    if [ "$target" = ics ]; then
        seeds+=("$here/Tests/ICalendarTests/Corpus")
        if [ -d "$corpus" ]; then seeds+=("$corpus"); fi
    fi
    case $target in ics | recurrence | caldav) words=(-dict="$here/Tests/FuzzTests/calendar.dict") ;; esac
    before=$(find "$place/findings/$target" -type f | wc -l)
    if CALSYNC_FUZZ=$target "$program" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$place/findings/$target/" "${words[@]}" "${seeds[@]}" \
        >"$place/$target.log" 2>&1; then
        seen=$(grep -o "cov: [0-9]*" "$place/$target.log" | tail -1 | cut -c6- || true)
        echo "$target: nothing found in $seconds s," \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$place/$target.log") inputs, ${seen:=0} branches seen"
        # Without the counters in calsync's own code the inputs are blind guesses.
        if [ "$seen" -lt 100 ]; then
            bad=1
            echo "$target: the program was built without counters of its branches; see the Makefile"
        fi
    else
        bad=1
        echo "$target: see ${place#"$here"/}/$target.log"
    fi
    if [ "$(find "$place/findings/$target" -type f | wc -l)" -gt "$before" ]; then
        find "$place/findings/$target" -type f | sort | sed "s|^$here/|  replay: swift run calsync-fuzz $target |"
    fi
    return $bad
}

# As many at a time as there are processors.
bad=0 running=0
for target in $targets; do
    if [ "$running" -ge "$(nproc)" ]; then
        wait -n || bad=1
        running=$((running - 1))
    fi
    fuzz "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || bad=1
    running=$((running - 1))
done
exit $bad
