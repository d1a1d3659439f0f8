#!/usr/bin/env bash
# Measures the reading and editing of event files beside libical and Python's icalendar, in turns: microseconds a file.
# Usage: scripts/bench-files.sh CALSYNC_PROVE [COUNT]
set -euo pipefail
prove=$(realpath "$1") count=${2:-5000}
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 "$here/make-folder.py" "$place" "$count" 7
cc -O2 -o "$place/libical" "$here/bench-libical.c" -lical
python3 -m venv "$place/python"
"$place/python/bin/pip" install --quiet --disable-pip-version-check icalendar==6.3.1
PYTHONPATH=$here python3 - "$place/work" "$prove files" "$place/libical" "$place/python/bin/python $here/bench-icalendar.py" <<'PY'
import statistics, subprocess, sys
from bench_table import row
folder, runs = sys.argv[1], [[], [], []]
for turn in range(5):
    for command, measured in zip(sys.argv[2:], runs):
        words = subprocess.run(command.split() + [folder], capture_output=True, text=True, check=True).stdout.split()
        measured.append([float(words[i]) / int(words[0]) * 1e6 for i in (3, 5)])
ours, *others = ([statistics.median(column) for column in zip(*measured)] for measured in runs)
for name, theirs in zip(("libical", "Python's icalendar"), others):
    for what, mine, its in zip(("read", "read, edit and print"), ours, theirs):
        row(f"{what} a file, us of processor", mine, name, its)
PY
