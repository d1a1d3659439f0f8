#!/usr/bin/env python3
"""The lines of `make bench`'s table: what, calsync's figure, whom it stands beside, their figure, and the ratio.

As a program it prints one: bench_table.py WHAT OURS [BESIDE THEIRS]; without arguments the head.
"""
import sys


def figure(value):
    return "" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def row(what, ours, beside="", theirs=None):
    ratio = f"{ours / theirs:.2f} x" if theirs else ""
    print(f"{what:<60} {figure(ours):>9}  {beside:<30} {figure(theirs):>9} {ratio:>9}".rstrip(), flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    if not words:
        print(f"{'':<60} {'calsync':>9}  {'beside':<30} {'theirs':>9} {'ratio':>9}", flush=True)
    else:
        row(words[0], float(words[1]), *words[2:3], *map(float, words[3:4]))
