#!/usr/bin/env python3
"""Measures commands in turns and prints the medians: wall and processor time, and the peak memory.

Usage: bench-compare.py TURNS LABEL calsync COMMAND… [:: NAME COMMAND…]…     The first is calsync's own.
"""
import os, statistics, subprocess, sys, time
from bench_table import row

turns, label, commands = int(sys.argv[1]), sys.argv[2], [[]]
for word in sys.argv[3:]:
    commands.append([]) if word == "::" else commands[-1].append(word)
runs = [[] for _ in commands]
for turn in range(turns + 2):
    for (_, *command), measured in zip(commands, runs):
        began = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        if status:
            sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
        # The first two turns warm the caches.
        if turn > 1:
            measured.append((wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000))


def peak(command):
    """In MB; asked of time(1), since a child of this process would begin with Python's own."""
    told = subprocess.run(["/usr/bin/time", "-f", "%M", *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    return int(told.stderr.split()[-1]) / 1024


ours, *others = ([statistics.median(column) for column in zip(*measured)] + [peak(command)]
                 for (_, *command), measured in zip(commands, runs))
for (name, *_), theirs in zip(commands[1:], others):
    for unit, mine, its in zip(("ms", "ms of processor", "MB at most"), ours, theirs):
        row(f"{label}, {unit}", mine, name, its)
